"""Reasons: how reasons of changes are given, amended and taken off."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from shishin.guidelines.changes.change_rows import ChangeRow, ChangeRows, read_changes, without_orphans, write_changes
from shishin.guidelines.changes.edition_changes import ClauseChange, Words, changed
from shishin.guidelines.drafting.operating import DraftState, keep_operation, lock
from shishin.guidelines.editions.checking import check_language
from shishin.guidelines.errors.drafting import ChangeIsGone
from shishin.guidelines.errors.editions import ChangeWithoutEditionBefore, NoReason
from shishin.guidelines.models import Change, Edition, Operation, Reason
from shishin.trail.recording import Acting, record


@transaction.atomic
def explain_changes(
    edition: Edition, changes: Iterable[ClauseChange | str], *, words: Words, is_substantive: bool, by: Acting
) -> Operation:
    """Give one reason to several changes, in place of those they had; a formal change may do without. Changes are named by their choice."""
    edition = lock(edition, to_explain=True)
    words = _clean(words)
    if is_substantive and not words:
        raise NoReason
    was = read_changes(edition)
    chosen = _chosen(edition, changes)
    reasons = dict(was.reasons)
    reason = str(uuid.uuid4()) if words else None
    if reason:
        reasons[reason] = words
    recorded = {row.uuid: replace(row, is_substantive=is_substantive, reason=reason) for row in map(_as_row, chosen)}
    now = without_orphans(ChangeRows({**was.changes, **recorded}, reasons), was=was)
    return _store(edition, was, now, by=by, changes=len(chosen), is_substantive=is_substantive)


@transaction.atomic
def take_reasons_off(edition: Edition, changes: Iterable[ClauseChange | str], *, by: Acting) -> Operation:
    """Leave changes without a reason and without the mark of a formal change; of a clause that is as it was nothing is left to tell."""
    edition = lock(edition)
    was = read_changes(edition)
    chosen = _chosen(edition, changes)
    rows = dict(was.changes)
    for change in chosen:
        row = replace(_as_row(change), is_substantive=True, reason=None)
        rows[row.uuid] = row
        if row.kind == Change.Kind.KEPT and not change.differs:
            del rows[row.uuid]
    now = without_orphans(ChangeRows(rows, was.reasons), was=was)
    return _store(edition, was, now, by=by, changes=len(chosen), is_substantive=True)


@transaction.atomic
def change_reason(reason: Reason, *, words: Words, by: Acting) -> Reason:
    """Other words for a reason, at every change that it serves."""
    edition = lock(reason.edition_id)
    words = _clean(words)
    if not words:
        raise NoReason
    was = read_changes(edition)
    name = str(reason.uuid)
    if name not in was.reasons:
        raise ChangeIsGone
    if was.reasons[name] != words:
        now = ChangeRows(was.changes, {**was.reasons, name: words})
        operation = _write(edition, was, now, by=by)
        served = sum(row.reason == name for row in was.changes.values())
        record("guidelines.reason_changed", about=edition, who=by, changes=served, operation=operation.number)
    reason.refresh_from_db()
    return reason


def _store(edition: Edition, was: ChangeRows, now: ChangeRows, *, by: Acting, changes: int, is_substantive: bool) -> Operation:
    operation = _write(edition, was, now, by=by)
    record("guidelines.changes_explained", about=edition, who=by, changes=changes, substantive=is_substantive, operation=operation.number)
    return operation


def _write(edition: Edition, was: ChangeRows, now: ChangeRows, *, by: Acting) -> Operation:
    write_changes(edition, was=was, now=now)
    before, after = DraftState(changes=was), DraftState(changes=now)
    return keep_operation(edition, kind=Operation.Kind.EXPLAIN, key="", by=by, before=before, after=after)


def _clean(words: Words) -> dict[str, str]:
    for language in words:
        check_language(language)
    return {language: text.strip() for language, text in words.items() if text.strip()}


def _chosen(edition: Edition, changes: Iterable[ClauseChange | str]) -> list[ClauseChange]:
    """The changes as they are now; refused where one of them is no longer there."""
    if edition.started_from is None:
        raise ChangeWithoutEditionBefore(version=edition.version)
    wanted = {change if isinstance(change, str) else change.choice for change in changes}
    chosen = [change for change in changed(edition).changes if change.choice in wanted]
    if not wanted or len(chosen) != len(wanted):
        raise ChangeIsGone
    return chosen


def _as_row(change: ClauseChange) -> ChangeRow:
    before, after = (tuple(sorted(clause.uuid for clause in side)) for side in (change.before, change.after))
    return ChangeRow(change.recorded or str(uuid.uuid4()), change.kind, change.is_substantive, change.reason, before, after)
