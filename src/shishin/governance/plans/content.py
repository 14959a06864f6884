"""The text of an edition as plain data: what pages, files, comparisons and the hash read, and nothing else.

Quarters and years are those of `kit.dates`; amounts are whole units of the plan's currency, None where the reader may not know one.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.timezone import localdate

from shishin.governance.models import Amount, Chapter, Disposal, Indicator, Measure, MeasureLine, Milestone, PlanEdition
from shishin.guidelines.models import Clause, ClauseText, Line
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.identity import in_language
from shishin.trail.recording import canonical

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """The clause a measure serves: its line, and the clause as it was read, with its heading in the language that binds."""

    kind: str
    line: Line
    read: Clause | None = None
    """None while it is being written."""
    tie: str = ""
    heading: str = ""

    @property
    def clause(self) -> int:
        return self.read.pk if self.read else 0

    @property
    def edition(self) -> int:
        return self.read.edition_id if self.read else 0

    @property
    def name(self) -> tuple[str, str, str]:
        return self.kind, self.line.document.slug, self.line.key


@dataclass(frozen=True, slots=True)
class PlanMilestone:
    quarter: Quarter
    words: Words
    after: int | None = None
    """The place of the milestone it waits for."""
    reached_on: date | None = None
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class PlanAmount:
    year: FiscalYear
    kind: str
    amount: int | None
    withheld_until: date | None = None

    @property
    def kind_in_words(self) -> str:
        return str(Amount.Kind(self.kind).label)

    def is_withheld_on(self, day: date) -> bool:
        return self.withheld_until is not None and day < self.withheld_until


@dataclass(frozen=True, slots=True)
class PlanIndicator:
    key: str
    kind: str
    titles: Words
    unit: str
    direction: str
    baseline: Decimal
    baseline_year: FiscalYear
    targets: Mapping[FiscalYear, Decimal]
    measure: str = ""
    """The key of its measure; nothing where it is of the plan."""

    @property
    def title(self) -> str:
        return in_language(self.titles)


@dataclass(frozen=True, slots=True)
class PlanMeasure:
    key: str
    chapter: str
    titles: Words
    outlines: Words
    unit: str
    first: Quarter
    last: Quarter
    systems: Sequence[str] = ()
    lines: Sequence[PlanLine] = ()
    milestones: Sequence[PlanMilestone] = ()
    amounts: Sequence[PlanAmount] = ()
    indicators: Sequence[PlanIndicator] = ()
    revision: int = 1
    uuid: str = ""

    @property
    def title(self) -> str:
        return in_language(self.titles)


@dataclass(frozen=True, slots=True)
class PlanChapter:
    key: str
    headings: Words
    bodies: Words
    measures: Sequence[PlanMeasure] = ()

    @property
    def heading(self) -> str:
        return in_language(self.headings)

    @property
    def body(self) -> str:
        return in_language(self.bodies)


@dataclass(frozen=True, slots=True)
class PlanDisposal:
    key: str
    kind: str
    reason: str
    became: Sequence[str] = ()
    titles: Words = field(default_factory=dict)
    """Of the measure, in the edition before."""

    @property
    def title(self) -> str:
        return in_language(self.titles) or self.key

    @property
    def kind_in_words(self) -> str:
        return str(Disposal.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class PlanContent:
    """All that an edition says."""

    edition: PlanEdition
    chapters: Sequence[PlanChapter] = ()
    effects: Sequence[PlanIndicator] = ()
    """Indicators of the plan."""
    disposals: Sequence[PlanDisposal] = field(default_factory=list)

    @property
    def measures(self) -> list[PlanMeasure]:
        return [measure for chapter in self.chapters for measure in chapter.measures]

    @property
    def indicators(self) -> list[PlanIndicator]:
        """Those of the plan first, then by measure."""
        return [*self.effects, *(indicator for measure in self.measures for indicator in measure.indicators)]

    def measure(self, key: str) -> PlanMeasure | None:
        return next((measure for measure in self.measures if measure.key == key), None)

    @property
    def amounts(self) -> Iterator[PlanAmount]:
        return (amount for measure in self.measures for amount in measure.amounts)


@dataclass(frozen=True, slots=True)
class _Below:
    """What stands below measures, by their number; indicators of the plan by None."""

    lines: Mapping[int, list[PlanLine]]
    milestones: Mapping[int, list[PlanMilestone]]
    amounts: Mapping[int, list[PlanAmount]]
    indicators: Mapping[int | None, list[PlanIndicator]]


def read_content(edition: PlanEdition) -> PlanContent:
    """What an edition says, withheld amounts included. Seven queries, whatever the size."""
    below = _read_below({"measure__edition": edition}, Indicator.objects.filter(edition=edition))
    by_chapter: defaultdict[int, list[PlanMeasure]] = defaultdict(list)
    for row in Measure.objects.filter(edition=edition).select_related("chapter").order_by("position"):
        by_chapter[row.chapter_id].append(_measure(row, below))
    chapters = Chapter.objects.filter(edition=edition).order_by("position")
    titles = Measure.objects.filter(edition=OuterRef("edition__started_from"), key=OuterRef("key")).values("titles")
    disposals = Disposal.objects.filter(edition=edition).select_related("reason").annotate(titles=Subquery(titles)).order_by("pk")
    return PlanContent(
        edition,
        [PlanChapter(chapter.key, chapter.headings, chapter.bodies, by_chapter[chapter.pk]) for chapter in chapters],
        below.indicators[None],
        [PlanDisposal(row.key, row.kind, row.reason.words, row.became, row.titles or {}) for row in disposals],
    )


def read_measure(key: str, editions: Iterable[PlanEdition]) -> dict[int, PlanMeasure]:
    """One measure in several editions, by their numbers. Five queries."""
    where = {"measure__edition__in": list(editions), "measure__key": key}
    below = _read_below(where, Indicator.objects.filter(**where))
    rows = Measure.objects.filter(edition__in=where["measure__edition__in"], key=key).select_related("chapter")
    return {row.edition_id: _measure(row, below) for row in rows}


def _read_below(where: Mapping[str, Any], indicators: QuerySet[Indicator]) -> _Below:
    below = _Below(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    headings = ClauseText.objects.binding().filter(clause=OuterRef("clause")).order_by("-number").values("heading")[:1]
    lines = MeasureLine.objects.filter(**where).select_related("line__document", "clause__edition__document__numbering")
    for line in lines.annotate(heading=Subquery(headings)).order_by("pk"):
        below.lines[line.measure_id].append(PlanLine(line.kind, line.line, line.clause, str(line.tie), line.heading or ""))
    places: dict[int | None, int | None] = {None: None}
    rows = list(Milestone.objects.filter(**where).order_by("measure", "position"))
    counts: Counter[int] = Counter()
    for row in rows:
        places[row.pk] = counts[row.measure_id]
        counts[row.measure_id] += 1
    for row in rows:
        milestone = PlanMilestone(Quarter.of_ordinal(row.quarter), row.words, places[row.after_id], row.reached_on, str(row.uuid))
        below.milestones[row.measure_id].append(milestone)
    for amount in Amount.objects.filter(**where).order_by("fiscal_year", "pk"):
        told = PlanAmount(FiscalYear(amount.fiscal_year), amount.kind, amount.amount, amount.withheld_until)
        below.amounts[amount.measure_id].append(told)
    # A row for each target; one for an indicator without any.
    joined = indicators.select_related("measure").annotate(target_year=F("targets__fiscal_year"), target=F("targets__value"))
    targets: defaultdict[int, dict[FiscalYear, Decimal]] = defaultdict(dict)
    for indicator in joined.order_by("position", "pk", "target_year"):
        if indicator.pk not in targets:
            below.indicators[indicator.measure_id].append(_indicator(indicator, targets[indicator.pk]))
        if indicator.target_year is not None:
            targets[indicator.pk][FiscalYear(indicator.target_year)] = indicator.target
    return below


def _measure(row: Measure, below: _Below) -> PlanMeasure:
    return PlanMeasure(
        key=row.key,
        chapter=row.chapter.key,
        titles=row.titles,
        outlines=row.outlines,
        unit=row.unit,
        first=row.first,
        last=row.last,
        systems=row.systems,
        lines=below.lines[row.pk],
        milestones=below.milestones[row.pk],
        amounts=below.amounts[row.pk],
        indicators=below.indicators[row.pk],
        revision=row.revision,
        uuid=str(row.uuid),
    )


def _indicator(row: Indicator, targets: Mapping[FiscalYear, Decimal]) -> PlanIndicator:
    return PlanIndicator(
        key=row.key,
        kind=row.kind,
        titles=row.titles,
        unit=row.unit,
        direction=row.direction,
        baseline=row.baseline,
        baseline_year=FiscalYear(row.baseline_year),
        targets=targets,
        measure=row.measure.key if row.measure else "",
    )


# What an edition is fixed by.


def facts_of(content: PlanContent) -> dict[str, Any]:
    """All that is fixed when an edition is submitted, for one canonical line of JSON. What may be set later, such as reached, is not in it."""
    edition = content.edition
    return {
        "salt": edition.salt,
        "plan": str(edition.plan.uuid),
        "fiscal_year": edition.fiscal_year,
        "number": edition.number,
        "reason": edition.reason,
        "chapters": [
            {
                "key": chapter.key,
                "headings": dict(chapter.headings),
                "bodies": dict(chapter.bodies),
                "measures": [measure_facts(measure) for measure in chapter.measures],
            }
            for chapter in content.chapters
        ],
        "effects": [indicator_facts(indicator) for indicator in content.effects],
        "disposals": sorted(
            ({"key": one.key, "kind": one.kind, "reason": one.reason, "became": list(one.became)} for one in content.disposals),
            key=lambda one: str(one["key"]),
        ),
    }


def measure_facts(measure: PlanMeasure) -> dict[str, Any]:
    """A measure as it is fixed, and as two of them are told apart."""
    return {
        "key": measure.key,
        "titles": dict(measure.titles),
        "outlines": dict(measure.outlines),
        "unit": measure.unit,
        "first": measure.first.ordinal,
        "last": measure.last.ordinal,
        "systems": list(measure.systems),
        "lines": sorted([*line.name, line.clause] for line in measure.lines),
        "milestones": [[one.quarter.ordinal, dict(one.words), one.after] for one in measure.milestones],
        "amounts": [
            [one.year.begins_in, one.kind, one.amount, one.withheld_until.isoformat() if one.withheld_until else None]
            for one in measure.amounts
        ],
        "indicators": [indicator_facts(indicator) for indicator in measure.indicators],
    }


def indicator_facts(indicator: PlanIndicator) -> dict[str, Any]:
    return {
        "key": indicator.key,
        "kind": indicator.kind,
        "titles": dict(indicator.titles),
        "unit": indicator.unit,
        "direction": indicator.direction,
        "baseline": plain_number(indicator.baseline),
        "baseline_year": indicator.baseline_year.begins_in,
        "targets": [[year.begins_in, plain_number(value)] for year, value in sorted(indicator.targets.items())],
    }


def plain_number(value: Decimal) -> str:
    """12.5 and 100, however many places the database keeps."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def hash_of_content(content: PlanContent) -> str:
    return hashlib.sha256(canonical(facts_of(content)).encode()).hexdigest()


def hash_of_plan_edition(edition: PlanEdition) -> str:
    """Kept once it is submitted; worked out while it is written."""
    return edition.text_hash or hash_of_content(read_content(edition))


# What a reader may know.


def without_withheld(content: PlanContent, *, day: date | None = None) -> PlanContent:
    """The same, amounts that are withheld today as unknown."""
    today = day or localdate()
    if not any(amount.is_withheld_on(today) for amount in content.amounts):
        return content
    chapters = [
        replace(chapter, measures=[measure_without_withheld(measure, day=today) for measure in chapter.measures])
        for chapter in content.chapters
    ]
    return replace(content, chapters=chapters)


def measure_without_withheld(measure: PlanMeasure, *, day: date) -> PlanMeasure:
    return replace(measure, amounts=[replace(one, amount=None) if one.is_withheld_on(day) else one for one in measure.amounts])


def total_of(amounts: Iterable[int | None]) -> int | None:
    """A sum; unknown where one of its parts is, because what is left after subtracting the others would give that one away."""
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


@dataclass(frozen=True, slots=True)
class AmountTotals:
    """Amounts summed up by fiscal year and kind, in their order."""

    years: Sequence[FiscalYear]
    kinds: Sequence[str]
    sums: Mapping[tuple[FiscalYear, str], int | None]


def totals_of(amounts: Iterable[PlanAmount]) -> AmountTotals:
    grouped: defaultdict[tuple[FiscalYear, str], list[int | None]] = defaultdict(list)
    for one in amounts:
        grouped[one.year, one.kind].append(one.amount)
    kinds = [str(kind) for kind in Amount.Kind if any(kind == key[1] for key in grouped)]
    return AmountTotals(sorted({year for year, _kind in grouped}), kinds, {key: total_of(parts) for key, parts in grouped.items()})
