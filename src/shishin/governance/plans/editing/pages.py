"""What the pages of writing show: the edition as a tree with one next thing, and a measure that two people wrote at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shishin.governance.disposing import ToDispose, to_dispose
from shishin.governance.models import MeasureLine, PlanEdition
from shishin.governance.plans.content import (
    PlanAmount,
    PlanChapter,
    PlanContent,
    PlanIndicator,
    PlanLine,
    PlanMeasure,
    PlanMilestone,
    read_content,
)
from shishin.governance.plans.lines import lines_of_measure
from shishin.governance.plans.offers import Offer, url_of
from shishin.governance.writing import MeasureWords
from shishin.guidelines.linking.pages import ends_in_force
from shishin.kit.identity import site_languages
from shishin.kit.timeline import Tag


class MeasureToWrite(NamedTuple):
    """A measure with what it lacks."""

    measure: PlanMeasure
    tags: Sequence[Tag]


class ChapterToWrite(NamedTuple):
    chapter: PlanChapter
    measures: Sequence[MeasureToWrite]

    @property
    def is_empty(self) -> bool:
        return not self.measures and not self.chapter.body


@dataclass(frozen=True)
class WritingPage:
    """An edition that is being written."""

    content: PlanContent
    disposals: Sequence[ToDispose]
    open_advice: int

    @property
    def edition(self) -> PlanEdition:
        return self.content.edition

    @cached_property
    def chapters(self) -> list[ChapterToWrite]:
        return [
            ChapterToWrite(chapter, [MeasureToWrite(one, self._tags(one)) for one in chapter.measures]) for chapter in self.content.chapters
        ]

    def _tags(self, measure: PlanMeasure) -> list[Tag]:
        is_item_missing = self.edition.plan.upper_document_id and not any(
            line.kind == MeasureLine.Kind.UPPER_ITEM for line in measure.lines
        )
        tags = [Tag(_("no item of the upper plan"), "missing")] if is_item_missing else []
        return [*tags, Tag(_("not in the edition before"), "info")] if self._is_new(measure) else tags

    def _is_new(self, measure: PlanMeasure) -> bool:
        return bool(self.disposals) and measure.key not in {row.measure.key for row in self.disposals}

    @cached_property
    def to_dispose(self) -> int:
        return sum(row.is_open for row in self.disposals)

    @property
    def next(self) -> Offer:
        """The first gap; then what nothing was said of; then submitting."""
        edition = self.edition
        if not self.chapters:
            return Offer(_("Add the first chapter"), url_of("add-chapter", edition))
        if not self.content.measures:
            return Offer(_("Add the first measure"), url_of("add-measure", edition))
        if empty := next((row.chapter for row in self.chapters if row.is_empty), None):
            return Offer(_("Write the chapter “%(chapter)s”") % {"chapter": empty.heading}, url_of("write-chapter", edition, empty.key))
        if count := self.to_dispose:
            words = ngettext("Say what becomes of %(count)s measure", "Say what becomes of %(count)s measures", count)
            return Offer(words % {"count": count}, url_of("dispose", edition))
        return Offer(_("Look at it as a whole, and submit it"), url_of("submit-edition", edition))


def writing_page(edition: PlanEdition) -> WritingPage:
    """A fixed number of queries."""
    content = read_content(edition)
    return WritingPage(content, to_dispose(edition, content), edition.advice.filter(answer="").count())


def chapter_of(content: PlanContent, key: str) -> PlanChapter:
    return _called(content.chapters, key)


def measure_of(content: PlanContent, key: str) -> PlanMeasure:
    return _called(content.measures, key)


def indicator_of(content: PlanContent, key: str) -> PlanIndicator:
    return _called(content.indicators, key)


def _called(things: Iterable[Any], key: str) -> Any:
    if (found := next((one for one in things if one.key == key), None)) is None:
        raise Http404
    return found


# Two people at one measure.


class Written(NamedTuple):
    """A line of a measure, and whether the other one has it too."""

    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class BothTexts:
    theirs: Sequence[Written]
    mine: Sequence[Written]


def both_texts(theirs: PlanMeasure, mine: MeasureWords, content: PlanContent) -> BothTexts:
    """A measure as somebody else wrote it meanwhile, and as it was sent, line by line."""
    currency = content.edition.plan.currency
    first, second = _as_lines(theirs, content, currency), _as_lines(_as_measure(theirs, mine), content, currency)
    return BothTexts([Written(line, line not in second) for line in first], [Written(line, line not in first) for line in second])


def _as_lines(measure: PlanMeasure, content: PlanContent, currency: str) -> list[str]:
    names = {chapter.key: chapter.heading for chapter in content.chapters}
    lines = [_("Chapter: %(chapter)s") % {"chapter": names.get(measure.chapter, "")}]
    for tag, name in site_languages():
        for texts in (measure.titles, measure.outlines):
            lines += [f"{line}（{name}）" for line in texts.get(tag, "").splitlines() if line.strip()]
    language = get_language() or content.edition.plan.source_language
    return [*lines, *lines_of_measure(replace(measure, indicators=()), language, currency=currency)]


def _lines_of(measure: PlanMeasure, words: MeasureWords) -> Iterator[PlanLine]:
    """What it served already as it was read, what is new as it is in force."""
    known = {(one.kind, one.line.pk): one for one in measure.lines}
    added = [line for kind, line in words.lines if (kind, line.pk) not in known]
    ends = ends_in_force(added, day=localdate()) if added else {}
    for kind, line in words.lines:
        if one := known.get((str(kind), line.pk)):
            yield one
        elif (end := ends[line.pk]).clause:
            yield PlanLine(str(kind), line, end.clause, "", end.text.heading if end.text else "")


def _as_measure(measure: PlanMeasure, words: MeasureWords) -> PlanMeasure:
    return replace(
        measure,
        **{name: getattr(words, name) for name in ("chapter", "titles", "outlines", "unit", "first", "last", "systems")},
        lines=list(_lines_of(measure, words)),
        milestones=[PlanMilestone(one.quarter, one.words, one.after) for one in words.milestones],
        amounts=[PlanAmount(one.year, one.kind, one.amount, one.withheld_until) for one in words.amounts],
    )
