"""Dropping: how a clause goes altogether, or goes and leaves its number (削除)."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from shishin.guidelines.drafting.operating import carry_out, fresh, open_draft
from shishin.guidelines.drafting.words import words_of_new
from shishin.guidelines.editions.clauses import end_below
from shishin.guidelines.errors.drafting import NoNumberToKeep
from shishin.guidelines.models import Clause, Operation
from shishin.trail.recording import Acting, record


@transaction.atomic
def drop_clause(clause: Clause, *, by: Acting) -> Operation:
    """Take a clause out with all that stands below it. What is new in this edition goes without a trace in its changes."""
    draft = open_draft(clause.edition_id)
    place = draft.place(clause)
    end = end_below(place, draft.clauses)
    dropped = draft.clauses[place:end]
    gone = {part.uuid for part in dropped}
    operation = carry_out(
        draft,
        kind=Operation.Kind.DROP,
        key=dropped[0].key,
        by=by,
        now=[*draft.clauses[:place], *draft.clauses[end:]],
        origins=frozenset(pair for pair in draft.origins if pair[1] not in gone),
    )
    keys = [part.key for part in dropped]
    record("guidelines.clause_dropped", about=draft.edition, who=by, clause=keys[0], with_below=keys[1:], operation=operation.number)
    return operation


@transaction.atomic
def vacate_clause(clause: Clause, *, by: Acting) -> Clause:
    """Delete the text of a clause, in every language, and all that stands below it; the number stays, so that no other moves up."""
    draft = open_draft(clause.edition_id)
    place = draft.place(clause)
    vacated = draft.clauses[place]
    if all(before.line != vacated.line for before in draft.old):
        raise NoNumberToKeep(key=vacated.key)
    end = end_below(place, draft.clauses)
    if not vacated.is_vacated or end > place + 1:
        operation = carry_out(
            draft,
            kind=Operation.Kind.VACATE,
            key=vacated.key,
            by=by,
            now=[*draft.clauses[:place], replace(vacated, is_vacated=True), *draft.clauses[end:]],
            origins=frozenset(pair for pair in draft.origins if pair[1] not in {part.uuid for part in draft.clauses[place + 1 : end]}),
            words=words_of_new(vacated.uuid, {}, source_language=draft.edition.source_language),
            reworded=[vacated.uuid],
        )
        below = [part.key for part in draft.clauses[place + 1 : end]]
        record("guidelines.clause_vacated", about=draft.edition, who=by, clause=vacated.key, with_below=below, operation=operation.number)
    return fresh(clause)
