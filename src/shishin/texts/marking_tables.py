"""Marking tables: which rows and columns of two tables stand for one another, and which words differ cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from shishin.texts.marking import Segment, blocks_around_unique, mark, new_side, old_side, words
from shishin.texts.plain_tables import PlainCell, PlainTable

MANY_PAIRS = 2_500
"""Beyond so many pairs of lines they are paired in their order, without looking which are similar."""
LEAST_SIMILAR = 0.25
BLANK = "　"

Line = tuple[str, ...]
"""The words of a row or column, cell by cell; where another cell reaches into it, none."""


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """`is_changed` as a whole: its row or column is not on the other side."""

    segments: tuple[Segment, ...]
    columns: int = 1
    rows: int = 1
    is_heading: bool = False
    is_amount: bool = False
    is_changed: bool = False

    @property
    def shown(self) -> tuple[Segment, ...]:
        """A cell without words that is new or dropped shows that by a marked blank."""
        return self.segments or ((Segment(BLANK, is_changed=True),) if self.is_changed else ())


@dataclass(frozen=True)
class MarkedTable:
    rows: tuple[tuple[MarkedCell, ...], ...]

    is_heading = False

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(segment for row in self.rows for cell in row for segment in cell.shown)

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


def whole_table(table: PlainTable, *, is_changed: bool) -> MarkedTable:
    """A table that is on one side alone, or the same on both."""
    return MarkedTable(tuple(tuple(whole_cell(cell, is_changed=is_changed) for cell in row) for row in table.rows))


def all_marked(table: MarkedTable) -> MarkedTable:
    return MarkedTable(
        tuple(
            tuple(replace(cell, is_changed=True, segments=tuple(replace(part, is_changed=True) for part in cell.segments)) for cell in row)
            for row in table.rows
        )
    )


def whole_cell(cell: PlainCell, *, is_changed: bool) -> MarkedCell:
    return marked_cell(cell, (Segment(cell.text, is_changed),) if cell.text else (), is_changed=is_changed)


def marked_cell(cell: PlainCell, segments: Sequence[Segment], *, is_changed: bool = False) -> MarkedCell:
    return MarkedCell(tuple(segments), cell.columns, cell.rows, cell.is_heading, cell.is_amount, is_changed)


def mark_tables(old: PlainTable, new: PlainTable, *, omit_longer_than: int | None = None) -> tuple[MarkedTable, MarkedTable]:
    """The old and the new one. With a length, unchanged rows that together are longer are omitted, except the first."""
    rows = dict(paired(rows_of(old), rows_of(new)))
    columns = dict(paired(columns_of(old), columns_of(new)))
    begun = {(at, place): cell for at, place, cell in placed(old)}
    both: tuple[dict[tuple[int, int], MarkedCell], ...] = ({}, {})
    for at, place, cell in placed(new):
        partner = (rows.get(at, -1), columns.get(place, -1))
        if before := begun.pop(partner, None):
            stretches = mark(before.text, cell.text)
            both[0][partner] = marked_cell(before, old_side(stretches))
            both[1][at, place] = marked_cell(cell, new_side(stretches))
        else:
            both[1][at, place] = whole_cell(cell, is_changed=True)
    both[0].update({place: whole_cell(cell, is_changed=True) for place, cell in begun.items()})
    marked = [
        [[cells[at, place] for place in places] for at, places in enumerate(side.places)]
        for side, cells in zip((old, new), both, strict=True)
    ]
    if omit_longer_than is not None:
        marked = list(with_rows_omitted(marked[0], marked[1], rows, longer_than=omit_longer_than))
    return MarkedTable(tuple(map(tuple, marked[0]))), MarkedTable(tuple(map(tuple, marked[1])))


def placed(table: PlainTable) -> Iterable[tuple[int, int, PlainCell]]:
    return (
        (at, place, cell)
        for at, (cells, places) in enumerate(zip(table.rows, table.places, strict=True))
        for cell, place in zip(cells, places, strict=True)
    )


def rows_of(table: PlainTable) -> list[Line]:
    return [tuple(cell.text for cell in row) for row in table.rows]


def columns_of(table: PlainTable) -> list[Line]:
    columns: list[list[str]] = [[] for _column in range(table.width)]
    for _at, place, cell in placed(table):
        columns[place].append(cell.text)
    return [tuple(column) for column in columns]


def paired(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Places of new lines with those of the old ones that they are, in one order: first those that are the same."""
    for tag, a, b, c, d in blocks_around_unique(old, new):
        between = zip(range(b - a), range(d - c), strict=True) if tag == "equal" else paired_by_words(old[a:b], new[c:d])
        yield from ((c + there, a + here) for here, there in between)


def paired_by_words(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Those that are similar, and between them as many as there are on the other side."""
    pairs = most_similar(old, new) if len(old) * len(new) <= MANY_PAIRS else []
    for (i, j), (k, m) in pairwise([(-1, -1), *pairs, (len(old), len(new))]):
        if k - i == m - j:
            yield from zip(range(i + 1, k), range(j + 1, m), strict=True)
        if k < len(old) and m < len(new):
            yield k, m


def most_similar(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]]:
    """The pairs in one order that have most in common altogether."""
    old_words, new_words = [Counter(words("\n".join(line))) for line in old], [Counter(words("\n".join(line))) for line in new]
    best = [[0.0] * (len(new) + 1) for _place in range(len(old) + 1)]
    likeness = [[0.0] * len(new) for _place in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            is_called_alike = bool(old[i][:1] and old[i][0] and old[i][:1] == new[j][:1])
            likeness[i][j] = similarity(old_words[i], new_words[j]) + is_called_alike
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= LEAST_SIMILAR else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def similarity(one: Counter[str], other: Counter[str]) -> float:
    """How many of the words of both are in both."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


# Rows that did not change.

Rows = list[list[MarkedCell]]


def with_rows_omitted(old: Rows, new: Rows, rows: Mapping[int, int], *, longer_than: int) -> tuple[Rows, Rows]:
    """Runs of unchanged rows become one row; the head stays."""
    width = sum(cell.columns for cell in new[0])
    run: list[int] = []
    for at in range(1, len(new) + 1):
        is_same = at < len(new) and rows.get(at, 0) > 0 and is_plain_row(new[at], width) and is_plain_row(old[rows[at]], width)
        if run and not (is_same and rows[at] == rows[at - 1] + 1):
            omit(new, run, longer_than=longer_than)
            omit(old, [rows[place] for place in run], longer_than=longer_than)
            run = []
        if is_same:
            run.append(at)
    return [row for row in old if row], [row for row in new if row]


def is_plain_row(row: Sequence[MarkedCell], width: int) -> bool:
    """Unmarked, with no cell of another row in it, and none of its own in another."""
    is_marked = any(cell.is_changed or any(segment.is_changed for segment in cell.segments) for cell in row)
    return not is_marked and all(cell.rows == 1 for cell in row) and sum(cell.columns for cell in row) == width


def omit(table: Rows, run: Sequence[int], *, longer_than: int) -> None:
    """The first row of the run says that it is omitted, the others go."""
    words_of_it = "".join(segment.text for at in run for cell in table[at] for segment in cell.segments)
    if len(run) > 1 and len(words_of_it) > longer_than:
        width = sum(cell.columns for cell in table[run[0]])
        table[run[0]] = [MarkedCell((Segment(words_of_it, is_omitted=True),), columns=width)]
        for at in run[1:]:
            table[at] = []
