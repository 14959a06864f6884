"""Explaining: what an edition changed, whether each change of substance has a reason, and how reasons are given, mended and taken off."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from shishin.guidelines.checking import check_language
from shishin.guidelines.drafting.change_rows import ChangeRow, ChangeRows, read_changes, without_orphans, write_changes
from shishin.guidelines.drafting.clauses import DraftClause, read_several
from shishin.guidelines.drafting.composing import TYING, ways_in
from shishin.guidelines.drafting.contrasting import Contrast, contrast, words_of
from shishin.guidelines.drafting.images import Standing
from shishin.guidelines.drafting.operating import keep_operation, lock
from shishin.guidelines.errors import ChangeIsGone, ChangesWithoutReason, ChangeWithoutEditionBefore, NoReason
from shishin.guidelines.lineage import lineage_of
from shishin.guidelines.models import Change, Edition, Operation, Reason
from shishin.trail.recording import Acting, record

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FoundChange:
    """What became of clauses since the edition before, whether somebody wrote it down or it is only seen."""

    kind: str
    before: tuple[DraftClause, ...] = ()
    after: tuple[DraftClause, ...] = ()
    differs: tuple[str, ...] = ()
    """For a kept clause: words, place, kind, force, is_hard_gate, is_vacated, applicability."""
    is_substantive: bool = True
    reason: str | None = None
    words: Words = field(default_factory=dict)
    recorded: str | None = None
    """The uuid of its row, where there is one."""

    @property
    def key(self) -> str:
        """The clause to go to: where it stands now, or where it stood."""
        return (self.after or self.before)[0].key

    @property
    def choice(self) -> str:
        """How a form names it."""
        return self.recorded or f"{self.kind}:{self.key}"

    @property
    def is_explained(self) -> bool:
        """It has a reason, or the mark of a formal change."""
        return not self.is_substantive or any(words.strip() for words in self.words.values())


@dataclass(frozen=True, slots=True)
class Changed:
    """An edition beside the one that it was started from, and every change between them in reading order."""

    old: Sequence[DraftClause] = ()
    now: Sequence[DraftClause] = ()
    changes: Sequence[FoundChange] = ()


def changed(edition: Edition) -> Changed:
    """Five queries whatever its size. A first edition changed nothing."""
    if edition.started_from is None:
        return Changed()
    clauses = read_several(edition.started_from, edition)
    old, now = clauses[edition.started_from.pk], clauses[edition.pk]
    rows = read_changes(edition)
    found = contrast(old, now, words=words_of(edition.started_from, edition), ways=ways_in(rows.changes.values()))
    return Changed(old, now, _in_reading_order(_found(rows, found, old=old, now=now), now))


def unexplained_changes(edition: Edition) -> list[FoundChange]:
    """What differs from the edition before in substance and has no reason. Being numbered anew needs none."""
    return [change for change in changed(edition).changes if not change.is_explained]


def refuse_unexplained(edition: Edition) -> None:
    """Nothing leaves the desk with a change that nobody explained, nor on drafts that can still be explained; a fixed one no longer could."""
    for step in lineage_of(edition).steps:
        if step.is_working and (unexplained := unexplained_changes(step)):
            raise ChangesWithoutReason(step, [change.key for change in unexplained])


@transaction.atomic
def explain_changes(edition: Edition, changes: Iterable[FoundChange | str], *, words: Words, is_substantive: bool, by: Acting) -> Operation:
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
    told = {row.uuid: replace(row, is_substantive=is_substantive, reason=reason) for row in map(_as_row, chosen)}
    now = without_orphans(ChangeRows({**was.changes, **told}, reasons), was=was)
    return _store(edition, was, now, by=by, changes=len(chosen), is_substantive=is_substantive)


@transaction.atomic
def take_reasons_off(edition: Edition, changes: Iterable[FoundChange | str], *, by: Acting) -> Operation:
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
    before, after = Standing(changes=was), Standing(changes=now)
    return keep_operation(edition, kind=Operation.Kind.EXPLAIN, key="", by=by, before=before, after=after)


def _clean(words: Words) -> dict[str, str]:
    for language in words:
        check_language(language)
    return {language: text.strip() for language, text in words.items() if text.strip()}


def _chosen(edition: Edition, changes: Iterable[FoundChange | str]) -> list[FoundChange]:
    """The changes as they are now; refused where one of them is no longer there."""
    if edition.started_from is None:
        raise ChangeWithoutEditionBefore(edition.version)
    wanted = {change if isinstance(change, str) else change.choice for change in changes}
    chosen = [change for change in changed(edition).changes if change.choice in wanted]
    if not wanted or len(chosen) != len(wanted):
        raise ChangeIsGone
    return chosen


def _as_row(change: FoundChange) -> ChangeRow:
    before, after = (tuple(sorted(clause.uuid for clause in side)) for side in (change.before, change.after))
    return ChangeRow(change.recorded or str(uuid.uuid4()), change.kind, change.is_substantive, change.reason, before, after)


def _found(rows: ChangeRows, found: Contrast, *, old: Sequence[DraftClause], now: Sequence[DraftClause]) -> Iterator[FoundChange]:
    """What was recorded first, then what is only seen."""
    before = {clause.uuid: clause for clause in old}
    after = {clause.uuid: clause for clause in now}
    told: set[str] = set()
    for row in rows.changes.values():
        told.update(row.before, row.after)
        differs = tuple(dict.fromkeys(name for clause in row.after for name in found.differs.get(clause, ())))
        # A row for a clause that is as it was tells nothing, unless somebody gave it a reason.
        if row.kind not in (Change.Kind.KEPT, Change.Kind.VACATED) or differs or row.reason:
            yield FoundChange(
                row.kind,
                tuple(before[clause] for clause in before if clause in row.before),
                tuple(after[clause] for clause in after if clause in row.after),
                () if row.kind in TYING else differs,
                row.is_substantive,
                row.reason,
                rows.reasons.get(row.reason or "", {}),
                row.uuid,
            )
    for clause in found.new:
        if clause not in told:
            yield FoundChange(Change.Kind.NEW, after=(after[clause],))
    for clause, differs in found.differs.items():
        if clause not in told:
            kind = Change.Kind.VACATED if clause in found.vacated else Change.Kind.KEPT
            yield FoundChange(kind, (before[found.kept[clause]],), (after[clause],), differs)
    for clause in found.dropped:
        if clause not in told:
            yield FoundChange(Change.Kind.DROPPED, (before[clause],))


def _in_reading_order(changes: Iterable[FoundChange], now: Sequence[DraftClause]) -> list[FoundChange]:
    """By where they stand now; what was dropped comes last, as it stood."""
    places = {clause.uuid: place for place, clause in enumerate(now)}
    return sorted(changes, key=lambda change: places[change.after[0].uuid] if change.after else len(places))
