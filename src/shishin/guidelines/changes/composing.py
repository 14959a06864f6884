"""Composing: which changes an edition has after an operation, however often its clauses were split, merged and dropped.

A *way* leads from a clause of the edition before to one that came of it by a split or a merger. What came of one clause and is one clause is
that clause: it stands on its line. All else follows: several ways from one clause are a split, several to one clause a merger.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from shishin.guidelines.changes.change_rows import ChangeRow, ChangeRows, in_order, without_orphans
from shishin.guidelines.changes.judging import Contrast
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.models import Change

Ways = frozenset[tuple[str, str]]
"""(old clause, new clause), by uuid."""

TYING = (Change.Kind.SPLIT, Change.Kind.MERGED)
Part = tuple[str, tuple[str, ...], tuple[str, ...]]
"""The least that a change can say: its kind, clauses before, clauses after."""


def ways_in(changes: Iterable[ChangeRow]) -> Ways:
    return frozenset((old, new) for change in changes if change.kind in TYING for old in change.before for new in change.after)


def origins(clause: PlainClause, *, ways: Ways, old: Sequence[PlainClause]) -> set[str]:
    """The clauses of the edition before that a clause came of."""
    return {before for before, after in ways if after == clause.uuid} | {before.uuid for before in old if before.line == clause.line}


def settle_lines(clauses: Sequence[PlainClause], *, ways: Ways, old: Sequence[PlainClause]) -> tuple[list[PlainClause], Ways]:
    """Clauses that are the only one that came of one clause, put on its line; and the ways that are left."""
    outcomes, sources = _by_end(ways)
    taken = {clause.line for clause in clauses}
    before = {clause.uuid: clause for clause in old}
    settled, left = [], set(ways)
    for clause in clauses:
        found = sources.get(clause.uuid, set())
        line, key = clause.line, clause.key
        if len(found) == 1 and outcomes[source := next(iter(found))] == {clause.uuid}:
            left.discard((source, clause.uuid))
            if before[source].line not in taken:
                line, key = before[source].line, before[source].key
        settled.append(replace(clause, line=line, key=key))
    return settled, frozenset(left)


def compose(was: ChangeRows, *, ways: Ways, found: Contrast) -> ChangeRows:
    """The changes as they should be: rows that still hold stay with their reasons, what is not told yet gets a row without one."""
    wanted = _wanted(ways, found)
    changes: dict[str, ChangeRow] = {}
    told: set[Part] = set()
    for row in was.changes.values():
        if held := _what_holds(row, wanted=wanted, found=found):
            changes[row.uuid] = held
            told.update(_parts(held, found.kept))
    for kind, before, after in wanted:
        if (kind, before, after) not in told:
            row = ChangeRow(str(uuid.uuid4()), kind, before=before, after=after)
            changes[row.uuid] = row
    return without_orphans(ChangeRows(changes, was.reasons), was=was)


def _wanted(ways: Ways, found: Contrast) -> dict[Part, None]:
    outcomes, sources = _by_end(ways)
    parts: list[Part] = [(Change.Kind.SPLIT, (old,), in_order(new)) for old, new in outcomes.items() if len(new) > 1]
    parts += [(Change.Kind.MERGED, in_order(old), (new,)) for new, old in sources.items() if len(old) > 1]
    parts += [(Change.Kind.NEW, (), (new,)) for new in found.new if new not in sources]
    parts += [(Change.Kind.DROPPED, (old,), ()) for old in found.dropped if old not in outcomes]
    for new in found.differs:
        parts.append((Change.Kind.VACATED if new in found.vacated else Change.Kind.KEPT, (found.kept[new],), (new,)))
    return dict.fromkeys(parts)


def _what_holds(row: ChangeRow, *, wanted: Mapping[Part, None], found: Contrast) -> ChangeRow | None:
    """What is left of a row; one that was split into other parts than before still tells of that split."""
    if row.kind == Change.Kind.SPLIT:
        return next((replace(row, after=after) for kind, before, after in wanted if (kind, before) == (row.kind, row.before)), None)
    if row.kind == Change.Kind.MERGED:
        return next((replace(row, before=before) for kind, before, after in wanted if (kind, after) == (row.kind, row.after)), None)
    held = [part for part in _parts(row, found.kept) if part in wanted or _is_still_told(row, part, found)]
    before, after = (in_order(clause for part in held for clause in part[side]) for side in (1, 2))
    return replace(row, before=before, after=after) if held else None


def _is_still_told(row: ChangeRow, part: Part, found: Contrast) -> bool:
    """A reason for a kept clause stays until somebody takes it off, also where the clause is as it was."""
    return row.kind == Change.Kind.KEPT and row.reason is not None and part[2][0] not in found.vacated


def _parts(row: ChangeRow, kept: Mapping[str, str]) -> list[Part]:
    """What a row says, clause by clause; only a split and a merger tie several together."""
    if row.kind in TYING:
        return [(row.kind, row.before, row.after)]
    if row.kind == Change.Kind.NEW:
        return [(row.kind, (), (new,)) for new in row.after]
    if row.kind == Change.Kind.DROPPED:
        return [(row.kind, (old,), ()) for old in row.before]
    return [(row.kind, (kept[new],), (new,)) for new in row.after if new in kept]


def _by_end(ways: Collection[tuple[str, str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    outcomes: defaultdict[str, set[str]] = defaultdict(set)
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in ways:
        outcomes[old].add(new)
        sources[new].add(old)
    return dict(outcomes), dict(sources)
