"""What the page of an edition of a plan shows, in at most twelve queries for who is not signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shishin.governance.access import can_write_plan, knows_amounts
from shishin.governance.models import Advice, Amount, MeasureLine, Plan, PlanEdition
from shishin.governance.plans.content import (
    AmountTotals,
    PlanAmount,
    PlanChapter,
    PlanContent,
    PlanIndicator,
    PlanLine,
    PlanMeasure,
    read_content,
    totals_of,
    without_withheld,
)
from shishin.governance.plans.files import FORMATS
from shishin.governance.plans.lines import amount_in_words, number_with_unit
from shishin.governance.plans.offers import Offers, offers_of_edition, url_of
from shishin.governance.plans.reading.indicator_pages import grouped
from shishin.governance.plans.reading.pages import TotalRow, edition_tag, kind_names, total_rows
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.editions.naming import clause_name
from shishin.kit.dates import FiscalYear, day_in_words
from shishin.kit.identity import in_language, join_words
from shishin.kit.markdown import plain
from shishin.kit.timeline import Tag

ANSWER_LOOKS = {
    Advice.Answer.OPEN: ("warning", "clock"),
    Advice.Answer.TAKEN_UP: ("success", "check"),
    Advice.Answer.PARTLY: ("info", ""),
    Advice.Answer.NOT: ("", ""),
}


class ServedClause(NamedTuple):
    """A clause that a measure serves, as it is called where it was read."""

    kind: str
    name: str
    url: str


class MilestoneRow(NamedTuple):
    quarter: str
    words: str
    after: str
    reached: str


class AmountRow(NamedTuple):
    name: str
    amount: str
    is_withheld: bool


class IndicatorLine(NamedTuple):
    title: str
    baseline: str
    targets: str


class MeasureRow(NamedTuple):
    """A measure in the words of the page."""

    key: str
    url: str
    measure: PlanMeasure
    period: str
    served: Sequence[tuple[str, Sequence[ServedClause]]]
    systems: str
    milestones: Sequence[MilestoneRow]
    amounts: Sequence[AmountRow]
    indicators: Sequence[IndicatorLine]


class ChapterRow(NamedTuple):
    chapter: PlanChapter
    measures: Sequence[MeasureRow]


class AdviceRow(NamedTuple):
    advice: Advice
    tag: Tag
    about: str
    """The measure it is about, or nothing for all of the edition."""


class DisposalRow(NamedTuple):
    title: str
    url: str
    kind: str
    reason: str
    became: Sequence[tuple[str, str]]


# Measures in words. Pages of an edition and of one measure print these.


Names = Mapping[int, tuple[str, str]]
"""Of clauses what each is called, and its address."""


def clause_names(lines: Iterable[PlanLine]) -> Names:
    """By document, number and heading, as they were read. One query for numbers that are not kept."""
    read = [(line, line.read) for line in lines if line.read]
    labels = labels_in((clause.edition, clause.edition.source_language) for _line, clause in read)
    names: dict[int, tuple[str, str]] = {}
    for line, clause in read:
        if clause.pk not in names:
            name = _name(line, labels.get((clause.pk, clause.edition.source_language), ""))
            names[clause.pk] = f"{line.line.document.short_title()}　{name}", line.line.get_absolute_url()
    return names


def _name(line: PlanLine, label: str) -> str:
    return clause_name(label, plain(line.heading), otherwise=line.line.key)


def measure_row(plan: Plan, measure: PlanMeasure, names: Names, *, url: str = "") -> MeasureRow:
    served = [ServedClause(line.kind, *names[line.clause]) for line in measure.lines]
    kinds = [(str(kind.label), [one for one in served if one.kind == kind]) for kind in MeasureLine.Kind]
    return MeasureRow(
        key=measure.key,
        url=url,
        measure=measure,
        period=period_in_words(measure),
        served=[(label, rows) for label, rows in kinds if rows],
        systems=join_words(measure.systems),
        milestones=list(_milestones(measure)),
        amounts=[_amount(amount, plan.currency) for amount in measure.amounts],
        indicators=[indicator_line(one) for one in measure.indicators],
    )


def indicator_line(indicator: PlanIndicator) -> IndicatorLine:
    def in_year(value: Decimal, year: FiscalYear) -> str:
        return _("%(value)s (%(year)s)") % {"value": number_with_unit(grouped(value), indicator.unit), "year": year}

    targets = join_words(in_year(value, year) for year, value in sorted(indicator.targets.items()))
    return IndicatorLine(indicator.title, in_year(indicator.baseline, indicator.baseline_year), targets)


def period_in_words(measure: PlanMeasure) -> str:
    return f"{measure.first} – {measure.last}"


def _milestones(measure: PlanMeasure) -> Iterable[MilestoneRow]:
    for one in measure.milestones:
        after = in_language(measure.milestones[one.after].words) if one.after is not None else ""
        yield MilestoneRow(str(one.quarter), in_language(one.words), after, day_in_words(one.reached_on))


def _amount(amount: PlanAmount, currency: str) -> AmountRow:
    name = _("%(year)s, %(kind)s") % {"year": amount.year, "kind": Amount.Kind(amount.kind).label}
    return AmountRow(name, amount_in_words(amount, currency), amount.amount is None)


# The page.


@dataclass
class EditionPage:
    """An edition for one reader."""

    edition: PlanEdition
    reader: Any
    day: date

    @property
    def plan(self) -> Plan:
        return self.edition.plan

    @cached_property
    def knows_amounts(self) -> bool:
        return knows_amounts(self.reader, self.plan)

    @cached_property
    def content(self) -> PlanContent:
        content = read_content(self.edition)
        return content if self.knows_amounts else without_withheld(content, day=self.day)

    @property
    def is_withheld(self) -> bool:
        """Whether there is an amount that this reader may not know today."""
        return any(amount.amount is None for amount in self.content.amounts)

    @property
    def withheld_from_others(self) -> bool:
        """Whether the reader sees amounts that others do not."""
        return self.knows_amounts and any(amount.is_withheld_on(self.day) for amount in self.content.amounts)

    @property
    def hash(self) -> str:
        """It is hashed with a salt, so that nobody finds a small amount by trying; until all is public it tells a reader nothing."""
        return "" if self.is_withheld else self.edition.text_hash

    @property
    def files(self) -> list[tuple[str, str | Promise]]:
        """Where it is to be had as a file, as (address, label)."""
        return [(url_of("plan-file", self.edition, form.name), form.label) for form in FORMATS.values()]

    @cached_property
    def comparison(self) -> str:
        """Where it stands beside the edition that it was started from, if the reader may read that one."""
        before = self.edition.started_from
        if before is None or not (before.published_on or can_write_plan(self.reader, self.plan) or self.knows_amounts):
            return ""
        return reverse("governance:compare-plan", args=[self.plan.slug, before.address, self.edition.address])

    @property
    def tag(self) -> Tag:
        return edition_tag(self.edition)

    @property
    def decided_by(self) -> str:
        """The body, as it was called that day."""
        decision = self.edition.adopted_by
        return (in_language(decision.body_names) or str(decision.body)) if decision else ""

    @cached_property
    def chapters(self) -> list[ChapterRow]:
        names = clause_names(line for measure in self.content.measures for line in measure.lines)
        return [
            ChapterRow(chapter, [measure_row(self.plan, measure, names, url=self._url(measure.key)) for measure in chapter.measures])
            for chapter in self.content.chapters
        ]

    @cached_property
    def totals(self) -> AmountTotals | None:
        return totals_of(self.content.amounts) if any(True for _one in self.content.amounts) else None

    @property
    def total_kinds(self) -> list[str]:
        return kind_names(self.totals) if self.totals else []

    @property
    def total_rows(self) -> list[TotalRow]:
        return total_rows(self.totals, self.plan.currency) if self.totals else []

    @cached_property
    def effects(self) -> list[IndicatorLine]:
        return [indicator_line(one) for one in self.content.effects]

    @cached_property
    def disposals(self) -> list[DisposalRow]:
        here = {measure.key: measure.title for measure in self.content.measures}
        return [
            DisposalRow(
                one.title,
                self._url(one.key),
                one.kind_in_words,
                one.reason,
                [(here.get(key, key), self._url(key)) for key in one.became],
            )
            for one in self.content.disposals
        ]

    @cached_property
    def _plan_url(self) -> str:
        return self.plan.get_absolute_url()

    def _url(self, key: str) -> str:
        """Of a measure, of which there may be hundreds."""
        return f"{self._plan_url}measures/{key}/"

    @cached_property
    def advice(self) -> list[AdviceRow]:
        rows = list(self.edition.advice.select_related("organization"))
        here = {measure.key: measure.title for measure in self.content.measures}
        return [
            AdviceRow(row, Tag(capfirst(row.get_answer_display()), *ANSWER_LOOKS[Advice.Answer(row.answer)]), here.get(row.key, row.key))
            for row in rows
        ]

    @cached_property
    def offers(self) -> Offers:
        return offers_of_edition(self.edition, reader=self.reader)
