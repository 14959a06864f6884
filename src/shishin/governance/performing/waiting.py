"""What waits for those who answer for an organization, and for those who keep a list: statuses to state, a year to publish."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.governance.access import organizations_answered_for_by
from shishin.governance.duties.owing import NOT_STATED, standings, was_called_in
from shishin.governance.models import DutyYear
from shishin.guidelines.access import organizations_edited_by
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.kit.waiting import Waiting
from shishin.people.models import Organization, Person

MOST = 50
KIND = "duties"


def statuses_to_state(person: Any, day: date) -> list[Waiting]:
    """One line for an organization and a year that it is asked for: those with a day that are not published, and the one that goes on. Nine queries."""
    if not isinstance(person, Person):
        return []
    answered = list(organizations_answered_for_by(person).order_by().values_list("pk", flat=True))
    if not answered:
        return []
    today = fiscal_year(day)
    kept = {(row.owner_id, row.year): row for row in DutyYear.objects.filter(fiscal_year__lte=today.begins_in)}
    years = {year for (_owner, year), row in kept.items() if row.due_on and not row.published_on} | {today}
    counts: defaultdict[tuple[FiscalYear, int], Counter[str]] = defaultdict(Counter)
    due: dict[tuple[FiscalYear, int], date] = {}
    organizations: dict[int, Organization] = {}
    for standing in standings(sorted(years), organizations=answered, with_words=False):
        row = kept.get((standing.owner.pk, standing.year))
        if standing.year != today and not (row and row.due_on and not row.published_on):
            continue
        for organization in standing.organizations:
            place = (standing.year, organization.pk)
            organizations[organization.pk] = organization
            counts[place].update(standing.counts(organizations=[organization.pk]))
            if row and row.due_on:
                due[place] = min(row.due_on, due.get(place, row.due_on))
    return list(_lines(counts, due, organizations))[:MOST]


def _lines(
    counts: dict[tuple[FiscalYear, int], Counter[str]], due: dict[tuple[FiscalYear, int], date], organizations: dict[int, Organization]
) -> Iterator[Waiting]:
    for (year, pk), counted in counts.items():
        if not (left := counted[NOT_STATED]):
            continue
        organization = organizations[pk]
        yield Waiting(
            kind=KIND,
            label=_("Duties"),
            title=_("%(organization)s, %(year)s") % {"organization": was_called_in(organization, year), "year": year},
            url=reverse("governance:state-gaps", args=[organization.slug, year.number]),
            button=_("State what is missing"),
            why=ngettext("%(count)s duty is not stated.", "%(count)s duties are not stated.", left) % {"count": left},
            due=due.get((year, pk)),
            count=counted["cells"],
            done=counted["cells"] - left,
        )


def years_to_publish(person: Any, day: date) -> list[Waiting]:
    """The day until which it was to be stated is over, and nobody published the year. Two queries and those of posts."""
    if not isinstance(person, Person):
        return []
    rows = DutyYear.objects.filter(owner__in=organizations_edited_by(person), due_on__lt=day, published_on=None)
    return [
        Waiting(
            kind=KIND,
            label=_("Duties"),
            title=_("%(year)s of the duties of %(owner)s") % {"year": row.year, "owner": row.owner},
            url=reverse("governance:year", args=[row.owner.slug, row.year.number]),
            button=_("Publish the year"),
            why=_("The day until which it was to be stated is over."),
            due=row.due_on,
        )
        for row in rows.select_related("owner").prefetch_related("owner__dated_names").order_by("due_on", "pk")[:MOST]
    ]
