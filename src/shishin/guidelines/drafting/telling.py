"""Telling: the row that says that a kept clause is not as it was, when one clause alone was touched."""

from __future__ import annotations

import uuid
from dataclasses import replace

from shishin.guidelines.changes.change_rows import ChangeRow, ChangeRows, read_changes, without_orphans, write_changes
from shishin.guidelines.changes.clauses import read_clauses
from shishin.guidelines.changes.composing import ways_in
from shishin.guidelines.changes.contrasting import COMPARED, contrast, words_of
from shishin.guidelines.models import Change, Clause, ClauseText, Edition


def tell_of(clause: Clause) -> tuple[ChangeRows, ChangeRows]:
    """Write that a clause differs from the one on its line in the edition before, or take that back; what was told, and what is now.

    Reads no other clause but where somebody brought one back to what it was: then its place has to be looked at.
    """
    edition = clause.edition
    before = Clause.objects.filter(edition=edition.started_from_id, line=clause.line_id).first() if edition.started_from_id else None
    if before is None:
        return ChangeRows(), ChangeRows()
    was = read_changes(edition)
    standing = _row_of(clause, was)
    if standing is None or standing.kind in (Change.Kind.KEPT, Change.Kind.VACATED):
        now = _now(clause, before, was, standing)
        write_changes(edition, was=was, now=now)
        return was, now
    return was, was


def _row_of(clause: Clause, changes: ChangeRows) -> ChangeRow | None:
    return next((row for row in changes.changes.values() if str(clause.uuid) in row.after), None)


def _now(clause: Clause, before: Clause, was: ChangeRows, standing: ChangeRow | None) -> ChangeRows:
    kind = Change.Kind.VACATED if clause.is_vacated and not before.is_vacated else Change.Kind.KEPT
    is_told = standing is not None and standing.kind == kind
    differs = _differs(clause, before) or (standing is not None and _is_moved(clause))
    if is_told and (differs or (standing is not None and standing.reason)):
        return was
    changes = dict(was.changes)
    if standing is not None:
        left = replace(
            standing,
            before=tuple(uuid for uuid in standing.before if uuid != str(before.uuid)),
            after=tuple(uuid for uuid in standing.after if uuid != str(clause.uuid)),
        )
        changes[left.uuid] = left
        if not left.after:
            del changes[left.uuid]
    if differs:
        row = ChangeRow(str(uuid.uuid4()), kind, before=(str(before.uuid),), after=(str(clause.uuid),))
        changes[row.uuid] = row
    return without_orphans(ChangeRows(changes, was.reasons), was=was)


def _differs(clause: Clause, before: Clause) -> bool:
    if any(getattr(clause, name) != getattr(before, name) for name in COMPARED):
        return True
    texts = ClauseText.objects.filter(clause__in=[clause.pk, before.pk], language=clause.edition.source_language).newest()
    hashes = dict(texts.values_list("clause", "content_hash"))
    return hashes.get(clause.pk, "") != hashes.get(before.pk, "")


def _is_moved(clause: Clause) -> bool:
    edition: Edition = clause.edition
    assert edition.started_from is not None  # noqa: S101
    clauses, old = read_clauses(edition), read_clauses(edition.started_from)
    found = contrast(old, clauses, words=words_of(edition, edition.started_from), ways=ways_in(read_changes(edition).changes.values()))
    return "place" in found.differs.get(str(clause.uuid), ())
