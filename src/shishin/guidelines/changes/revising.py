"""Revising: what each edition made of its clauses, and at which places, for tags, for histories and for the revision table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shishin.guidelines.changes.change_rows import TYING, ChangeRows, origin_pairs, read_changes_of
from shishin.guidelines.changes.judging import State, diff_clauses
from shishin.guidelines.editions.clauses import PlainClause, read_several, set_labels, worked_out
from shishin.guidelines.models import Change, Edition

KEPT_AS = "revisions"
"""Another name than before, since what was kept under that one knew of no moves."""


@dataclass(frozen=True, slots=True)
class Revised:
    """What one edition changed against the one it was started from. `places` are labels in reading order."""

    marks: Mapping[int, State] = field(default_factory=dict)
    """Clauses that are not as they were. Another number alone is not told."""
    places: tuple[str, ...] = ()
    is_whole: bool = False


def revisions_of(editions: Sequence[Edition], *, rules: Mapping[str, object]) -> dict[int, Revised]:
    """What each of a document's editions changed, its places by the rules of a language. Fixed editions are worked out once and kept."""
    # What is still being written is no ground to tell everyone what changed since.
    by_pk = {edition.pk: edition for edition in editions}
    fixed = {pk: edition for pk, edition in by_pk.items() if not edition.is_working}

    def work(missing: Collection[int]) -> dict[int, Revised]:
        return revisions_since([(by_pk[pk], fixed.get(by_pk[pk].started_from_id or 0)) for pk in missing], rules=rules)

    return worked_out(KEPT_AS, {pk: (edition, rules) for pk, edition in by_pk.items()}, work)


def revisions_since(pairs: Iterable[tuple[Edition, Edition | None]], *, rules: Mapping[str, object]) -> dict[int, Revised]:
    """What editions made of the clauses of those before them. Two queries."""
    pairs = list(pairs)
    clauses = read_several({edition.pk: edition for pair in pairs for edition in pair if edition}.values())
    recorded = read_changes_of(edition for edition, before in pairs if before)
    return {
        edition.pk: _revised(clauses[before.pk], clauses[edition.pk], recorded[edition.pk], rules) if before else Revised(is_whole=True)
        for edition, before in pairs
    }


def _revised(old: Sequence[PlainClause], now: Sequence[PlainClause], recorded: ChangeRows, rules: Mapping[str, object]) -> Revised:
    set_labels(now, rules)
    rows = recorded.changes.values()
    kinds = {clause: row.kind for row in rows if row.kind in (*TYING, Change.Kind.VACATED) for clause in row.after}
    diff = diff_clauses(old, now, origins=origin_pairs(rows))
    marks = {}
    for clause in now:
        if kind := kinds.get(clause.uuid):
            marks[clause.pk] = State(kind)
        elif clause.uuid not in diff.kept:
            marks[clause.pk] = State.NEW
        elif difference := diff.differs.get(clause.uuid):
            marks[clause.pk] = difference.state
    return Revised(marks=marks, places=_top_labels(now, {*marks, *_left_by_dropped(old, now)}))


def _left_by_dropped(old: Sequence[PlainClause], now: Sequence[PlainClause]) -> set[int]:
    """The clauses under which something is missing now."""
    here = {clause.line: clause.pk for clause in now}
    left = set()
    for clause in old:
        if clause.line in here:
            continue
        holder = clause
        while holder.parent is not None and holder.line not in here:
            holder = old[holder.parent]
        if holder.line in here:
            left.add(here[holder.line])
    return left


def _top_labels(now: Sequence[PlainClause], changed: Collection[int]) -> tuple[str, ...]:
    """The chapters, or parts of chapters, that were touched: what the column of changed places names."""
    named: dict[str, None] = {}
    for clause in now:
        if clause.pk not in changed:
            continue
        above = [clause]
        while (parent := above[-1].parent) is not None:
            above.append(now[parent])
        holder = next((step for step in above[-2:] if step.cited), None)
        if holder:
            named[holder.cited] = None
    return tuple(named)
