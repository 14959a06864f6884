"""Stating who performs what: an organization says of each duty it owes in a fiscal year whether it performs it, and a year is published."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.governance.duties.owing import is_below, owes
from shishin.governance.errors.duties import NotOwed, NoWordsOfStatus, StatedMeanwhile, YearIsPublished, YearNotBegun
from shishin.governance.models import Duty, DutyStatus, DutyYear
from shishin.governance.year_count import keep_count_of_years
from shishin.kit.at_once import unique_or
from shishin.kit.characters import without_controls
from shishin.kit.dates import FiscalYear
from shishin.kit.moments import now
from shishin.people.models import Organization, Person
from shishin.trail.recording import Acting, record

State = DutyStatus.State


@transaction.atomic
def state_duty(
    duty: Duty,
    *,
    organization: Organization,
    fiscal_year: int,
    state: str,
    by: Acting,
    words: str = "",
    evidence: str = "",
    follows: int | None = None,
) -> DutyStatus:
    """An organization states a duty of a fiscal year, known by the calendar year in which it begins. The same once more is no further status.

    `follows` is the number of the status that a page showed, 0 for none: where another one came meanwhile, that one is told.
    """
    # Locked, so that two who state the same cell stand one behind the other.
    duty = Duty.objects.select_for_update().select_related("owner").get(pk=duty.pk)
    year, told = FiscalYear(fiscal_year), State(state)
    _refuse(duty, organization, year, state=told, words=words)
    last = DutyStatus.objects.filter(duty=duty, organization=organization, fiscal_year=fiscal_year, is_newest=True).first()
    written = (str(told), as_kept(words), as_kept(evidence))
    if last and (last.state, last.words, last.evidence) == written:
        return last
    if last and follows is not None and follows != last.pk:
        raise StatedMeanwhile(status=last)
    keep_count_of_years()
    if last:
        DutyStatus.objects.filter(pk=last.pk).update(is_newest=False)
    with unique_or():
        status = DutyStatus.objects.create(
            duty=duty,
            organization=organization,
            fiscal_year=fiscal_year,
            state=written[0],
            words=written[1],
            evidence=written[2],
            by=by if isinstance(by, Person) else None,
            at=now(),
        )
    record(
        "governance.duty_stated",
        about=duty,
        who=by,
        organization=str(organization.uuid),
        fiscal_year=fiscal_year,
        state=written[0],
        before=last.state if last else None,
    )
    return status


def as_kept(words: str) -> str:
    """Words as they are kept: what browsers and tables write one way and the other is written in one."""
    return without_controls(re.sub(r"\r\n?", "\n", words)).strip()


def _refuse(duty: Duty, organization: Organization, year: FiscalYear, *, state: State, words: str) -> None:
    if year.first_day > localdate():
        raise YearNotBegun(year=year)
    is_owed = Duty.objects.owed_in(year).filter(pk=duty.pk).exists() and owes(organization, duty)
    if not is_owed or not is_below(organization, duty.owner, year):
        raise NotOwed(organization=organization, duty=duty, year=year)
    if state != State.PERFORMED and not words.strip():
        raise NoWordsOfStatus(state=state.label)


@transaction.atomic
def set_due_day(owner: Organization, *, fiscal_year: int, due_on: date | None, by: Acting) -> DutyYear:
    """Until when it is to be stated who performs the duties of a year."""
    year = _locked_year(owner, fiscal_year)
    if year.due_on == due_on:
        return year
    year.due_on = due_on
    year.save(update_fields=["due_on"])
    record("governance.year_due_set", about=year, who=by, fiscal_year=fiscal_year, due_on=due_on.isoformat() if due_on else None)
    return year


@transaction.atomic
def publish_year(owner: Organization, *, fiscal_year: int, by: Acting, on: date | None = None) -> DutyYear:
    """From now on everybody reads who performs what in a year, gaps included. What is corrected later is public at once."""
    day = on or localdate()
    year = _locked_year(owner, fiscal_year)
    refuse_to_publish(year, on=day)
    year.published_on = day
    year.save(update_fields=["published_on"])
    record("governance.year_published", about=year, who=by, fiscal_year=fiscal_year, on=day.isoformat())
    return year


def refuse_to_publish(year: DutyYear, *, on: date) -> None:
    if year.year.first_day > on:
        raise YearNotBegun(year=year.year)
    if year.published_on:
        raise YearIsPublished(year=year.year, published_on=year.published_on)


def year_of(owner: Organization, fiscal_year: int) -> DutyYear:
    """A year of a list as it is kept, or as it would be: nothing is set of it yet."""
    return DutyYear.objects.filter(owner=owner, fiscal_year=fiscal_year).first() or DutyYear(owner=owner, fiscal_year=fiscal_year)


def _locked_year(owner: Organization, fiscal_year: int) -> DutyYear:
    Organization.objects.select_for_update().get(pk=owner.pk)
    keep_count_of_years()
    return DutyYear.objects.get_or_create(owner=owner, fiscal_year=fiscal_year)[0]
