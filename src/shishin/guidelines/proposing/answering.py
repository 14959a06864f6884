"""Answering: a person accepts what a text would change, mends it first, or declines it. Accepting is one operation of the draft, so one step to undo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now as moment

from shishin.guidelines.drafting.operating import Draft, carry_out, open_draft
from shishin.guidelines.drafting.restructuring import new_keys
from shishin.guidelines.drafting.writing import Words, passage_of, read_words
from shishin.guidelines.editions.checking import check_length
from shishin.guidelines.editions.clauses import BATCH
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.errors.drafting import AlreadyAnswered, NotInATranslation, NotItsWords, ProposalIsClosed
from shishin.guidelines.models import ClauseText, Edition, Line, Operation, Proposal, ProposedChange
from shishin.guidelines.models.drafting import ProposedChangeQuerySet
from shishin.guidelines.proposing.applying import Applying
from shishin.kit.errors import Refusal
from shishin.people.models import Person
from shishin.texts.manuscript import Passage
from shishin.texts.text_form.attributes import KEY
from shishin.texts.text_form.normalising import normalise
from shishin.trail.recording import record

State, Kind = ProposedChange.State, ProposedChange.Kind


@dataclass(frozen=True, slots=True)
class Answered:
    """How many changes were accepted, and which were not, with the reason."""

    accepted: int
    left: Sequence[tuple[ProposedChange, Refusal]]


@transaction.atomic
def accept_change(change: ProposedChange, *, by: Person, based_on: str | None = None, passage: Passage | None = None) -> ProposedChange:
    """Bring one change into the draft, with other words where a person mended them. `based_on` is the hash of the words they saw there."""
    proposal, draft = _open(change.proposal)
    change = _still_open(change)
    if based_on is not None:
        change.based_on = based_on
    amended = normalise(passage) if passage is not None else None
    is_amended = amended is not None and amended != normalise(passage_of(change))
    if amended is not None:
        check_length(change.key, amended)
    answered = _accept(proposal, draft, [change], by=by, passages={change.pk: amended} if amended is not None else {})
    for _change, refusal in answered.left:
        raise refusal
    if is_amended:
        ProposedChange.objects.filter(pk=change.pk).update(state=State.MENDED)
    change.refresh_from_db()
    return change


@transaction.atomic
def accept_changes(proposal: Proposal, *, kind: str = "", only_certain: bool = False, by: Person) -> Answered:
    """Bring all open changes of a kind into the draft, or all that are certain. What cannot be done now stays open."""
    proposal, draft = _open(proposal)
    changes = acceptable(proposal)
    changes = changes.filter(kind=kind) if kind else changes
    changes = changes.certain() if only_certain else changes
    return _accept(proposal, draft, list(changes.order_by("position")), by=by, passages={})


@transaction.atomic
def decline_change(change: ProposedChange, *, by: Person) -> ProposedChange:
    """Leave the clause as it is."""
    proposal, draft = _open(change.proposal)
    change = _still_open(change)
    _answer([change], State.DECLINED, by=by, operation=None)
    record("guidelines.proposal_answered", about=draft.edition, who=by, proposal=str(proposal.uuid), accepted=0, declined=1, operation=None)
    change.refresh_from_db()
    return change


@transaction.atomic
def close_proposal(proposal: Proposal, *, by: Person) -> Proposal:
    """Decline all that is still open; nothing of the proposal is answered any more."""
    proposal, draft = _open(proposal)
    left = list(proposal.changes.open())
    _answer(left, State.DECLINED, by=by, operation=None)
    proposal.closed_at = moment()
    proposal.save(update_fields=["closed_at"])
    record("guidelines.proposal_closed", about=draft.edition, who=by, proposal=str(proposal.uuid), declined=len(left))
    return proposal


@transaction.atomic
def unpair(change: ProposedChange, *, by: Person) -> ProposedChange:
    """The words were paired with the wrong clause: they become a new one, and that clause is left alone."""
    proposal, draft = _open(change.proposal)
    change = _still_open(change)
    if change.kind != Kind.WORDS:
        raise NotItsWords(key=change.key)
    if proposal.language != draft.edition.source_language:
        raise NotInATranslation(key=change.key)
    wrong = next((clause for clause in draft.clauses if clause.key == change.key), None)
    kind = wrong.kind if wrong else "text"
    [key] = new_keys(draft.edition.document, [("", kind, {proposal.language: passage_of(change)})])
    was = change.key
    change.kind, change.key, change.after_key, change.found_by, change.likeness, change.based_on = Kind.NEW, key, was, "", 0, ""
    change.qualities = {"kind": kind, **change.qualities}
    change.save(update_fields=["kind", "key", "after_key", "found_by", "likeness", "based_on", "qualities"])
    record("guidelines.proposal_paired", about=draft.edition, who=by, proposal=str(proposal.uuid), clause=was, new=key)
    return change


@transaction.atomic
def pair_with(change: ProposedChange, *, key: str, by: Person) -> ProposedChange:
    """The words are no new clause but those of one that stands: its row that says it was dropped goes."""
    proposal, draft = _open(change.proposal)
    change = _still_open(change)
    others = proposal.changes.exclude(pk=change.pk).filter(key=key)
    clause = next((clause for clause in draft.clauses if clause.key == key), None)
    if change.kind != Kind.NEW or clause is None or others.filter(kind=Kind.WORDS).exists():
        raise NotItsWords(key=key)
    others.open().filter(kind=Kind.DROPPED).delete()
    newest = ClauseText.objects.filter(clause__uuid=clause.uuid, language=proposal.language).order_by("number").last()
    was = change.key
    proposal.changes.filter(after_key=was).update(after_key=key)
    change.kind, change.key, change.found_by, change.likeness, change.qualities = Kind.WORDS, key, "key", 0, {}
    change.based_on = newest.content_hash if newest else hash_of(Passage())
    if newest and not change.summary:
        change.summary = newest.summary
    change.save(update_fields=["kind", "key", "found_by", "likeness", "qualities", "based_on", "summary"])
    record("guidelines.proposal_paired", about=draft.edition, who=by, proposal=str(proposal.uuid), clause=key, new=was)
    return change


def acceptable(proposal: Proposal) -> ProposedChangeQuerySet:
    """The open changes that can be accepted as they are: a translation brings in no clause."""
    changes = proposal.changes.open()
    return changes if proposal.language == proposal.edition.source_language else changes.exclude(kind=Kind.NEW)


def _open(proposal: Proposal) -> tuple[Proposal, Draft]:
    draft = open_draft(proposal.edition_id)
    proposal = Proposal.objects.select_related("edition__document").get(pk=proposal.pk)
    if proposal.closed_at:
        raise ProposalIsClosed(edition=proposal.edition)
    return proposal, draft


def _still_open(change: ProposedChange) -> ProposedChange:
    change = ProposedChange.objects.select_related("answered_by", "operation").get(pk=change.pk)
    if not change.is_open:
        raise AlreadyAnswered(change=change)
    return change


def _accept(
    proposal: Proposal, draft: Draft, changes: Sequence[ProposedChange], *, by: Person, passages: Mapping[int, Passage]
) -> Answered:
    applying = _applying(proposal, draft, changes)
    applying.apply(changes, passages)
    if not applying.done:
        return Answered(0, applying.refused)
    operation = None
    if applying.clauses != list(draft.clauses) or applying.words:
        operation = carry_out(
            draft,
            kind=Operation.Kind.PROPOSAL,
            key=applying.made.get(applying.done[0].key, applying.done[0].key) if len(applying.done) == 1 else "",
            by=by,
            now=applying.clauses,
            words=[words for rows in applying.words.values() for words in rows],
            reworded=applying.reworded,
            origins=frozenset(pair for pair in draft.origins if pair[1] in {clause.uuid for clause in applying.clauses}),
        )
    _rename(proposal, applying)
    _answer(applying.done, State.ACCEPTED, by=by, operation=operation)
    record(
        "guidelines.proposal_answered",
        about=draft.edition,
        who=by,
        proposal=str(proposal.uuid),
        accepted=len(applying.done),
        declined=0,
        operation=operation.number if operation else None,
    )
    return Answered(len(applying.done), applying.refused)


def _applying(proposal: Proposal, draft: Draft, changes: Sequence[ProposedChange]) -> Applying:
    return Applying(
        edition=draft.edition,
        language=proposal.language,
        clauses=list(draft.clauses),
        existing=_words_of_changed(draft, changes),
        keys=_keys_of_new(proposal, draft.edition, changes),
        follows=dict(proposal.changes.filter(kind__in=[Kind.NEW, Kind.MOVED]).values_list("key", "after_key")),
    )


def _words_of_changed(draft: Draft, changes: Sequence[ProposedChange]) -> dict[str, list[Words]]:
    keys = {change.key for change in changes if change.kind == Kind.WORDS}
    by_clause: defaultdict[str, list[Words]] = defaultdict(list)
    for words in read_words([clause.uuid for clause in draft.clauses if clause.key in keys]):
        by_clause[words["clause"]].append(words)
    return by_clause


def _keys_of_new(proposal: Proposal, edition: Edition, changes: Sequence[ProposedChange]) -> dict[int, str]:
    """For each new clause the key that the text gives it, where that is fit and free; else one that is made."""
    new = [change for change in changes if change.kind == Kind.NEW]
    if not new:
        return {}
    if proposal.language != edition.source_language:
        raise NotInATranslation(key=new[0].key)
    taken = set(Line.objects.filter(document=edition.document_id).values_list("key", flat=True))
    wanted: list[tuple[str, str, Mapping[str, Passage]]] = [
        (
            change.key if change.key not in taken and KEY.fullmatch(change.key) else "",
            str(change.qualities.get("kind", "text")),
            {proposal.language: passage_of(change)},
        )
        for change in new
    ]
    return {change.pk: key for change, key in zip(new, new_keys(edition.document, wanted), strict=True)}


def _rename(proposal: Proposal, applying: Applying) -> None:
    """A new clause whose key was taken meanwhile got another; those that stand behind it in the text follow it."""
    for was, now in applying.made.items():
        if was != now:
            proposal.changes.filter(after_key=was).update(after_key=now)
            proposal.changes.filter(key=was).update(key=now)


def _answer(changes: Sequence[ProposedChange], state: str, *, by: Person, operation: Operation | None) -> None:
    numbers = [change.pk for change in changes]
    for first in range(0, len(numbers), BATCH):
        ProposedChange.objects.filter(pk__in=numbers[first : first + BATCH]).update(
            state=state, answered_by=by, answered_at=moment(), operation=operation
        )
