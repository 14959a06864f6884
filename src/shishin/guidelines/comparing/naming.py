"""Naming: how a remark names other rows, briefly where that is clear, else in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from shishin.guidelines.changes.judging import State
from shishin.guidelines.comparing.table import Row
from shishin.guidelines.comparing.words import name_of
from shishin.guidelines.editions.clauses import PlainClause


class Names:
    """The names of the clauses of both editions. A row that was dropped has its name in the old one."""

    def __init__(self, old: Sequence[PlainClause], new: Sequence[PlainClause], *, old_label: str) -> None:
        self.old_label = old_label
        sides = {True: old, False: new}
        self.clauses = {of_old: {clause.key: clause for clause in side} for of_old, side in sides.items()}
        self.counts = {of_old: Counter(clause.label or clause.source.heading for clause in side) for of_old, side in sides.items()}

    def of(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """The names of rows that are told together. In full, what several have in common is said once: 第2章 1. 1)、3)."""
        is_mixed = len({is_old(row) for row in rows}) > 1
        if not is_mixed and not self.crosses_sections(rows) and all(map(self.is_unique, rows)):
            return tuple(row.name for row in rows)
        return tuple(self.in_full(rows, is_mixed=is_mixed))

    def in_full(self, rows: Sequence[Row], *, is_mixed: bool) -> Iterator[str]:
        before: tuple[bool, int | None] | None = None
        for row in rows:
            section = self.section(row)
            words = row.name if section == before else self.cited(row)
            before = section
            if is_mixed and is_old(row):
                words = _("%(place)s (%(side)s)") % {"place": words, "side": self.old_label}
                # The edition is said of one name alone, so the next one begins anew.
                before = None
            yield words

    def cited(self, row: Row) -> str:
        clause = self.clause(row)
        if clause.label:
            return clause.cited or clause.label
        name = name_of([clause], row.language)
        gap = "　" if row.language.startswith("ja") else " "
        return f"{clause.cited}{gap}{name}" if clause.cited else name

    def crosses_sections(self, rows: Sequence[Row]) -> bool:
        return len({self.section(row) for row in rows}) > 1

    def section(self, row: Row) -> tuple[bool, int | None]:
        return is_old(row), self.clause(row).parent

    def is_unique(self, row: Row) -> bool:
        clause = self.clause(row)
        # What has neither number nor heading is named by how it begins.
        name = clause.label or clause.source.heading
        return not name or self.counts[is_old(row)][name] == 1

    def clause(self, row: Row) -> PlainClause:
        return self.clauses[is_old(row)][row.key]


def is_old(row: Row) -> bool:
    return row.state is State.DROPPED
