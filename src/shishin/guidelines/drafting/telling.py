"""Telling: the row that says that a kept clause is not as it was, when one clause alone was touched."""

from __future__ import annotations

import uuid
from dataclasses import replace

from shishin.guidelines.changes.change_rows import ChangeRow, ChangeRows, origin_pairs, read_changes, without_orphans, write_changes
from shishin.guidelines.changes.judging import Aspect, State, diff_clauses, differences
from shishin.guidelines.editions.clauses import PlainClause, read_rows, read_several
from shishin.guidelines.models import Change, Clause, Edition


def tell_of(clause: Clause) -> tuple[ChangeRows, ChangeRows]:
    """Write that a clause differs from the one on its line in the edition before, or take that back; what was told, and what is now.

    Reads no other clause but where somebody brought one back to what it was: then its place has to be looked at.
    """
    edition = clause.edition
    if edition.started_from_id is None:
        return ChangeRows(), ChangeRows()
    rows = read_rows(Clause.objects.filter(edition__in=[edition.started_from_id, edition.pk], line=clause.line_id))
    standing_in = {row.edition: row for row in rows}
    before, after = standing_in.get(edition.started_from_id), standing_in[edition.pk]
    if before is None:
        return ChangeRows(), ChangeRows()
    was = read_changes(edition)
    standing = _row_of(clause, was)
    if standing is None or standing.kind in (Change.Kind.KEPT, Change.Kind.VACATED):
        now = _now(clause, before, after, was, standing)
        write_changes(edition, was=was, now=now)
        return was, now
    return was, was


def _row_of(clause: Clause, changes: ChangeRows) -> ChangeRow | None:
    return next((row for row in changes.changes.values() if str(clause.uuid) in row.after), None)


def _now(clause: Clause, before: PlainClause, after: PlainClause, was: ChangeRows, standing: ChangeRow | None) -> ChangeRows:
    difference = differences(before, after)
    kind = Change.Kind.VACATED if difference.state is State.VACATED else Change.Kind.KEPT
    is_told = standing is not None and standing.kind == kind
    differs = not difference.is_unchanged or (standing is not None and _is_moved(clause))
    if is_told and (differs or (standing is not None and standing.reason)):
        return was
    changes = dict(was.changes)
    if standing is not None:
        left = replace(
            standing,
            before=tuple(uuid for uuid in standing.before if uuid != before.uuid),
            after=tuple(uuid for uuid in standing.after if uuid != after.uuid),
        )
        changes[left.uuid] = left
        if not left.after:
            del changes[left.uuid]
    if differs:
        row = ChangeRow(str(uuid.uuid4()), kind, before=(before.uuid,), after=(after.uuid,))
        changes[row.uuid] = row
    return without_orphans(ChangeRows(changes, was.reasons), was=was)


def _is_moved(clause: Clause) -> bool:
    edition: Edition = clause.edition
    assert edition.started_from is not None  # noqa: S101
    clauses = read_several([edition, edition.started_from])
    origins = origin_pairs(read_changes(edition).changes.values())
    found = diff_clauses(clauses[edition.started_from.pk], clauses[edition.pk], origins=origins).differs.get(str(clause.uuid))
    return found is not None and Aspect.PLACE in found.aspects
