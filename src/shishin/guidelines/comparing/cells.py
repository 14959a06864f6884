"""The two cells of a row: numbers, headings and words of both sides, with what differs marked and what does not omitted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shishin.guidelines.changes.judging import Aspect, Difference, State
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.guidelines.comparing.table import Paragraph
from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.languages import gap_in
from shishin.texts.manuscript import Passage
from shishin.texts.marking import Segment, Stretch, mark, new_side, old_side, with_omissions
from shishin.texts.plain_lines import plain_lines, plain_text

SHORT = 60
"""Words of a clause that only moved or got another number are printed up to this length, else omitted."""
NOTHING = "—"
"""What stands in a cell for a clause without number, heading and words."""
SERIES = re.compile(r"[0-9０-９]+|[ァ-ン]|[一二三四五六七八九十百]+")

Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The clauses of one side of a row, with their words in the language shown."""

    clauses: Sequence[PlainClause]
    language: str

    @property
    def labels(self) -> list[str]:
        return [clause.label for clause in self.clauses]

    def passage(self, clause: PlainClause) -> Passage:
        return clause.texts.get(self.language) or clause.source

    def lines(self, clause: PlainClause) -> list[str]:
        """The heading, if any, then the body; at least one line, for the number to stand on."""
        passage = self.passage(clause)
        body = plain_lines(passage.body, language=self.language)
        if passage.heading:
            return [plain_text(passage.heading), *body]
        # After a number, the indent of a first paragraph would be a second gap.
        return [body[0].lstrip("　"), *body[1:]] if body else [""]

    @property
    def text(self) -> str:
        return "\n".join(line for clause in self.clauses for line in self.lines(clause))


def cells(new: Side, old: Side, difference: Difference, *, profile: ComparisonProfile, is_named_above: bool) -> tuple[Cell, Cell]:
    """The new and the old cell. What the place row above names already, number and heading, is not repeated."""
    both = new_and_old(new, old, difference, profile=profile, is_named_above=is_named_above)
    return both[0] or (plain_paragraph(NOTHING),), both[1] or (plain_paragraph(NOTHING),)


def new_and_old(new: Side, old: Side, difference: Difference, *, profile: ComparisonProfile, is_named_above: bool) -> tuple[Cell, Cell]:
    if difference.state is State.NEW:
        return whole(new), (plain_paragraph(profile.new),)
    if difference.state is State.DROPPED:
        return (plain_paragraph(profile.dropped),), whole(old)
    if difference.state is State.VACATED:
        word = Segment(profile.vacated, is_changed=True)
        return numbered([[word]], new.clauses, new, other=old, headings=False), whole(old, other=new)
    stretches = stretches_of(new, old, difference, profile=profile)
    cells_of = [
        numbered(lines_of(side_of(stretches)), side.clauses, side, other=other)
        for side, other, side_of in ((new, old, new_side), (old, new, old_side))
    ]
    if is_named_above and difference.state is State.EDITED and Aspect.NUMBER not in difference.aspects:
        cells_of = without_same_heading(cells_of)
    return cells_of[0], cells_of[1]


def stretches_of(new: Side, old: Side, difference: Difference, *, profile: ComparisonProfile) -> Sequence[Stretch]:
    stretches = mark(old.text, new.text)
    is_single = len(new.clauses) == 1 and len(old.clauses) == 1
    if not profile.omits_inside or not is_single:
        return stretches
    if any(stretch.is_changed for stretch in stretches):
        return with_omissions(stretches, longer_than=profile.omits_longer_than)
    if Aspect.FORCE in difference.aspects or len(new.text) <= SHORT:
        return stretches
    return heading_and_omitted(new, old)


def heading_and_omitted(new: Side, old: Side) -> Sequence[Stretch]:
    """The same words on both sides: the heading stays, the rest is omitted."""
    lines = new.lines(new.clauses[0])
    if not new.passage(new.clauses[0]).heading or not old.passage(old.clauses[0]).heading:
        return (Stretch(new.text, new.text, is_omitted=True),)
    rest = "\n".join(lines[1:])
    heading = lines[0] + ("\n" if rest else "")
    return (Stretch(heading, heading), *((Stretch(rest, rest, is_omitted=True),) if rest else ()))


def lines_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """The segments line by line. What is omitted stays one piece."""
    lines: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.is_omitted:
            lines[-1].append(segment)
            continue
        for number, part in enumerate(segment.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Segment(part, segment.is_changed, is_by_lines=segment.is_by_lines))
    return lines


def numbered(lines: list[list[Segment]], clauses: Sequence[PlainClause], side: Side, *, other: Side, headings: bool = True) -> Cell:
    """Each clause begins with its number, marked where the other side has no such number."""
    begins: dict[int, PlainClause] = {}
    at = 0
    for clause in clauses:
        begins[at] = clause
        at += len(side.lines(clause)) if headings else 1
    paragraphs = []
    for number, line in enumerate(lines):
        begun = begins.get(number)
        lead = label_of(begun, side, other.labels) if begun else ()
        is_heading = headings and begun is not None and bool(side.passage(begun).heading)
        if lead or line:
            paragraphs.append(Paragraph((*lead, *line), is_heading=is_heading))
    return tuple(paragraphs)


def label_of(clause: PlainClause, side: Side, others: Collection[str]) -> tuple[Segment, ...]:
    if not clause.label:
        return ()
    return Segment(clause.label, is_changed=clause.label not in others), Segment(gap_in(side.language))


def whole(side: Side, *, other: Side | None = None) -> Cell:
    """All words of a clause that has no counterpart are marked, with its number."""
    others = other.labels if other else None
    paragraphs = (
        whole_line(clause, side, number, line, others) for clause in side.clauses for number, line in enumerate(side.lines(clause))
    )
    return tuple(paragraph for paragraph in paragraphs if paragraph.segments)


def whole_line(clause: PlainClause, side: Side, number: int, line: str, others: Collection[str] | None) -> Paragraph:
    lead = list(label_of(clause, side, others or ())) if number == 0 else []
    words = [Segment(line, is_changed=True)] if line else []
    if others is None and lead and words:
        # Number and words are one addition, so one line runs under both.
        lead, words = [], [Segment("".join(piece.text for piece in lead) + line, is_changed=True)]
    return Paragraph((*lead, *words), is_heading=number == 0 and bool(side.passage(clause).heading))


def without_same_heading(both: list[Cell]) -> list[Cell]:
    """Drop the first line of both cells where it is the heading, and the same."""
    new, old = both
    if len(new) > 1 and len(old) > 1 and new[0].is_heading and new[0] == old[0] and not any(part.is_changed for part in new[0].segments):
        return [new[1:], old[1:]]
    return both


def plain_paragraph(words: str) -> Paragraph:
    return Paragraph((Segment(words),))


# Runs of clauses that are omitted.


def omitted_run(labels: Sequence[str], others: Sequence[str], *, language: str, profile: ComparisonProfile) -> Paragraph:
    """`9-1・9-2　（略）`, `2～5　（略）`: marked where the other side has other numbers."""
    words = run_of(labels, language=language)
    lead = (Segment(words, is_changed=list(labels) != list(others)), Segment(gap_in(language))) if words else ()
    return Paragraph((*lead, Segment(profile.omitted)))


def run_of(labels: Sequence[str], *, language: str) -> str:
    """The numbers of clauses that follow one another; three and more of one series by their first and last."""
    between, through = ("・", "～") if language.startswith("ja") else (", ", "–")
    return between.join(through.join((part[0], part[-1])) if len(part) > 2 else between.join(part) for part in by_series(labels))


def by_series(labels: Iterable[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for label in labels:
        if not label:
            continue
        if part and SERIES.sub("N", part[-1]) != SERIES.sub("N", label):
            yield part
            part = []
        part.append(label)
    if part:
        yield part
