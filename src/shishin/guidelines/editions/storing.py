"""Storing: how many clauses become rows at once."""

from __future__ import annotations

from collections.abc import Iterable

from shishin.guidelines.models import Clause

BATCH = 500
"""Rows of one statement."""


def store_clauses(clauses: Iterable[Clause]) -> None:
    """In reading order, each with the clause above it. One batch a depth, because a clause can only name a parent that is stored."""
    level_of: dict[int, int] = {}
    levels: list[list[Clause]] = []
    for clause in clauses:
        level = level_of.get(id(clause.parent), -1) + 1
        level_of[id(clause)] = level
        if level == len(levels):
            levels.append([])
        levels[level].append(clause)
    for rows in levels:
        for row in rows:
            row.parent = row.parent  # takes the number that the parent was given when it was stored
        Clause.objects.bulk_create(rows, batch_size=BATCH)
