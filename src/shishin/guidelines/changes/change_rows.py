"""The changes of an edition as plain data, how they follow what was done, and how the database is brought in line with them.

An edition has the right changes after each operation, however often its clauses were split, merged and dropped. An *origin* leads from a
clause of the edition before to one that came of it by a split or a merger. What came of one clause and is one clause is that clause: it
stands on its line. All else follows: several clauses that came of one are a split, one that came of several is a merger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from django.db.models import Model, Value

from shishin.guidelines.changes.judging import ClauseDiff
from shishin.guidelines.editions.clauses import BATCH, PlainClause
from shishin.guidelines.models import Change, Clause, Edition, Reason


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change between clauses, which are named by their uuid, sorted: their order says nothing."""

    uuid: str
    kind: str
    is_substantive: bool = True
    reason: str | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRows:
    """All changes of an edition and their reasons, by uuid."""

    changes: Mapping[str, ChangeRow] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def in_order(clauses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(clauses))


def read_changes(edition: Edition) -> ChangeRows:
    return read_changes_of([edition])[edition.pk]


def read_changes_of(editions: Iterable[Edition]) -> dict[int, ChangeRows]:
    """What was recorded at each edition. One query: a row for each clause that a change leads from, and one for each that it leads to."""
    wanted = [edition.pk for edition in editions]
    fields = ("pk", "edition_id", "uuid", "kind", "is_substantive", "reason__uuid", "reason__words")
    changes = Change.objects.filter(edition__in=wanted).order_by()
    rows = changes.values_list(*fields, Value("before"), "before__uuid")
    rows = rows.union(changes.values_list(*fields, Value("after"), "after__uuid"), all=True)
    sides: defaultdict[int, dict[str, set[str]]] = defaultdict(lambda: {"before": set(), "after": set()})
    heads: dict[int, tuple[Any, ...]] = {}
    for pk, *head, side, clause in rows:
        heads[pk] = tuple(head)
        sides[pk][side] |= {str(clause)} if clause else set()
    found: dict[int, tuple[dict[str, ChangeRow], dict[str, Mapping[str, str]]]] = {pk: ({}, {}) for pk in wanted}
    for pk in sorted(heads):
        edition, uuid, kind, is_substantive, reason, words = heads[pk]
        named = {side: in_order(clauses) for side, clauses in sides[pk].items()}
        row = ChangeRow(str(uuid), kind, is_substantive, str(reason) if reason else None, **named)
        found[edition][0][row.uuid] = row
        if row.reason:
            found[edition][1][row.reason] = words
    return {pk: ChangeRows(*both) for pk, both in found.items()}


def without_orphans(now: ChangeRows, *, was: ChangeRows) -> ChangeRows:
    """A reason goes with the last change that it explained."""
    used = {row.reason for row in now.changes.values()}
    lost = {row.reason for row in was.changes.values()} - used
    return ChangeRows(now.changes, {uuid: words for uuid, words in now.reasons.items() if uuid not in lost})


def write_changes(edition: Edition, *, was: ChangeRows, now: ChangeRows) -> None:
    """Only what differs is touched."""
    gone = was.changes.keys() - now.changes.keys()
    written = [row for uuid, row in now.changes.items() if was.changes.get(uuid) != row]
    _write_reasons(edition, was=was, now=now)
    if gone or written:
        # Clauses that went took their places in a change along, so places are not compared but written again.
        affected = [*gone, *(row.uuid for row in written)]
        for through in (Change.before.through, Change.after.through):
            through._default_manager.filter(change__edition=edition, change__uuid__in=affected).delete()
        Change.objects.filter(edition=edition, uuid__in=gone).delete()
    if written:
        _write_rows(edition, written)
    Reason.objects.filter(edition=edition, uuid__in=was.reasons.keys() - now.reasons.keys()).delete()


def _write_reasons(edition: Edition, *, was: ChangeRows, now: ChangeRows) -> None:
    for uuid, words in now.reasons.items():
        if uuid not in was.reasons:
            Reason.objects.create(edition=edition, uuid=uuid, words=words)
        elif was.reasons[uuid] != words:
            Reason.objects.filter(edition=edition, uuid=uuid).update(words=words)


def _write_rows(edition: Edition, rows: list[ChangeRow]) -> None:
    reasons = {str(uuid): pk for uuid, pk in Reason.objects.filter(edition=edition).values_list("uuid", "pk")}
    existing = {str(row.uuid): row for row in Change.objects.filter(edition=edition, uuid__in=[row.uuid for row in rows])}
    known = {row.uuid: existing.get(row.uuid) or Change(edition=edition, uuid=row.uuid) for row in rows}
    for row in rows:
        change = known[row.uuid]
        change.kind, change.is_substantive = row.kind, row.is_substantive
        change.reason_id = reasons[row.reason] if row.reason else None
    Change.objects.bulk_update(existing.values(), ["kind", "is_substantive", "reason"], batch_size=BATCH)
    Change.objects.bulk_create((change for uuid, change in known.items() if uuid not in existing), batch_size=BATCH)
    _write_places(rows, {uuid: change.pk for uuid, change in known.items()})


def _write_places(rows: list[ChangeRow], changes: Mapping[str, int]) -> None:
    named = {uuid for row in rows for uuid in (*row.before, *row.after)}
    # In reading order, in which they are written out again.
    clauses = {str(uuid): pk for uuid, pk in Clause.objects.filter(uuid__in=named).order_by("position").values_list("uuid", "pk")}
    rank = {uuid: place for place, uuid in enumerate(clauses)}
    sides: tuple[tuple[type[Model], str], ...] = ((Change.before.through, "before"), (Change.after.through, "after"))
    for through, side in sides:
        places = [
            through(change_id=changes[row.uuid], clause_id=clauses[uuid])
            for row in rows
            for uuid in sorted(getattr(row, side), key=rank.__getitem__)
        ]
        through._default_manager.bulk_create(places, batch_size=BATCH)


Origins = frozenset[tuple[str, str]]
"""(old clause, new clause), by uuid."""

TYING = (Change.Kind.SPLIT, Change.Kind.MERGED)
Part = tuple[str, tuple[str, ...], tuple[str, ...]]
"""The least that a change can say: its kind, clauses before, clauses after."""


def origin_pairs(changes: Iterable[ChangeRow]) -> Origins:
    return frozenset((old, new) for change in changes if change.kind in TYING for old in change.before for new in change.after)


def origins_of(clause: PlainClause, *, origins: Origins, old: Sequence[PlainClause]) -> set[str]:
    """The clauses of the edition before that a clause came of."""
    return {before for before, after in origins if after == clause.uuid} | {before.uuid for before in old if before.line == clause.line}


def settle_lines(clauses: Sequence[PlainClause], *, origins: Origins, old: Sequence[PlainClause]) -> tuple[list[PlainClause], Origins]:
    """Clauses that are the only one that came of one clause, put on its line; and the ways that are left."""
    outcomes, sources = _by_end(origins)
    taken = {clause.line for clause in clauses}
    before = {clause.uuid: clause for clause in old}
    settled, left = [], set(origins)
    for clause in clauses:
        found = sources.get(clause.uuid, set())
        line, key = clause.line, clause.key
        if len(found) == 1 and outcomes[source := next(iter(found))] == {clause.uuid}:
            left.discard((source, clause.uuid))
            if before[source].line not in taken:
                line, key = before[source].line, before[source].key
        settled.append(replace(clause, line=line, key=key))
    return settled, frozenset(left)


def reconcile(was: ChangeRows, *, origins: Origins, diff: ClauseDiff) -> ChangeRows:
    """The changes as they should be: rows that still hold stay with their reasons, what is not told yet gets a row without one."""
    wanted = _wanted(origins, diff)
    changes: dict[str, ChangeRow] = {}
    recorded: set[Part] = set()
    for row in was.changes.values():
        if held := _what_holds(row, wanted=wanted, diff=diff):
            changes[row.uuid] = held
            recorded.update(_parts(held, diff.kept))
    for kind, before, after in wanted:
        if (kind, before, after) not in recorded:
            row = ChangeRow(str(uuid4()), kind, before=before, after=after)
            changes[row.uuid] = row
    return without_orphans(ChangeRows(changes, was.reasons), was=was)


def _wanted(origins: Origins, diff: ClauseDiff) -> dict[Part, None]:
    outcomes, sources = _by_end(origins)
    parts: list[Part] = [(Change.Kind.SPLIT, (old,), in_order(new)) for old, new in outcomes.items() if len(new) > 1]
    parts += [(Change.Kind.MERGED, in_order(old), (new,)) for new, old in sources.items() if len(old) > 1]
    parts += [(Change.Kind.NEW, (), (new,)) for new in diff.new if new not in sources]
    parts += [(Change.Kind.DROPPED, (old,), ()) for old in diff.dropped if old not in outcomes]
    for new in diff.differs:
        parts.append((Change.Kind.VACATED if new in diff.vacated else Change.Kind.KEPT, (diff.kept[new],), (new,)))
    return dict.fromkeys(parts)


def _what_holds(row: ChangeRow, *, wanted: Mapping[Part, None], diff: ClauseDiff) -> ChangeRow | None:
    """What is left of a row; one that was split into other parts than before still tells of that split."""
    if row.kind in TYING:
        return _same_tie(row, wanted)
    held = [part for part in _parts(row, diff.kept) if part in wanted or _is_still_explained(row, part, diff)]
    before, after = (in_order(clause for part in held for clause in part[side]) for side in (1, 2))
    return replace(row, before=before, after=after) if held else None


def _same_tie(row: ChangeRow, wanted: Mapping[Part, None]) -> ChangeRow | None:
    """The split of the same clause, or the merger into the same one."""
    for kind, before, after in wanted:
        if kind == row.kind and (before == row.before if kind == Change.Kind.SPLIT else after == row.after):
            return replace(row, before=before, after=after)
    return None


def _is_still_explained(row: ChangeRow, part: Part, diff: ClauseDiff) -> bool:
    """A reason for a kept clause stays until somebody takes it off, also where the clause is as it was."""
    return row.kind == Change.Kind.KEPT and row.reason is not None and part[2][0] not in diff.vacated


def _parts(row: ChangeRow, kept: Mapping[str, str]) -> list[Part]:
    """What a row says, clause by clause; only a split and a merger tie several together."""
    if row.kind in TYING:
        return [(row.kind, row.before, row.after)]
    if row.kind == Change.Kind.NEW:
        return [(row.kind, (), (new,)) for new in row.after]
    if row.kind == Change.Kind.DROPPED:
        return [(row.kind, (old,), ()) for old in row.before]
    return [(row.kind, (kept[new],), (new,)) for new in row.after if new in kept]


def _by_end(origins: Collection[tuple[str, str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    outcomes: defaultdict[str, set[str]] = defaultdict(set)
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in origins:
        outcomes[old].add(new)
        sources[new].add(old)
    return dict(outcomes), dict(sources)
