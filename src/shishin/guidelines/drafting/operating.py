"""Operating: what every act of drafting has in common. Lock, refuse, change, tell of the change, keep how it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from shishin.guidelines.changes.change_rows import ChangeRows, Origins, origin_pairs, read_changes, reconcile, settle_lines, write_changes
from shishin.guidelines.changes.judging import diff_clauses
from shishin.guidelines.drafting.images import DraftState, images
from shishin.guidelines.drafting.rewriting import write_clauses
from shishin.guidelines.drafting.words import Words, read_words
from shishin.guidelines.editions.clauses import PlainClause, place_of, read_clauses, read_rows, read_several
from shishin.guidelines.errors.drafting import ClauseIsGone, ContinuedElsewhere, SomethingPointsAtClause
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Clause, Document, Edition, LinkCheck, Operation
from shishin.people.models import Person
from shishin.trail.recording import Acting


def lock(edition: Edition | int, *, to_explain: bool = False) -> Edition:
    """The edition as it is now, which nobody else changes until the end of the transaction."""
    pk = edition if isinstance(edition, int) else edition.pk
    Document.objects.select_for_update().get(pk__in=Edition.objects.filter(pk=pk).values("document"))
    edition = Edition.objects.select_related("document", "started_from").get(pk=pk)
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    # What stands in the next edition is told against this one: it must not change under it. Its reasons may come until that one is fixed.
    others = edition.continued_by.exclude(state=Edition.State.WORKING) if to_explain else edition.continued_by.all()
    if following := others.first():
        raise ContinuedElsewhere(edition=edition, following=following)
    return edition


@dataclass(frozen=True, slots=True)
class Draft:
    """A locked edition with all its clauses, and those it was started from."""

    edition: Edition
    clauses: Sequence[PlainClause]
    old: Sequence[PlainClause]
    changes: ChangeRows
    origins: Origins

    def place(self, clause: Clause) -> int:
        place = place_of(clause.uuid, self.clauses)
        if place is None:
            raise ClauseIsGone(key=clause.line.key)
        return place


def open_draft(edition: Edition | int) -> Draft:
    edition = lock(edition)
    if edition.started_from is None:
        return Draft(edition, read_clauses(edition), (), ChangeRows(), frozenset())
    found = read_several([edition, edition.started_from])
    changes = read_changes(edition)
    return Draft(edition, found[edition.pk], found[edition.started_from.pk], changes, origin_pairs(changes.changes.values()))


def carry_out(
    draft: Draft,
    *,
    kind: Operation.Kind,
    key: str,
    by: Acting,
    now: Sequence[PlainClause],
    origins: Origins | None = None,
    words: Sequence[Words] = (),
    reworded: Sequence[str] = (),
) -> Operation:
    """Bring an edition to other clauses, tell of it as changes, and keep how it was.

    `words` are those of clauses that are made, and of those of `reworded`, which stay and lose the words that they had.
    """
    now, origins = settle_lines(now, origins=draft.origins if origins is None else origins, old=draft.old)
    standing = {clause.uuid for clause in now}
    gone = [clause for clause in draft.clauses if clause.uuid not in standing]
    refuse_to_take_away(gone)
    lost = read_words([*(clause.uuid for clause in gone), *reworded])

    write_clauses(draft.edition, was=draft.clauses, now=now, lost=lost, words=words)
    changes = draft.changes
    if draft.edition.started_from is not None:
        # Read again, since only the database knows the hashes of the words that were written.
        diff = diff_clauses(draft.old, read_clauses(draft.edition), origins=origins)
        changes = reconcile(draft.changes, origins=origins, diff=diff)
        write_changes(draft.edition, was=draft.changes, now=changes)
    return keep_operation(
        draft.edition,
        kind=kind,
        key=key,
        by=by,
        before=DraftState(draft.clauses, lost, draft.changes),
        after=DraftState(now, words, changes),
    )


def fresh(clause: Clause) -> Clause:
    """The clause as it is now, with its line and its edition; whoever asks has the lock."""
    found = Clause.objects.select_related("line", "edition__document", "edition__started_from").filter(uuid=clause.uuid).first()
    if found is None:
        raise ClauseIsGone(key=clause.line.key)
    return found


def alone(clause: Clause, *, words: Sequence[Words] = (), changes: ChangeRows | None = None) -> DraftState:
    """What an operation can touch that is about one clause and leaves it where it is."""
    [plain] = read_rows(Clause.objects.filter(pk=clause.pk), with_hashes=False)
    return DraftState([plain], words, changes or ChangeRows(), first=clause.position)


def keep_operation(edition: Edition, *, kind: Operation.Kind, key: str, by: Acting, before: DraftState, after: DraftState) -> Operation:
    was, now = images(before, after)
    number = (Operation.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0) + 1
    person = by if isinstance(by, Person) else None
    return Operation.objects.create(edition=edition, number=number, kind=kind, made_by=person, key=key, before=was, after=now)


def refuse_to_take_away(gone: Sequence[PlainClause]) -> None:
    if gone and LinkCheck.objects.filter(target_clause__uuid__in=[clause.uuid for clause in gone]).exists():
        raise SomethingPointsAtClause(key=gone[0].key)
