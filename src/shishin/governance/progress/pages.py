"""What the page of a quarter shows: all measures of the edition in force with what was reported of them, gaps first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict

from shishin.governance.access import can_write_plan, editions_to_read
from shishin.governance.models import IndicatorValue, Milestone, Plan, PlanEdition, Progress
from shishin.governance.plans.content import PlanContent, PlanIndicator, PlanMeasure, read_content
from shishin.governance.plans.lines import number_with_unit
from shishin.governance.plans.reading.indicator_pages import grouped
from shishin.governance.progress.quarters import QuarterStanding, begun_quarters, reports_of, standings_of, state_tag, usual_quarter
from shishin.kit.dates import FiscalYear, Quarter, read_quarter
from shishin.kit.timeline import Tag

AT_ONCE = 150
"""Measures on one page: a form may have a thousand fields."""


class QuarterLink(NamedTuple):
    quarter: Quarter
    gaps: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class MilestoneToReport:
    """A milestone that is to be reached by this quarter, or was in it."""

    milestone: Milestone
    quarter: Quarter


@dataclass(frozen=True, slots=True)
class ValueRow:
    """An indicator with what was told of it: of this quarter, or of the whole year where `quarter` is none."""

    indicator: PlanIndicator
    year: FiscalYear
    quarter: int | None
    value: IndicatorValue | None

    def field(self, name: str) -> str:
        """The name of a field about it."""
        return f"{name}_{self.indicator.key}_{self.quarter or 'year'}"

    @property
    def follows_name(self) -> str:
        return self.field("follows")

    @property
    def figure(self) -> str:
        return number_with_unit(grouped(self.value.value), self.indicator.unit) if self.value else ""


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A measure in a quarter: what was reported, what was said last to come next, and what belongs to it."""

    standing: QuarterStanding
    quarter: Quarter
    milestones: Sequence[MilestoneToReport]
    values: Sequence[ValueRow]

    @property
    def measure(self) -> PlanMeasure:
        return self.standing.measure

    @property
    def key(self) -> str:
        return self.measure.key

    @property
    def report(self) -> Progress | None:
        return self.standing.report_of(self.quarter)

    @property
    def tag(self) -> Tag | None:
        return state_tag(self.report.state) if self.report else None

    @property
    def is_gap(self) -> bool:
        return self.report is None

    @property
    def before(self) -> Progress | None:
        """The report before, whose next steps should have come by now."""
        return self.standing.last_before(self.quarter)


@dataclass
class ProgressPage:
    """A quarter of a plan for one reader."""

    plan: Plan
    reader: Any
    query: QueryDict
    day: date

    @cached_property
    def edition(self) -> PlanEdition | None:
        """The one in force, as far as the reader may read it."""
        rows = editions_to_read(self.reader).filter(plan=self.plan, state=PlanEdition.State.ADOPTED, withdrawn_on=None)
        edition = rows.order_by("fiscal_year", "number").last()
        if edition:
            edition.plan = self.plan
        return edition

    @cached_property
    def content(self) -> PlanContent | None:
        return read_content(self.edition) if self.edition else None

    @cached_property
    def may_report(self) -> bool:
        return self.plan.is_active and self.edition is not None and can_write_plan(self.reader, self.plan)

    @cached_property
    def standings(self) -> dict[str, QuarterStanding]:
        return standings_of(self.content.measures, reports_of(self.plan)) if self.content else {}

    @cached_property
    def begun(self) -> list[Quarter]:
        return begun_quarters(self.content.measures if self.content else [], day=self.day)

    @cached_property
    def quarter(self) -> Quarter | None:
        """The one that is asked for, else the one that people report."""
        return read_quarter(str(self.query.get("quarter", ""))) or usual_quarter(
            self.content.measures if self.content else [], day=self.day
        )

    @property
    def has_begun(self) -> bool:
        return self.quarter in self.begun

    @cached_property
    def links(self) -> list[QuarterLink]:
        """Each quarter that has begun with how many gaps it has, the newest first."""
        return [
            QuarterLink(one, sum(standing.is_gap_in(one) for standing in self.standings.values()), one == self.quarter)
            for one in self.begun
        ]

    @cached_property
    def owed(self) -> list[QuarterStanding]:
        """What is to be reported of this quarter, or was reported all the same; gaps first."""
        quarter = self.quarter
        if quarter is None or not self.has_begun:
            return []
        rows = [one for one in self.standings.values() if one.is_owed_in(quarter) or one.report_of(quarter)]
        return sorted(rows, key=lambda one: one.report_of(quarter) is not None)

    @property
    def gaps(self) -> int:
        return sum(one.is_gap_in(self.quarter) for one in self.owed) if self.quarter else 0

    @cached_property
    def page(self) -> Page[QuarterStanding]:
        return Paginator(self.owed, AT_ONCE).get_page(self.query.get("page"))

    @cached_property
    def rows(self) -> list[ProgressRow]:
        if self.quarter is None:
            return []
        milestones = self._milestones()
        return [
            ProgressRow(
                one,
                self.quarter,
                milestones.get(one.measure.key, []),
                [row for part in one.measure.indicators for row in self._values_of(part)],
            )
            for one in self.page
        ]

    @cached_property
    def effects(self) -> list[ValueRow]:
        """Indicators of the plan, on the first of several pages."""
        is_first = self.page.number == 1 and self.quarter is not None and self.has_begun
        return [row for one in self.content.effects for row in self._values_of(one)] if is_first and self.content else []

    def _milestones(self) -> dict[str, list[MilestoneToReport]]:
        """What is open up to this quarter, and what was reached in it. One query."""
        if self.quarter is None:
            return {}
        there = Q(reached_on=None) | Q(reached_on__range=(self.quarter.first_day, self.quarter.last_day))
        rows = Milestone.objects.filter(there, measure__edition=self.edition, quarter__lte=self.quarter.ordinal).select_related("measure")
        found: dict[str, list[MilestoneToReport]] = {}
        for row in rows.order_by("quarter", "position"):
            found.setdefault(row.measure.key, []).append(MilestoneToReport(row, Quarter.of_ordinal(row.quarter)))
        return found

    @cached_property
    def _told(self) -> dict[tuple[str, int | None], IndicatorValue]:
        """What was told of indicators for this fiscal year. One query."""
        if self.quarter is None:
            return {}
        rows = self.plan.indicator_values.filter(is_newest=True, fiscal_year=self.quarter.year.begins_in)
        return {(row.key, row.quarter): row for row in rows}

    def _values_of(self, indicator: PlanIndicator) -> list[ValueRow]:
        """Of the quarter; in the last one also of the year."""
        if self.quarter is None:
            return []
        quarters = [self.quarter.number, *([None] if self.quarter.number == 4 else [])]
        return [ValueRow(indicator, self.quarter.year, quarter, self._told.get((indicator.key, quarter))) for quarter in quarters]
