"""Splitting: how one clause becomes several."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from shishin.guidelines.changes.change_rows import origins_of
from shishin.guidelines.drafting.keys import new_keys
from shishin.guidelines.drafting.operating import carry_out, open_draft
from shishin.guidelines.drafting.words import ready, words_of_new
from shishin.guidelines.errors.drafting import NoParts
from shishin.guidelines.models import Clause, Operation
from shishin.texts.manuscript import Passage
from shishin.trail.recording import Acting, record


@transaction.atomic
def split_clause(clause: Clause, *, parts: Sequence[Mapping[str, Passage]], by: Acting) -> list[Clause]:
    """New clauses on lines of their own, of the kind, force and scope of the one they came of.

    They follow one another where it stood. What stood below it stands below the last of them, so that the order of reading stays.
    """
    draft = open_draft(clause.edition_id)
    place = draft.place(clause)
    split = draft.clauses[place]
    edition = draft.edition
    wanted = [ready(split.key, passages) for passages in parts]
    if len(wanted) < 2 or any(passages.get(edition.source_language, Passage()) == Passage() for passages in wanted):
        raise NoParts(key=split.key)

    keys = new_keys(edition.document, [("", split.kind, passages) for passages in wanted])
    made = [replace(split, uuid=str(uuid.uuid4()), line=str(uuid.uuid4()), key=key, is_vacated=False, pk=0) for key in keys]
    came_from = origins_of(split, origins=draft.origins, old=draft.old)
    origins = {pair for pair in draft.origins if pair[1] != split.uuid} | {(old, part.uuid) for old in came_from for part in made}
    words = [
        row
        for part, passages in zip(made, wanted, strict=True)
        for row in words_of_new(part.uuid, passages, source_language=edition.source_language)
    ]
    now = [*draft.clauses[:place], *made, *draft.clauses[place + 1 :]]
    operation = carry_out(draft, kind=Operation.Kind.SPLIT, key=split.key, by=by, now=now, origins=frozenset(origins), words=words)
    record("guidelines.clause_split", about=edition, who=by, clause=split.key, parts=keys, operation=operation.number)
    return list(Clause.objects.select_related("line").filter(uuid__in=[part.uuid for part in made]).order_by("position"))
