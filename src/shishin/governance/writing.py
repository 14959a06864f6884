"""Writing an edition of a plan: it starts from the last one, and its chapters and measures are written until it is submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.timezone import localdate

from shishin.governance.errors.plans import (
    AdvisedOn,
    AmountBelowNothing,
    AmountTwice,
    ChapterHasMeasures,
    EditionIsOpen,
    EndsBeforeItsBeginning,
    HeadingMissing,
    MilestonesInACircle,
    NoSuchClauseToServe,
    NotBeingWritten,
    NotInEdition,
    NoUnit,
    OutsideItsMeasure,
    WrittenMeanwhile,
    YearBeforeTheLast,
    YearHasEdition,
    YearOutsidePlan,
)
from shishin.governance.models import Amount, Chapter, Indicator, Measure, MeasureLine, Milestone, Plan, PlanEdition
from shishin.governance.plans.carrying import carry_on
from shishin.governance.plans.keeping import lock_plan, refuse_closed
from shishin.governance.year_count import keep_count_of_years
from shishin.guidelines.linking.links import clauses_in_force
from shishin.guidelines.models import Line
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.identity import in_language
from shishin.kit.ordering import change_places, next_position
from shishin.trail.recording import Acting, record

Words = Mapping[str, str]
PAGE_BESIDE = "add"
"""The page beside those of chapters, measures and indicators that adds one."""


@transaction.atomic
def start_next_edition(plan: Plan, *, fiscal_year: int, by: Acting, reason: str = "") -> PlanEdition:
    """The next edition, with what the last one planned and was not done. Off the yearly cycle it needs a reason."""
    plan = lock_plan(plan)
    refuse_to_start(plan)
    year = FiscalYear(fiscal_year)
    if not plan.first_year <= fiscal_year <= plan.last_year:
        raise YearOutsidePlan(year=year, first=FiscalYear(plan.first_year), last=FiscalYear(plan.last_year))
    last = plan.editions.adopted().last()
    if last and fiscal_year < last.fiscal_year:
        raise YearBeforeTheLast(year=year, last=last.year)
    # Withdrawn ones keep their number.
    number = plan.editions.filter(fiscal_year=fiscal_year).count() + 1
    if number > 1 and not reason.strip():
        raise YearHasEdition(year=year, number=number)
    keep_count_of_years()
    edition = PlanEdition.objects.create(
        plan=plan, fiscal_year=fiscal_year, number=number, reason=reason.strip() if number > 1 else "", started_from=last
    )
    if last:
        carry_on(last, edition)
    started_from = str(last.uuid) if last else None
    record("governance.edition_started", about=edition, who=by, address=edition.address, started_from=started_from, reason=edition.reason)
    return edition


def refuse_to_start(plan: Plan) -> None:
    """One edition is open at a time."""
    refuse_closed(plan)
    if there := plan.editions.open().first():
        raise EditionIsOpen(edition=there)


def refuse_fixed(edition: PlanEdition) -> None:
    """What keeps an edition from being written."""
    refuse_closed(edition.plan)
    if not edition.is_working:
        raise NotBeingWritten(edition=edition)


def refuse_to_discard(edition: PlanEdition) -> None:
    refuse_fixed(edition)
    if edition.advice.exists():
        raise AdvisedOn(edition=edition)


def lock_edition(edition: PlanEdition) -> PlanEdition:
    """An edition that is being written, with its plan locked."""
    plan = lock_plan(edition.plan)
    edition = PlanEdition.objects.get(pk=edition.pk)
    edition.plan = plan
    refuse_fixed(edition)
    return edition


@transaction.atomic
def discard_edition(edition: PlanEdition, *, by: Acting) -> None:
    """An edition that was begun and is not wanted. What was submitted once stays, with the advice on it."""
    edition = lock_edition(edition)
    refuse_to_discard(edition)
    for rows in (edition.disposals, edition.reasons):
        rows.all().delete()
    for measure in edition.measures.all():
        _clear(measure)
    for indicator in edition.indicators.all():
        indicator.targets.all().delete()
    edition.indicators.all().delete()
    edition.measures.all().delete()
    edition.chapters.all().delete()
    record("governance.edition_discarded", about=edition, who=by, address=edition.address)
    edition.delete()


# Chapters.


@transaction.atomic
def write_chapter(edition: PlanEdition, *, headings: Words, bodies: Words, by: Acting, key: str = "") -> Chapter:
    """Another chapter at the end, or other words in the one of a key."""
    edition = lock_edition(edition)
    headings, bodies = _clean(headings), _clean(bodies)
    if not headings.get(edition.plan.source_language):
        raise HeadingMissing
    if key:
        chapter = chapter_called(edition, key)
        chapter.headings, chapter.bodies = headings, bodies
        chapter.save(update_fields=["headings", "bodies"])
    else:
        position = next_position(edition.chapters.all())
        key = new_key(headings, _keys_of(edition.plan, Chapter), otherwise="chapter")
        chapter = Chapter.objects.create(edition=edition, key=key, position=position, headings=headings, bodies=bodies)
    record("governance.chapter_written", about=edition, who=by, chapter=chapter.key, headings=headings)
    return chapter


@transaction.atomic
def remove_chapter(edition: PlanEdition, *, key: str, by: Acting) -> None:
    edition = lock_edition(edition)
    chapter = chapter_called(edition, key)
    if chapter.measures.exists():
        raise ChapterHasMeasures(chapter=chapter)
    chapter.delete()
    record("governance.chapter_removed", about=edition, who=by, chapter=key)


@transaction.atomic
def step_chapter(edition: PlanEdition, *, key: str, up: bool, by: Acting) -> None:
    edition = lock_edition(edition)
    change_places(edition.chapters.all(), chapter_called(edition, key), up=up)
    record("governance.chapter_moved", about=edition, who=by, chapter=key, up=up)


def chapter_called(edition: PlanEdition, key: str) -> Chapter:
    if (chapter := edition.chapters.filter(key=key).first()) is None:
        raise NotInEdition(name=key)
    return chapter


# Measures.


@dataclass(frozen=True, slots=True)
class MilestoneWords:
    """`after` is the place of the milestone it waits for, among those of its measure."""

    quarter: Quarter
    words: Words
    after: int | None = None


@dataclass(frozen=True, slots=True)
class AmountWords:
    year: FiscalYear
    kind: str
    amount: int
    withheld_until: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What a measure says. `lines` are (kind, line) of the clauses it serves."""

    chapter: str
    titles: Words
    unit: str
    first: Quarter
    last: Quarter
    outlines: Words
    systems: Sequence[str] = ()
    lines: Sequence[tuple[str, Line]] = ()
    milestones: Sequence[MilestoneWords] = ()
    amounts: Sequence[AmountWords] = ()

    @property
    def title(self) -> str:
        return in_language(self.titles)

    def refuse_unfit(self, language: str) -> None:
        if not self.titles.get(language, "").strip():
            raise HeadingMissing
        if not self.unit.strip():
            raise NoUnit(measure=self.title)
        if self.last < self.first:
            raise EndsBeforeItsBeginning(measure=self.title, first=self.first, last=self.last)
        for milestone in self.milestones:
            if not self.first <= milestone.quarter <= self.last:
                names: dict[str, Any] = {
                    "milestone": in_language(milestone.words),
                    "quarter": milestone.quarter,
                    "first": self.first,
                    "last": self.last,
                }
                raise OutsideItsMeasure(**names)
        _refuse_circles(self.milestones)
        seen = set()
        for amount in self.amounts:
            if amount.amount < 0:
                raise AmountBelowNothing(amount=amount.amount)
            if (amount.year, amount.kind) in seen:
                raise AmountTwice(kind=Amount.Kind(amount.kind).label, year=amount.year)
            seen.add((amount.year, amount.kind))


def _refuse_circles(milestones: Sequence[MilestoneWords]) -> None:
    for place, milestone in enumerate(milestones):
        at, seen = milestone.after, {place}
        while at is not None:
            if at in seen or not 0 <= at < len(milestones):
                raise MilestonesInACircle(milestone=in_language(milestone.words))
            seen.add(at)
            at = milestones[at].after


@transaction.atomic
def write_measure(edition: PlanEdition, *, words: MeasureWords, by: Acting, key: str = "", revision: int | None = None) -> Measure:
    """Another measure at the end of its chapter, or all of the one of a key. `revision` is the one that a page showed: a later one is told."""
    edition = lock_edition(edition)
    words.refuse_unfit(edition.plan.source_language)
    chapter = chapter_called(edition, words.chapter)
    if key:
        measure = measure_called(edition, key)
        if revision is not None and revision != measure.revision:
            raise WrittenMeanwhile(measure=measure)
        measure.revision += 1
    else:
        measure = Measure(edition=edition, key=new_key(words.titles, _keys_of(edition.plan, Measure), otherwise="measure"))
    if measure.chapter_id != chapter.pk:
        measure.position = next_position(chapter.measures.all())
    measure.chapter = chapter
    measure.titles, measure.outlines, measure.unit = _clean(words.titles), _clean(words.outlines), words.unit.strip()
    measure.first_quarter, measure.last_quarter = words.first.ordinal, words.last.ordinal
    measure.systems = list(dict.fromkeys(one.strip() for one in words.systems if one.strip()))
    measure.save()
    write_lines(measure, words.lines)
    _write_milestones(measure, words.milestones)
    measure.amounts.all().delete()
    Amount.objects.bulk_create(
        Amount(
            measure=measure,
            fiscal_year=one.year.begins_in,
            kind=one.kind,
            amount=one.amount,
            withheld_until=one.withheld_until,
        )
        for one in words.amounts
    )
    record("governance.measure_written", about=edition, who=by, measure=measure.key, titles=measure.titles, revision=measure.revision)
    return measure


def write_lines(measure: Measure, lines: Iterable[tuple[str, Line]]) -> None:
    """The clauses it serves. What it served already stays as it was read; what is new is read as it is in force today."""
    wanted = {(str(kind), line.pk): line for kind, line in lines}
    there = {(row.kind, row.line_id): row for row in measure.lines.all()}
    measure.lines.filter(pk__in=[row.pk for name, row in there.items() if name not in wanted]).delete()
    added = [name for name in wanted if name not in there]
    in_force = clauses_in_force([line for _kind, line in added], day=localdate())
    ties = {(row.kind, row.line_id): row.tie for row in _lines_of_key(measure)}
    for kind, line in added:
        if line not in in_force:
            raise NoSuchClauseToServe(line=wanted[kind, line])
        uuid = uuid4()
        MeasureLine.objects.create(
            measure=measure, kind=kind, line=wanted[kind, line], clause=in_force[line], uuid=uuid, tie=ties.get((kind, line), uuid)
        )


def _lines_of_key(measure: Measure) -> QuerySet[MeasureLine]:
    """Of this measure in all editions of its plan."""
    return MeasureLine.objects.filter(measure__edition__plan=measure.edition.plan, measure__key=measure.key)


def _write_milestones(measure: Measure, milestones: Sequence[MilestoneWords]) -> None:
    reached = {(row.quarter, in_language(row.words)): row.reached_on for row in measure.milestones.all()}
    measure.milestones.update(after=None)
    measure.milestones.all().delete()
    rows = [
        Milestone(
            measure=measure,
            position=place,
            quarter=one.quarter.ordinal,
            words=_clean(one.words),
            reached_on=reached.get((one.quarter.ordinal, in_language(one.words))),
        )
        for place, one in enumerate(milestones)
    ]
    Milestone.objects.bulk_create(rows)
    for place, one in enumerate(milestones):
        if one.after is not None:
            Milestone.objects.filter(pk=rows[place].pk).update(after=rows[one.after])


@transaction.atomic
def remove_measure(edition: PlanEdition, *, key: str, by: Acting) -> None:
    """It is not in this edition. What the edition before had and was not done must be disposed of before submitting."""
    edition = lock_edition(edition)
    measure = measure_called(edition, key)
    _clear(measure)
    for indicator in measure.indicators.all():
        indicator.targets.all().delete()
    measure.indicators.all().delete()
    measure.delete()
    record("governance.measure_removed", about=edition, who=by, measure=key)


@transaction.atomic
def step_measure(edition: PlanEdition, *, key: str, up: bool, by: Acting) -> None:
    edition = lock_edition(edition)
    measure = measure_called(edition, key)
    change_places(measure.chapter.measures.all(), measure, up=up)
    record("governance.measure_moved", about=edition, who=by, measure=key, up=up)


def measure_called(edition: PlanEdition, key: str) -> Measure:
    measure = edition.measures.filter(key=key).select_related("chapter").first()
    if measure is None:
        raise NotInEdition(name=key)
    measure.edition = edition
    return measure


def _clear(measure: Measure) -> None:
    measure.milestones.update(after=None)
    for rows in (measure.milestones, measure.amounts, measure.lines):
        rows.all().delete()


# Keys live as long as the plan: one that any edition ever had is not given again.


def _keys_of(plan: Plan, kind: type[Chapter | Measure | Indicator]) -> set[str]:
    return set(kind.objects.filter(edition__plan=plan).values_list("key", flat=True))


def new_key(titles: Words, taken: set[str], *, otherwise: str) -> str:
    words = slugify(titles.get("en", ""))[:60].strip("-") or otherwise
    taken = {*taken, PAGE_BESIDE}
    return next(key for number in count(1) if (key := words if number == 1 else f"{words}-{number}") not in taken)


def _clean(words: Words) -> dict[str, str]:
    return {tag: text.strip() for tag, text in words.items() if text.strip()}
