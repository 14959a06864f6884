"""Tables in cells: while lines are compared, one line stands for each table, and its own rows and cells are marked apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shishin.texts.marking import Segment
from shishin.texts.marking_tables import MarkedTable, all_marked, mark_tables, paired, whole_table
from shishin.texts.plain_tables import PlainTable

Block = str | PlainTable

STAND_IN = "\ufdd0"
"""Begins a line that stands for a table: Unicode keeps this character out of every text."""
SAME = f"{STAND_IN}="
"""One that is the same on both sides."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one side as they are compared, and the tables that some of them stand for."""

    text: str
    tables: Mapping[str, MarkedTable] = field(default_factory=dict)

    def table(self, line: Sequence[Segment]) -> MarkedTable | None:
        """The table that a line stands for; one that is the same but stands elsewhere is marked whole."""
        name = "".join(segment.text for segment in line)
        table = self.tables.get(name)
        is_moved = name.startswith(SAME) and any(segment.is_changed for segment in line)
        return all_marked(table) if table and is_moved else table

    def weigh(self, text: str) -> int:
        """How many characters a reader would see."""
        return sum(len(self.tables[line].text) if line in self.tables else len(line) + 1 for line in text.split("\n")) - 1


def lines_of_both(new: Sequence[Block], old: Sequence[Block], *, omit_longer_than: int | None) -> tuple[Lines, Lines]:
    """The new side and the old. A table that is the same on both has one line for it, so that it may be omitted; another has its own on each side."""
    tables: tuple[dict[int, PlainTable], ...] = tuple(
        {at: block for at, block in enumerate(side) if isinstance(block, PlainTable)} for side in (new, old)
    )
    marked: tuple[dict[int, MarkedTable], ...] = tuple(
        {at: whole_table(table, is_changed=True) for at, table in side.items()} for side in tables
    )
    names: tuple[dict[int, str], ...] = tuple({at: f"{STAND_IN}{sign}{at}" for at in side} for side, sign in zip(tables, "+-", strict=True))
    for here, there in pairs_of_tables(*tables):
        now, was = tables[0][here], tables[1][there]
        if now == was:
            marked[0][here] = marked[1][there] = whole_table(now, is_changed=False)
            names[0][here] = names[1][there] = f"{SAME}{here}"
        else:
            marked[1][there], marked[0][here] = mark_tables(was, now, omit_longer_than=omit_longer_than)
    new_lines, old_lines = (
        Lines("\n".join(named.get(at, str(block)) for at, block in enumerate(side)), {named[at]: table for at, table in drawn.items()})
        for side, named, drawn in zip((new, old), names, marked, strict=True)
    )
    return new_lines, old_lines


def pairs_of_tables(new: Mapping[int, PlainTable], old: Mapping[int, PlainTable]) -> Sequence[tuple[int, int]]:
    """Which tables are one, by their words."""
    new_words, old_words = ([tuple(cell.text for row in table.rows for cell in row) for table in side.values()] for side in (new, old))
    return [(list(new)[here], list(old)[there]) for here, there in paired(old_words, new_words)]
