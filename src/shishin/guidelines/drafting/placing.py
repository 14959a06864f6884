"""Placing: how a clause comes in, and how one goes to another place with all that stands below it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from shishin.guidelines.drafting.keys import new_keys
from shishin.guidelines.drafting.operating import Draft, carry_out, fresh, open_draft
from shishin.guidelines.drafting.qualifying import check_kind
from shishin.guidelines.drafting.words import ready, words_of_new
from shishin.guidelines.editions.clauses import PlainClause, end_below, place_after
from shishin.guidelines.errors.drafting import ClauseOfAnotherEdition, IntoItself, WrongDepth
from shishin.guidelines.models import Clause, Edition, Operation
from shishin.texts.manuscript import Passage
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_clause(
    edition: Edition,
    *,
    after: Clause | None,
    depth: int,
    kind: str,
    force: str,
    passages: Mapping[str, Passage],
    by: Acting,
    key: str = "",
) -> Clause:
    """A new clause behind another and what stands below that at a greater depth; without one, the first of the edition."""
    draft = open_draft(edition)
    check_kind(kind, force)
    passages = ready(key or kind, passages)
    place = _place(draft.clauses, _stands(draft, after), depth=depth)
    [key] = new_keys(draft.edition.document, [(key, kind, passages)])
    clause = PlainClause(str(uuid.uuid4()), str(uuid.uuid4()), key, depth, kind, force)
    operation = carry_out(
        draft,
        kind=Operation.Kind.ADD,
        key=key,
        by=by,
        now=[*draft.clauses[:place], clause, *draft.clauses[place:]],
        words=words_of_new(clause.uuid, passages, source_language=draft.edition.source_language),
    )
    record("guidelines.clause_added", about=draft.edition, who=by, clause=key, position=place, operation=operation.number)
    return Clause.objects.select_related("line", "edition__document").get(uuid=clause.uuid)


@transaction.atomic
def move_clause(clause: Clause, *, after: Clause | None, depth: int, by: Acting) -> Clause:
    """Move a clause with all below it behind another clause, at a depth. Where it stands there already, nothing happens."""
    draft = open_draft(clause.edition_id)
    start = draft.place(clause)
    end = end_below(start, draft.clauses)
    block, others = draft.clauses[start:end], [*draft.clauses[:start], *draft.clauses[end:]]
    target = _stands(draft, after)
    if target is not None and start <= target < end:
        raise IntoItself(key=draft.clauses[start].key)
    if target is not None and target >= end:
        target -= len(block)
    place = _place(others, target, depth=depth)
    deeper = depth - block[0].depth
    now = [*others[:place], *(replace(part, depth=part.depth + deeper) for part in block), *others[place:]]
    if now != list(draft.clauses):
        key = block[0].key
        operation = carry_out(draft, kind=Operation.Kind.MOVE, key=key, by=by, now=now)
        record("guidelines.clause_moved", about=draft.edition, who=by, clause=key, position=place, depth=depth, operation=operation.number)
    return fresh(clause)


def _stands(draft: Draft, after: Clause | None) -> int | None:
    if after is not None and after.edition_id != draft.edition.pk:
        raise ClauseOfAnotherEdition(key=after.line.key)
    return None if after is None else draft.place(after)


def _place(clauses: Sequence[PlainClause], after: int | None, *, depth: int) -> int:
    deepest = 1 if after is None else clauses[after].depth + 1
    if not 1 <= depth <= deepest:
        raise WrongDepth(depth=depth, deepest=deepest)
    return place_after(after, clauses, depth=depth)
