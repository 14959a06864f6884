"""The changes of an edition as plain data, and how the database is brought in line with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Value

from shishin.guidelines.editions.storing import BATCH
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
    told = [row for uuid, row in now.changes.items() if was.changes.get(uuid) != row]
    _write_reasons(edition, was=was, now=now)
    if gone or told:
        # Clauses that went took their places in a change along, so places are not compared but written anew.
        touched = [*gone, *(row.uuid for row in told)]
        for through in (Change.before.through, Change.after.through):
            through._default_manager.filter(change__edition=edition, change__uuid__in=touched).delete()
        Change.objects.filter(edition=edition, uuid__in=gone).delete()
    if told:
        _write_rows(edition, told)
    Reason.objects.filter(edition=edition, uuid__in=was.reasons.keys() - now.reasons.keys()).delete()


def _write_reasons(edition: Edition, *, was: ChangeRows, now: ChangeRows) -> None:
    for uuid, words in now.reasons.items():
        if uuid not in was.reasons:
            Reason.objects.create(edition=edition, uuid=uuid, words=words)
        elif was.reasons[uuid] != words:
            Reason.objects.filter(edition=edition, uuid=uuid).update(words=words)


def _write_rows(edition: Edition, rows: list[ChangeRow]) -> None:
    reasons = {str(uuid): pk for uuid, pk in Reason.objects.filter(edition=edition).values_list("uuid", "pk")}
    standing = {str(row.uuid): row for row in Change.objects.filter(edition=edition, uuid__in=[row.uuid for row in rows])}
    known = {row.uuid: standing.get(row.uuid) or Change(edition=edition, uuid=row.uuid) for row in rows}
    for row in rows:
        change = known[row.uuid]
        change.kind, change.is_substantive = row.kind, row.is_substantive
        change.reason_id = reasons[row.reason] if row.reason else None
    Change.objects.bulk_update(standing.values(), ["kind", "is_substantive", "reason"], batch_size=BATCH)
    Change.objects.bulk_create((change for uuid, change in known.items() if uuid not in standing), batch_size=BATCH)
    named = {uuid for row in rows for uuid in (*row.before, *row.after)}
    # In reading order, in which they are written out again.
    clauses = {str(uuid): pk for uuid, pk in Clause.objects.filter(uuid__in=named).order_by("position").values_list("uuid", "pk")}
    rank = {uuid: place for place, uuid in enumerate(clauses)}
    sides: tuple[tuple[type[Model], str], ...] = ((Change.before.through, "before"), (Change.after.through, "after"))
    for through, side in sides:
        places = [
            through(change_id=known[row.uuid].pk, clause_id=clauses[uuid])
            for row in rows
            for uuid in sorted(getattr(row, side), key=rank.__getitem__)
        ]
        through._default_manager.bulk_create(places, batch_size=BATCH)
