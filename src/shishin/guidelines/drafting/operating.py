"""Operating: what every act of drafting has in common. Lock, refuse, change, tell of the change, keep how it was.

An image, what an operation touched as it stood before or after, is kept as JSON so that the operation can be undone. It is an object of five lists, each only of what differs between the two images of an operation:

- `clauses`: {uuid, line, key, position, depth} and the attributes of a clause. A clause that only made room for
  others is not named: what is not named keeps its order.
- `words`: {clause, language, number, heading, body, summary, content_hash, source_hash}
- `changes`: {uuid, kind, is_substantive, reason, before, after}; the last two are clauses, the third a reason, all by uuid
- `reasons`: {uuid, words}
- `cover`: at most one {titles, outlines, revision_notes, keywords}; images from before there were cover pages have no such list
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Max

from shishin.guidelines.changes.change_rows import (
    ChangeRow,
    ChangeRows,
    Origins,
    origin_pairs,
    read_changes,
    reconcile,
    settle_lines,
    write_changes,
)
from shishin.guidelines.changes.judging import diff_clauses, longest_rising
from shishin.guidelines.drafting.writing import Words, read_words, write_clauses
from shishin.guidelines.editions.clauses import PlainClause, place_of, read_clauses, read_rows, read_several
from shishin.guidelines.errors.drafting import ClauseIsGone, ContinuedElsewhere, SomethingPointsAtClause
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Clause, Document, Edition, LinkCheck, Operation, Proposal, UnsavedText
from shishin.guidelines.models.clauses import ATTRIBUTES
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
            raise ClauseIsGone(edition=self.edition, key=clause.line.key)
        return place


def open_draft(edition: Edition | int) -> Draft:
    edition = lock(edition)
    if edition.started_from is None:
        return Draft(edition, read_clauses(edition), (), ChangeRows(), frozenset())
    clauses = read_several([edition, edition.started_from])
    changes = read_changes(edition)
    return Draft(edition, clauses[edition.pk], clauses[edition.started_from.pk], changes, origin_pairs(changes.changes.values()))


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
    stays = {clause.uuid for clause in now}
    gone = [clause for clause in draft.clauses if clause.uuid not in stays]
    refuse_to_take_away(gone, edition=draft.edition)
    lost = read_words([*(clause.uuid for clause in gone), *reworded])

    write_clauses(draft.edition, was=draft.clauses, now=now, lost=lost, words=words)
    changes = draft.changes
    if draft.edition.started_from is not None:
        # Read again, since only the database knows the hashes of the words that were written.
        seen = diff_clauses(draft.old, read_clauses(draft.edition), origins=origins)
        changes = reconcile(draft.changes, origins=origins, diff=seen)
        write_changes(draft.edition, was=draft.changes, now=changes)
    return keep_operation(
        draft.edition,
        kind=kind,
        key=key,
        by=by,
        before=DraftState(draft.clauses, lost, draft.changes),
        after=DraftState(now, words, changes),
    )


def reloaded(clause: Clause) -> Clause:
    """The clause as it is now, with its line and its edition; whoever asks has the lock."""
    now = Clause.objects.select_related("line", "edition__document", "edition__started_from").filter(uuid=clause.uuid).first()
    if now is None:
        raise ClauseIsGone(edition=clause.edition, key=clause.line.key)
    return now


def alone(clause: Clause, *, words: Sequence[Words] = (), changes: ChangeRows | None = None) -> DraftState:
    """What an operation can touch that is about one clause and leaves it where it is."""
    [plain] = read_rows(Clause.objects.filter(pk=clause.pk), with_hashes=False)
    return DraftState([plain], words, changes or ChangeRows(), first=clause.position)


def keep_operation(edition: Edition, *, kind: Operation.Kind, key: str, by: Acting, before: DraftState, after: DraftState) -> Operation:
    was, now = images(before, after)
    number = (Operation.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0) + 1
    person = by if isinstance(by, Person) else None
    return Operation.objects.create(edition=edition, number=number, kind=kind, made_by=person, key=key, before=was, after=now)


def refuse_to_take_away(gone: Sequence[PlainClause], *, edition: Edition) -> None:
    if gone and LinkCheck.objects.filter(target_clause__uuid__in=[clause.uuid for clause in gone]).exists():
        raise SomethingPointsAtClause(edition=edition, key=gone[0].key)


Image = dict[str, list[dict[str, Any]]]
IMAGED = ("uuid", "line", "key", "depth", *ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class DraftState:
    """An edition, or as much of it as an operation can touch."""

    clauses: Sequence[PlainClause] = ()
    words: Sequence[Words] = ()
    changes: ChangeRows = field(default_factory=ChangeRows)
    first: int = 0
    """The position of the first of the clauses."""
    cover: Mapping[str, Any] | None = None
    """What stands on the cover page, where the operation is about it."""


def images(before: DraftState, after: DraftState) -> tuple[Image, Image]:
    touched = _touched(before.clauses, after.clauses)
    return _image(before, after, touched), _image(after, before, touched)


def clause_image(clause: PlainClause, position: int) -> dict[str, Any]:
    return {"position": position, **{name: getattr(clause, name) for name in IMAGED}}


def change_image(row: ChangeRow) -> dict[str, Any]:
    return {**asdict(row), "before": list(row.before), "after": list(row.after)}


def clause_from(image: Mapping[str, Any]) -> PlainClause:
    return PlainClause(**{name: value for name, value in image.items() if name != "position"})


def change_from(image: Mapping[str, Any]) -> ChangeRow:
    return ChangeRow(**{**image, "before": tuple(image["before"]), "after": tuple(image["after"])})


def _touched(before: Sequence[PlainClause], after: Sequence[PlainClause]) -> set[str]:
    """Clauses that came, went or were described otherwise, and as few as possible of those in another order."""
    was = {clause.uuid: (place, clause) for place, clause in enumerate(before)}
    now = {clause.uuid: clause for clause in after}
    touched = {uuid for uuid, (_place, clause) in was.items() if now.get(uuid) != clause} | (now.keys() - was.keys())
    common = [uuid for uuid in now if uuid in was]
    stayed = longest_rising([was[uuid][0] for uuid in common])
    return touched | {uuid for place, uuid in enumerate(common) if place not in stayed}


def _image(one: DraftState, other: DraftState, touched: set[str]) -> Image:
    return {
        "clauses": [clause_image(clause, one.first + place) for place, clause in enumerate(one.clauses) if clause.uuid in touched],
        "words": [row for row in one.words if row not in other.words],
        "changes": [change_image(row) for uuid, row in one.changes.changes.items() if other.changes.changes.get(uuid) != row],
        "reasons": [
            {"uuid": uuid, "words": dict(words)} for uuid, words in one.changes.reasons.items() if other.changes.reasons.get(uuid) != words
        ],
        "cover": [dict(one.cover)] if one.cover is not None else [],
    }


def end_drafting(edition: Edition) -> None:
    """Nothing of a fixed edition is undone, saved or accepted any more. To be called in the transaction that fixes it."""
    UnsavedText.objects.filter(clause__edition=edition).delete()
    Proposal.objects.filter(edition=edition).delete()
    Operation.objects.filter(edition=edition).delete()
