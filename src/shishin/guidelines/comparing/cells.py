"""The two cells of a row: numbers, headings and words of both sides, with what differs marked and what does not omitted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shishin.guidelines.changes.judging import Aspect, Difference, State
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.guidelines.comparing.table import Cell, Paragraph
from shishin.guidelines.comparing.tables import Block, Lines, lines_of_both
from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.languages import gap_in
from shishin.texts.manuscript import Passage
from shishin.texts.marking import Segment, Stretch, mark, new_side, old_side, with_omissions
from shishin.texts.marking_tables import MarkedTable, whole_table
from shishin.texts.plain_lines import plain_blocks, plain_text

SHORT = 60
"""Words of a clause that only moved or got another number are printed up to this length, else omitted."""
NOTHING = "—"
"""What stands in a cell for a clause without number, heading and words."""
SERIES = re.compile(r"[0-9０-９]+|[ァ-ン]|[一二三四五六七八九十百]+")


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

    def blocks(self, clause: PlainClause) -> list[Block]:
        """The heading, if any, then the body: lines and tables; at least one line, for the number to stand on."""
        passage = self.passage(clause)
        body = plain_blocks(passage.body, language=self.language)
        if passage.heading:
            return [plain_text(passage.heading), *body]
        # After a number, the indent of a first paragraph would be a second gap.
        return [body[0].lstrip("　") if isinstance(body[0], str) else body[0], *body[1:]] if body else [""]

    @property
    def all_blocks(self) -> list[Block]:
        return [block for clause in self.clauses for block in self.blocks(clause)]

    @property
    def text(self) -> str:
        return "\n".join(line for block in self.all_blocks for line in ([block] if isinstance(block, str) else block.lines))


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
        return (Paragraph((*label_of(new.clauses[0], new, old.labels), word)),), whole(old, other=new)
    omits = profile.omits_inside and len(new.clauses) == 1 and len(old.clauses) == 1
    both = lines_of_both(new.all_blocks, old.all_blocks, omit_longer_than=profile.omits_longer_than if omits else None)
    stretches = mark(both[1].text, both[0].text)
    if omits:
        stretches = with_unchanged_omitted(stretches, new, old, difference, lines=both[0], profile=profile)
    cells_of = [
        numbered(side_of(stretches), side, other=other, lines=lines)
        for side, other, side_of, lines in ((new, old, new_side, both[0]), (old, new, old_side, both[1]))
    ]
    if is_named_above and difference.state is State.EDITED and Aspect.NUMBER not in difference.aspects:
        cells_of = without_same_heading(cells_of)
    return cells_of[0], cells_of[1]


def with_unchanged_omitted(
    stretches: tuple[Stretch, ...], new: Side, old: Side, difference: Difference, *, lines: Lines, profile: ComparisonProfile
) -> tuple[Stretch, ...]:
    """Of one clause on each side. Its heading is never omitted, so that no running text stands where it stood."""
    heading, others = (plain_text(side.passage(side.clauses[0]).heading) for side in (new, old))
    beyond = len(heading) if heading and others else 0
    if any(stretch.is_changed for stretch in stretches):
        return with_omissions(stretches, longer_than=profile.omits_longer_than, beyond=beyond, weigh=lines.weigh)
    if Aspect.FORCE in difference.aspects or len(new.text) <= SHORT:
        return stretches
    cut = beyond + 1 if beyond else 0
    begin, rest = lines.text[:cut], lines.text[cut:]
    return (*([Stretch(begin, begin)] if begin else []), *([Stretch(rest, rest, is_omitted=True)] if rest else []))


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


def numbered(marked: Iterable[Segment], side: Side, *, other: Side, lines: Lines) -> Cell:
    """Each clause begins with its number, marked where the other side has no such number."""
    begins: dict[int, PlainClause] = {}
    at = 0
    for clause in side.clauses:
        begins[at] = clause
        at += len(side.blocks(clause))
    parts: list[Paragraph | MarkedTable] = []
    for number, line in enumerate(lines_of(marked)):
        begun = begins.get(number)
        lead = label_of(begun, side, other.labels) if begun else ()
        is_heading = begun is not None and bool(side.passage(begun).heading)
        table = lines.table(line)
        words = () if table else line
        if lead or words:
            parts.append(Paragraph((*lead, *words), is_heading=is_heading))
        if table:
            parts.append(table)
    return tuple(parts)


def label_of(clause: PlainClause, side: Side, others: Collection[str]) -> tuple[Segment, ...]:
    if not clause.label:
        return ()
    return Segment(clause.label, is_changed=clause.label not in others), Segment(gap_in(side.language))


def whole(side: Side, *, other: Side | None = None) -> Cell:
    """All words of a clause that has no counterpart are marked, with its number."""
    others = other.labels if other else None
    return tuple(
        part
        for clause in side.clauses
        for number, block in enumerate(side.blocks(clause))
        for part in whole_block(clause, side, number, block, others)
    )


def whole_block(
    clause: PlainClause, side: Side, number: int, block: Block, others: Collection[str] | None
) -> Iterator[Paragraph | MarkedTable]:
    lead: tuple[Segment, ...] = label_of(clause, side, others or ()) if number == 0 else ()
    line = block if isinstance(block, str) else ""
    words: tuple[Segment, ...] = (Segment(line, is_changed=True),) if line else ()
    if others is None and lead and words:
        # Number and words are one addition, so one line runs under both.
        words = (Segment("".join(piece.text for piece in lead) + line, is_changed=True),)
        lead = ()
    if lead or words:
        yield Paragraph((*lead, *words), is_heading=number == 0 and bool(side.passage(clause).heading))
    if not isinstance(block, str):
        yield whole_table(block, is_changed=True)


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
