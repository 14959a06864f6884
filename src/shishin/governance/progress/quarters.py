"""Quarters of a plan: which of its measures have to be reported in which, and how each stands by what was reported last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst

from shishin.governance.models import Plan, Progress
from shishin.governance.plans.content import PlanMeasure
from shishin.kit.dates import Quarter
from shishin.kit.timeline import Tag

State = Progress.State
LOOKS = {
    State.AS_PLANNED: ("success", "check"),
    State.LATE: ("warning", "clock"),
    State.STOPPED: ("danger", "cross"),
    State.DONE: ("info", "check"),
}
Reports = Mapping[str, Sequence[Progress]]
"""What counts of the progress of measures, by their keys, in the order of quarters."""


def state_tag(state: str) -> Tag:
    return Tag(capfirst(str(State(state).label)), *LOOKS[State(state)])


@dataclass(frozen=True, slots=True)
class QuarterStanding:
    """A measure with what was reported of it, by quarter."""

    measure: PlanMeasure
    reports: Sequence[Progress] = ()

    @property
    def last(self) -> Progress | None:
        return self.reports[-1] if self.reports else None

    @property
    def state(self) -> str:
        return self.last.state if self.last else ""

    @property
    def tag(self) -> Tag | None:
        return state_tag(self.state) if self.last else None

    def report_of(self, quarter: Quarter) -> Progress | None:
        return next((report for report in self.reports if report.quarter == quarter.ordinal), None)

    def last_before(self, quarter: Quarter) -> Progress | None:
        return last_before(quarter, self.reports)

    def is_owed_in(self, quarter: Quarter) -> bool:
        return is_owed(quarter, first=self.measure.first, reports=self.reports)

    def is_gap_in(self, quarter: Quarter) -> bool:
        return self.is_owed_in(quarter) and self.report_of(quarter) is None


def last_before(quarter: Quarter, reports: Sequence[Progress]) -> Progress | None:
    before = [report for report in reports if report.quarter < quarter.ordinal]
    return before[-1] if before else None


def is_owed(quarter: Quarter, *, first: Quarter, reports: Sequence[Progress]) -> bool:
    """Of a measure: from the quarter in which it begins until it is done, however long that takes."""
    before = last_before(quarter, reports)
    return first <= quarter and (before is None or before.state != State.DONE)


def reports_of(plan: Plan) -> Reports:
    """One query."""
    return reports_by_plan([plan.pk])[plan.pk]


def reports_by_plan(plans: Collection[int]) -> dict[int, dict[str, list[Progress]]]:
    """Of several plans, by their numbers. One query."""
    found: dict[int, dict[str, list[Progress]]] = {pk: defaultdict(list) for pk in plans}
    for report in Progress.objects.filter(plan__in=plans, is_newest=True).select_related("by").order_by("quarter"):
        found[report.plan_id][report.key].append(report)
    return found


def standings_of(measures: Iterable[PlanMeasure], reports: Reports) -> dict[str, QuarterStanding]:
    return {measure.key: QuarterStanding(measure, reports.get(measure.key, [])) for measure in measures}


def begun_quarters(measures: Sequence[PlanMeasure], *, day: date) -> list[Quarter]:
    """From the first of the measures to the one of the day, the newest first; also those that are past the end of all of them."""
    if not measures:
        return []
    first, here = min(measure.first for measure in measures), Quarter.holding(day)
    return [Quarter.of_ordinal(ordinal) for ordinal in range(here.ordinal, first.ordinal - 1, -1)]


def usual_quarter(measures: Sequence[PlanMeasure], *, day: date) -> Quarter | None:
    """The one that people report: the last that is over, or the one that goes on where there is none before. None where nothing has begun."""
    return next(iter((quarters := begun_quarters(measures, day=day))[1:] or quarters), None)
