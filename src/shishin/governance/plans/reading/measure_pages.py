"""What the page of a measure shows: the measure through all editions that its reader may read, its progress and its indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from shishin.governance.access import editions_to_read, knows_amounts
from shishin.governance.models import Disposal, Measure, Plan, PlanEdition, Progress
from shishin.governance.plans.content import PlanMeasure, measure_without_withheld, read_measure
from shishin.governance.plans.lines import lines_of_measure
from shishin.governance.plans.reading.edition_pages import MeasureRow, clause_names, measure_row
from shishin.governance.plans.reading.indicator_pages import IndicatorStand, newest_values, stand_of
from shishin.governance.plans.reading.pages import edition_tag
from shishin.governance.progress.quarters import state_tag
from shishin.kit.dates import Quarter
from shishin.kit.identity import in_language
from shishin.kit.timeline import Tag

Links = Sequence[tuple[str, str]]


class Became(NamedTuple):
    """What an edition says of the measure that the one before had."""

    kind: str
    reason: str
    measures: Links


class MeasureInEdition(NamedTuple):
    """The measure in one edition, with what changed since the edition before."""

    edition: PlanEdition
    tag: Tag
    is_there: bool
    is_new: bool
    gone: Sequence[str]
    new: Sequence[str]
    became: Became | None


class ReportRow(NamedTuple):
    report: Progress
    quarter: Quarter
    tag: Tag


@dataclass
class MeasurePage:
    """One measure for one reader. It is shown as the newest edition has it that the reader may read."""

    plan: Plan
    key: str
    reader: Any
    day: date

    @cached_property
    def editions(self) -> list[PlanEdition]:
        rows = list(editions_to_read(self.reader).filter(plan=self.plan).order_by("fiscal_year", "number"))
        for row in rows:
            row.plan = self.plan
        return rows

    @cached_property
    def by_edition(self) -> Mapping[int, PlanMeasure]:
        found = read_measure(self.key, self.editions)
        if not found:
            raise Http404
        if knows_amounts(self.reader, self.plan):
            return found
        return {pk: measure_without_withheld(measure, day=self.day) for pk, measure in found.items()}

    @cached_property
    def edition(self) -> PlanEdition:
        """The newest that counts and has it; else the newest that has it."""
        having = [edition for edition in self.editions if edition.pk in self.by_edition]
        counting = [edition for edition in having if edition.is_adopted and not edition.withdrawn_on]
        return (counting or having)[-1]

    @cached_property
    def measure(self) -> PlanMeasure:
        return self.by_edition[self.edition.pk]

    @cached_property
    def row(self) -> MeasureRow:
        return measure_row(self.plan, self.measure, clause_names(self.measure.lines))

    @cached_property
    def is_in_force(self) -> bool:
        """Whether the newest edition that counts still has it."""
        counting = [edition for edition in self.editions if edition.is_adopted and not edition.withdrawn_on]
        return bool(counting) and counting[-1] == self.edition

    # What became of it.

    @cached_property
    def _disposals(self) -> list[Disposal]:
        return list(Disposal.objects.filter(edition__in=self.editions).select_related("reason").order_by("edition", "pk"))

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Of the measures of all these editions, the newest counts."""
        rows = Measure.objects.filter(edition__in=self.editions).order_by("edition__fiscal_year", "edition__number")
        return {key: in_language(titles) for key, titles in rows.values_list("key", "titles")}

    @cached_property
    def came_from(self) -> Links:
        """The measures of which an edition says that they became this one."""
        keys = dict.fromkeys(row.key for row in self._disposals if self.key in row.became and row.key != self.key)
        return self._links(list(keys))

    def _links(self, keys: Sequence[str]) -> Links:
        return [(self._titles.get(key, key), reverse("governance:measure", args=[self.plan.slug, key])) for key in keys]

    def _became(self, edition: PlanEdition) -> Became | None:
        row = next((row for row in self._disposals if row.edition_id == edition.pk and row.key == self.key), None)
        return Became(str(row.get_kind_display()), row.reason.words, self._links(row.became)) if row else None

    @cached_property
    def history(self) -> list[MeasureInEdition]:
        """The newest first: from the edition that first had it to the one that says what became of it."""
        rows: list[MeasureInEdition] = []
        before: list[str] | None = None
        for edition in self.editions:
            measure, became = self.by_edition.get(edition.pk), self._became(edition)
            if measure is None and became is None:
                continue
            now = self._lines(measure) if measure else None
            changes = (
                ([], [])
                if now is None or before is None
                else ([one for one in before if one not in now], [one for one in now if one not in before])
            )
            rows.append(MeasureInEdition(edition, edition_tag(edition), measure is not None, before is None, *changes, became))
            before = now if now is not None else before
        return rows[::-1]

    def _lines(self, measure: PlanMeasure) -> list[str]:
        language = get_language() or self.plan.source_language
        texts = [in_language(measure.titles), in_language(measure.outlines)]
        return [line for line in [*texts, *lines_of_measure(measure, language, currency=self.plan.currency)] if line]

    # Progress and indicators.

    @cached_property
    def reports(self) -> list[ReportRow]:
        """The newest quarter first."""
        rows = self.plan.progress.filter(key=self.key, is_newest=True).order_by("-quarter")
        return [ReportRow(row, row.of_quarter, state_tag(row.state)) for row in rows]

    @property
    def tag(self) -> Tag | None:
        return self.reports[0].tag if self.reports else None

    @cached_property
    def indicators(self) -> list[IndicatorStand]:
        if not self.measure.indicators:
            return []
        values = newest_values(self.plan)
        return [stand_of(one, values.get(one.key, []), self.measure) for one in self.measure.indicators]
