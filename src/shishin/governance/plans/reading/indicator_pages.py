"""What the page of the indicators of a plan shows: baseline, target and actual by year, and how much of the way is reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from shishin.governance.models import Indicator, IndicatorValue, Plan
from shishin.governance.plans.content import PlanContent, PlanIndicator, PlanMeasure, plain_number
from shishin.governance.plans.indicators import reached
from shishin.governance.plans.lines import number_with_unit
from shishin.kit.charts import Line, LineChart
from shishin.kit.dates import FiscalYear
from shishin.kit.timeline import Tag

HUNDRED = Decimal(100)


def newest_values(plan: Plan) -> dict[str, list[IndicatorValue]]:
    """What counts of the values of a plan's indicators, by their keys, in the order of years and quarters. One query."""
    found: defaultdict[str, list[IndicatorValue]] = defaultdict(list)
    rows = plan.indicator_values.filter(is_newest=True).order_by("fiscal_year", "quarter")
    for value in sorted(rows, key=lambda row: (row.fiscal_year, row.quarter or 5)):
        found[value.key].append(value)
    return found


class IndicatorYear(NamedTuple):
    """One year of an indicator: what was to be reached, what it came to, and the part of the way from the baseline."""

    year: FiscalYear
    target: Decimal | None
    value: IndicatorValue | None
    """Of the whole year; where there is none, of its last quarter that was told."""
    part: Decimal | None
    quarters: Sequence[IndicatorValue]


@dataclass
class IndicatorStand:
    """An indicator with its values."""

    indicator: PlanIndicator
    values: Sequence[IndicatorValue]
    measure: PlanMeasure | None = None

    @cached_property
    def years(self) -> list[IndicatorYear]:
        """From the year after the baseline, each in which there is a target or a value."""
        told: defaultdict[FiscalYear, list[IndicatorValue]] = defaultdict(list)
        for value in self.values:
            told[FiscalYear(value.fiscal_year)].append(value)
        return [self._year(year, told.get(year, [])) for year in sorted({*told, *self.indicator.targets})]

    def _year(self, year: FiscalYear, told: Sequence[IndicatorValue]) -> IndicatorYear:
        value = told[-1] if told else None
        part = reached(self.indicator, year=year, value=value.value) if value else None
        return IndicatorYear(year, self.indicator.targets.get(year), value, part, [one for one in told if one.quarter])

    @cached_property
    def last(self) -> IndicatorYear | None:
        """The newest year with a value and a target; else the newest with a value."""
        told = [row for row in self.years if row.value]
        return next((row for row in reversed(told) if row.target is not None), told[-1] if told else None)

    @property
    def is_reached(self) -> bool:
        return self.last is not None and self.last.part is not None and self.last.part >= 1

    @property
    def tag(self) -> Tag:
        if self.last is None:
            return Tag(_("No value yet"), "missing")
        if self.last.part is None:
            return Tag(_("No target for that year"), "missing")
        return Tag(_("Reached"), "success", "check") if self.is_reached else Tag(_("Not reached"), "warning", "alert")

    @property
    def kind(self) -> str:
        return str(Indicator.Kind(self.indicator.kind).label)

    @property
    def direction(self) -> str:
        return str(Indicator.Direction(self.indicator.direction).label)

    @property
    def baseline(self) -> str:
        return self.in_words(self.indicator.baseline)

    def in_words(self, value: Decimal) -> str:
        return number_with_unit(grouped(value), self.indicator.unit)

    @property
    def part_in_words(self) -> str:
        """How much of the way from baseline to target, nothing where there is no such way."""
        return percent(self.last.part) if self.last and self.last.part is not None else ""

    @property
    def actual(self) -> str:
        return self.in_words(self.last.value.value) if self.last and self.last.value else ""

    @property
    def target(self) -> str:
        return self.in_words(self.last.target) if self.last and self.last.target is not None else ""

    @property
    def chart(self) -> LineChart:
        """Every year from the baseline on, so that a year without a value is a gap."""
        by_year = {row.year: row for row in self.years}
        first = self.indicator.baseline_year
        last = max([first, *by_year])
        years = [FiscalYear(begins) for begins in range(first.begins_in, last.begins_in + 1)]
        rows = [by_year.get(year) for year in years]
        actual = [row.value.value if row and row.value else None for row in rows]
        if actual[0] is None:
            actual[0] = self.indicator.baseline
        targets = [row.target if row else None for row in rows]
        line = Line(_("Actual"), actual, targets)
        return LineChart(self.indicator.title, _("Fiscal year"), [str(year) for year in years], [line], self.indicator.unit)

    @property
    def told(self) -> list[ToldValue]:
        """Values of quarters, and those that say something besides; the newest first."""
        return [
            ToldValue(_span(value), self.in_words(value.value), value.source, value.words)
            for value in reversed(self.values)
            if value.words or value.source or value.quarter
        ]


class ToldValue(NamedTuple):
    span: str
    figure: str
    source: str
    words: str


def _span(value: IndicatorValue) -> str:
    year = FiscalYear(value.fiscal_year)
    return str(year.quarter(value.quarter) if value.quarter else year)


def grouped(value: Decimal) -> str:
    """1,234.5 and 100."""
    whole, _point, places = plain_number(value).partition(".")
    return f"{int(whole):,}{f'.{places}' if places else ''}" if not whole.startswith("-0") else plain_number(value)


def percent(part: Decimal) -> str:
    """Cut off, never rounded up: 99.9 % is not reached."""
    return f"{int(part * HUNDRED)}%"


def stand_of(indicator: PlanIndicator, values: Sequence[IndicatorValue], measure: PlanMeasure | None = None) -> IndicatorStand:
    return IndicatorStand(indicator, values, measure)


@dataclass(frozen=True, slots=True)
class IndicatorsPage:
    """Effects of the plan apart from those of its measures."""

    effects: Sequence[IndicatorStand]
    of_measures: Sequence[IndicatorStand]


def indicators_page(plan: Plan, content: PlanContent | None) -> IndicatorsPage:
    """One query besides the content."""
    if content is None or not content.indicators:
        return IndicatorsPage([], [])
    values = newest_values(plan)
    return IndicatorsPage(
        [stand_of(indicator, values.get(indicator.key, [])) for indicator in content.effects],
        [stand_of(one, values.get(one.key, []), measure) for measure in content.measures for one in measure.indicators],
    )
