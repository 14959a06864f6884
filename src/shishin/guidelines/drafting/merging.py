"""Merging: how several clauses become one."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from shishin.guidelines.changes.change_rows import origins_of
from shishin.guidelines.drafting.keys import new_keys
from shishin.guidelines.drafting.operating import carry_out, open_draft
from shishin.guidelines.drafting.words import ready, words_of_new
from shishin.guidelines.editions.clauses import PlainClause, end_below, without
from shishin.guidelines.errors.drafting import NotSideBySide
from shishin.guidelines.models import Clause, Operation
from shishin.texts.manuscript import Passage
from shishin.trail.recording import Acting, record


@transaction.atomic
def merge_clauses(clauses: Sequence[Clause], *, passages: Mapping[str, Passage], by: Acting) -> Clause:
    """One clause where the first of them stood, of the first one's kind, force and scope; what stood below any of them stands below it.

    It has a line of its own, unless only one clause of the edition before went into it: then it is that clause.
    """
    if not clauses:
        raise NotSideBySide
    draft = open_draft(clauses[0].edition_id)
    places = sorted({draft.place(clause) for clause in clauses})
    merged = [draft.clauses[place] for place in places]
    if not _follow_one_another(places, draft.clauses):
        raise NotSideBySide
    passages = ready(merged[0].key, passages)

    [key] = new_keys(draft.edition.document, [("", merged[0].kind, passages)])
    whole = replace(merged[0], uuid=str(uuid.uuid4()), line=str(uuid.uuid4()), key=key, is_vacated=False, pk=0)
    gone = {clause.uuid for clause in merged}
    came_from = {old for clause in merged for old in origins_of(clause, origins=draft.origins, old=draft.old)}
    origins = {pair for pair in draft.origins if pair[1] not in gone} | {(old, whole.uuid) for old in came_from}
    now = [*draft.clauses[: places[0]], whole, *without(gone, draft.clauses[places[0] :])]
    operation = carry_out(
        draft,
        kind=Operation.Kind.MERGE,
        key=merged[0].key,
        by=by,
        now=now,
        origins=frozenset(origins),
        words=words_of_new(whole.uuid, passages, source_language=draft.edition.source_language),
    )
    found = Clause.objects.select_related("line", "edition__document").get(uuid=whole.uuid)
    keys = [clause.key for clause in merged]
    record("guidelines.clauses_merged", about=draft.edition, who=by, clauses=keys, into=found.line.key, operation=operation.number)
    return found


def _follow_one_another(places: Sequence[int], clauses: Sequence[PlainClause]) -> bool:
    """At least two, each beginning where the one before it ends with all below it, at the same level."""
    levels = {clauses[place].depth for place in places}
    follow = all(end_below(before, clauses) == after for before, after in itertools.pairwise(places))
    return len(places) > 1 and len(levels) == 1 and follow
