"""What an edition changed since the one before, and whether each change of substance has a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shishin.guidelines.changes.change_rows import ChangeRows, read_changes_of
from shishin.guidelines.changes.composing import TYING, ways_in
from shishin.guidelines.changes.judging import Aspect, Contrast, contrast, in_order
from shishin.guidelines.editions.clauses import PlainClause, read_several
from shishin.guidelines.editions.lineage import lineage_of
from shishin.guidelines.errors.editions import ChangesWithoutReason
from shishin.guidelines.models import Change, Edition

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FoundChange:
    """What became of clauses since the edition before, whether somebody wrote it down or it is only seen."""

    kind: str
    before: tuple[PlainClause, ...] = ()
    after: tuple[PlainClause, ...] = ()
    differs: tuple[Aspect, ...] = ()
    """In what a kept clause is not as it was."""
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

    old: Sequence[PlainClause] = ()
    now: Sequence[PlainClause] = ()
    changes: Sequence[FoundChange] = ()


def changed(edition: Edition) -> Changed:
    """Two queries whatever its size. A first edition changed nothing."""
    return changed_in([edition])[edition.pk] if edition.started_from is not None else Changed()


def changed_in(editions: Iterable[Edition]) -> dict[int, Changed]:
    """What each of several editions changed, that were all started from another: two queries."""
    before = {edition: edition.started_from for edition in editions if edition.started_from}
    clauses, rows = read_several([*before, *before.values()]), read_changes_of(before)
    return {edition.pk: _changed(clauses[old.pk], clauses[edition.pk], rows[edition.pk]) for edition, old in before.items()}


def _changed(old: Sequence[PlainClause], now: Sequence[PlainClause], rows: ChangeRows) -> Changed:
    found = contrast(old, now, ways=ways_in(rows.changes.values()))
    return Changed(old, now, _in_reading_order(_found(rows, found, old=old, now=now), now))


def unexplained_changes(edition: Edition) -> list[FoundChange]:
    """What differs from the edition before in substance and has no reason. Being numbered anew needs none."""
    return [change for change in changed(edition).changes if not change.is_explained]


def refuse_unexplained(edition: Edition) -> None:
    """Nothing leaves the desk with a change that nobody explained, nor on drafts that can still be explained; a fixed one no longer could."""
    for step in lineage_of(edition).steps:
        if step.is_working and (unexplained := unexplained_changes(step)):
            raise ChangesWithoutReason(edition=step, keys=tuple(change.key for change in unexplained))


def _found(rows: ChangeRows, found: Contrast, *, old: Sequence[PlainClause], now: Sequence[PlainClause]) -> Iterator[FoundChange]:
    """What was recorded first, then what is only seen."""
    before = {clause.uuid: clause for clause in old}
    after = {clause.uuid: clause for clause in now}
    told: set[str] = set()
    for row in rows.changes.values():
        told.update(row.before, row.after)
        differs = tuple(in_order(aspect for clause in row.after if clause in found.differs for aspect in found.differs[clause].aspects))
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
    for clause, difference in found.differs.items():
        if clause not in told:
            kind = Change.Kind.VACATED if clause in found.vacated else Change.Kind.KEPT
            yield FoundChange(kind, (before[found.kept[clause]],), (after[clause],), tuple(in_order(difference.aspects)))
    for clause in found.dropped:
        if clause not in told:
            yield FoundChange(Change.Kind.DROPPED, (before[clause],))


def _in_reading_order(changes: Iterable[FoundChange], now: Sequence[PlainClause]) -> list[FoundChange]:
    """By where they stand now; what was dropped comes last, as it stood."""
    places = {clause.uuid: place for place, clause in enumerate(now)}
    return sorted(changes, key=lambda change: places[change.after[0].uuid] if change.after else len(places))
