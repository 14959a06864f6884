"""Reporting: how measures stand at a quarter, what indicators came to, and which milestones were reached."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from shishin.governance.errors.plans import NoSuchMeasure, NothingReported, QuarterNotBegun, ReportedMeanwhile
from shishin.governance.models import Indicator, IndicatorValue, Measure, Milestone, Plan, PlanEdition, Progress
from shishin.governance.plans.content import plain_number
from shishin.governance.plans.keeping import lock_plan
from shishin.governance.year_count import keep_count_of_years
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.moments import now
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

State = Progress.State


@transaction.atomic
def report_progress(
    plan: Plan,
    *,
    key: str,
    quarter: Quarter,
    state: str,
    by: Acting,
    done: str = "",
    next: str = "",  # noqa: A002 - as the field is named
    follows: int | None = None,
) -> Progress:
    """How a measure of the plan stood at a quarter that has begun. The same once more is no further report.

    `follows` is the number of the report that a page showed, 0 for none: where another one came meanwhile, that one is told.
    """
    plan = lock_plan(plan)
    _refuse_quarter(quarter.first_day, quarter)
    if not Measure.objects.filter(edition__plan=plan, key=key).exists():
        raise NoSuchMeasure
    if State(state) != State.AS_PLANNED and not (done.strip() or next.strip()):
        raise NothingReported(state=State(state).label)
    last = plan.progress.filter(key=key, quarter=quarter.ordinal, is_newest=True).first()
    written = (str(state), done.strip(), next.strip())
    if last and (last.state, last.done, last.next) == written:
        return last
    if last and follows is not None and follows != last.pk:
        raise ReportedMeanwhile(state=last.get_state_display(), words=f"{last.done} {last.next}".strip())
    if last:
        Progress.objects.filter(pk=last.pk).update(is_newest=False)
    keep_count_of_years()
    report = Progress.objects.create(
        plan=plan, key=key, quarter=quarter.ordinal, state=written[0], done=written[1], next=written[2], by=_person(by), at=now()
    )
    before = last.state if last else None
    record("governance.progress_reported", about=plan, who=by, measure=key, quarter=quarter.ordinal, state=written[0], before=before)
    return report


@transaction.atomic
def report_value(
    plan: Plan,
    *,
    key: str,
    year: FiscalYear,
    value: Decimal,
    by: Acting,
    quarter: int | None = None,
    words: str = "",
    source: str = "",
    follows: int | None = None,
) -> IndicatorValue:
    """What an indicator of the plan came to, in a year or in one quarter of it. `follows` as above."""
    plan = lock_plan(plan)
    _refuse_quarter(year.quarter(quarter).first_day if quarter else year.first_day, year.quarter(quarter) if quarter else year)
    if not Indicator.objects.filter(edition__plan=plan, key=key).exists():
        raise NoSuchMeasure
    last = plan.indicator_values.filter(key=key, fiscal_year=year.begins_in, quarter=quarter, is_newest=True).first()
    if last and (last.value, last.words, last.source) == (value, words.strip(), source.strip()):
        return last
    if last and follows is not None and follows != last.pk:
        raise ReportedMeanwhile(state=plain_number(last.value), words=f"{last.source} {last.words}".strip())
    if last:
        IndicatorValue.objects.filter(pk=last.pk).update(is_newest=False)
    keep_count_of_years()
    told = IndicatorValue.objects.create(
        plan=plan,
        key=key,
        fiscal_year=year.begins_in,
        quarter=quarter,
        value=value,
        words=words.strip(),
        source=source.strip(),
        by=_person(by),
        at=now(),
    )
    record("governance.value_reported", about=plan, who=by, indicator=key, fiscal_year=year.begins_in, quarter=quarter, value=str(value))
    return told


@transaction.atomic
def reach_milestone(milestone: Milestone, *, on: date, by: Acting) -> Milestone:
    """The day on which it was reached: told once."""
    plan = lock_plan(milestone.measure.edition.plan)
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.reached_on is None:
        milestone.reached_on = on
        milestone.save(update_fields=["reached_on"])
        record("governance.milestone_reached", about=plan, who=by, milestone=str(milestone.uuid), on=on.isoformat())
    return milestone


def in_force(plan: Plan) -> PlanEdition | None:
    """The edition adopted last that was not withdrawn."""
    return plan.editions.adopted().last()


def _refuse_quarter(begins: date, quarter: object) -> None:
    if begins > localdate():
        raise QuarterNotBegun(quarter=quarter)


def _person(by: Acting) -> Person | None:
    return by if isinstance(by, Person) else None
