"""The clauses of an edition as plain data, in reading order: what an operation turns into other ones.

A parent is not kept: it is the nearest clause before of a smaller depth, everywhere and always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shishin.guidelines.models import Clause, Edition


@dataclass(frozen=True, slots=True)
class DraftClause:
    """A clause without its words and without its position, which is its place among the others."""

    uuid: str
    line: str
    key: str
    depth: int
    kind: str = Clause.Kind.TEXT
    force: str = Clause.Force.NONE
    is_hard_gate: bool = False
    is_vacated: bool = False
    is_branch: bool = False
    applicability: dict[str, Any] = field(default_factory=dict)
    pk: int = field(default=0, compare=False)
    parent: int | None = field(default=None, compare=False)
    """Both as the database has them; neither is part of what the clause is."""


FIELDS = ("uuid", "line_id", "line__key", "depth", "kind", "force", "is_hard_gate", "is_vacated", "is_branch", "applicability")


def read_clauses(edition: Edition) -> list[DraftClause]:
    return read_several(edition)[edition.pk]


def read_several(*editions: Edition) -> dict[int, list[DraftClause]]:
    """The clauses of each edition, in one query."""
    found: dict[int, list[DraftClause]] = {edition.pk: [] for edition in editions}
    rows = Clause.objects.filter(edition__in=found).order_by("position").values_list("edition_id", *FIELDS, "pk", "parent_id")
    for edition, uuid, line, *rest in rows:
        found[edition].append(DraftClause(str(uuid), str(line), *rest))
    return found


def as_data(clause: Clause) -> DraftClause:
    """One clause, which comes with its line."""
    described = (clause.kind, clause.force, clause.is_hard_gate, clause.is_vacated, clause.is_branch, clause.applicability)
    return DraftClause(
        str(clause.uuid), str(clause.line_id), clause.line.key, clause.depth, *described, pk=clause.pk, parent=clause.parent_id
    )


def parents(clauses: Sequence[DraftClause]) -> list[int | None]:
    """For each clause the place of the one above it."""
    above: list[int] = []
    found: list[int | None] = []
    for place, clause in enumerate(clauses):
        while above and clauses[above[-1]].depth >= clause.depth:
            above.pop()
        found.append(above[-1] if above else None)
        above.append(place)
    return found


def place_of(uuid: object, clauses: Sequence[DraftClause]) -> int | None:
    wanted = str(uuid)
    return next((place for place, clause in enumerate(clauses) if clause.uuid == wanted), None)


def end_below(place: int, clauses: Sequence[DraftClause]) -> int:
    """Where the clause and all that stands below it end."""
    end = place + 1
    while end < len(clauses) and clauses[end].depth > clauses[place].depth:
        end += 1
    return end


def place_after(after: int | None, clauses: Sequence[DraftClause], *, depth: int) -> int:
    """Where something of a depth goes in behind a clause: before the next that is not deeper, so that nobody else's parent changes."""
    place = 0 if after is None else after + 1
    while place < len(clauses) and clauses[place].depth > depth:
        place += 1
    return place


def without(gone: Iterable[str], clauses: Iterable[DraftClause]) -> list[DraftClause]:
    gone = set(gone)
    return [clause for clause in clauses if clause.uuid not in gone]
