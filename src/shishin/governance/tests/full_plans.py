"""Plans with everything that an edition can say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from shishin.governance.adopting import adopt_plan_edition, publish_plan_edition
from shishin.governance.models import Plan, PlanEdition
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.submitting import submit_edition
from shishin.governance.tests.makers import title
from shishin.governance.tests.plan_makers import make_decision, make_plan, make_working, measure_words, quarter
from shishin.governance.writing import AmountWords, MilestoneWords, write_measure
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

LATER = date(2999, 12, 25)
WITHHELD = 77_321


def adopt(edition: PlanEdition, *, on: date = date(2025, 6, 30), is_published: bool = True) -> PlanEdition:
    """What is submitted, by a decision on it."""
    edition = adopt_plan_edition(edition, decision=make_decision(edition, on=on), by=OPERATOR)
    return publish_plan_edition(edition, by=OPERATOR) if is_published else edition


def make_full_working(plan: Plan | None = None, *, measures: int = 1) -> PlanEdition:
    if not Line.objects.exists():
        make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    line = Line.objects.get(key="users-first")
    edition = make_working(plan or make_plan(), measures=())
    for number in range(measures):
        words = measure_words(
            f"Measure {number}",
            systems=["S-1"],
            lines=[("realizes", line)],
            milestones=[MilestoneWords(quarter(2025, 2), title("Asked")), MilestoneWords(quarter(2026, 1), title("Built"), 0)],
            amounts=[AmountWords(FiscalYear(2025), "initial", 1_000), AmountWords(FiscalYear(2026), "request", WITHHELD, LATER)],
        )
        measure = write_measure(edition, words=words, by=OPERATOR)
        write_indicator(edition, words=indicator_words(measure=measure.key), by=OPERATOR)
    write_indicator(edition, words=indicator_words(kind="qos"), by=OPERATOR)
    return edition


def make_full(plan: Plan | None = None, *, measures: int = 1) -> PlanEdition:
    """In force and published."""
    return adopt(submit_edition(make_full_working(plan, measures=measures), by=OPERATOR))


def indicator_words(**fields: Any) -> IndicatorWords:
    given = {"titles": title("Share online"), "unit": "%", "direction": "up", "baseline": Decimal(40), "baseline_year": FiscalYear(2024)}
    return IndicatorWords(**{**given, "targets": {FiscalYear(2025): Decimal(80)}, **fields})
