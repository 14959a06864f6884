"""Saving what is open on the writing screen: each part of it by the act of drafting that it is, all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from shishin.guidelines.changes.edition_changes import ClauseChange, changed
from shishin.guidelines.drafting.editing import edit_clause, forget_typing, set_attributes
from shishin.guidelines.drafting.pages.forms import WhyForm, WritingForms
from shishin.guidelines.drafting.pages.frame import around, read_source
from shishin.guidelines.drafting.pages.structure import MOVES, SPLIT_HERE, moves, parts_around, words_of
from shishin.guidelines.drafting.reasons import explain_changes, take_reasons_off
from shishin.guidelines.drafting.restructuring import move_clause, split_clause
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.models import Clause, Edition
from shishin.people.models import Person


@transaction.atomic
def save_and_step(clause: Clause, open_forms: WritingForms, *, language: str, step: str, by: Person) -> str:
    """Save, then go one step up, down, in or out, or split at the cursor, where that was asked for. Returns the key of what is to be open then."""
    save_open_clause(clause, open_forms, language=language, by=by)
    if step == SPLIT_HERE and language == clause.edition.source_language:
        return _split_here(clause, open_forms, by=by)
    if step in MOVES:
        _move(clause, step, by=by)
    return clause.line.key


def _split_here(clause: Clause, open_forms: WritingForms, *, by: Person) -> str:
    edition, source = clause.edition, clause.edition.source_language
    before, after = open_forms.words.around_cursor()
    [words] = words_of([clause])
    parts = parts_around(words, before=before, after=after, source=source)

    def split() -> list[Clause]:
        return split_clause(clause, parts=parts, by=by)

    why = open_forms.why
    made = with_reason(edition, split, why, key=clause.line.key, by=by) if why and why.is_bound else split()
    return str(made[-1].line.key)


def _move(clause: Clause, step: str, *, by: Person) -> None:
    reading = read_source(clause.edition)
    move = next((move for move in moves(reading, around(reading, clause.line.key).clause) if move.name == step), None)
    if move:
        after = clause.edition.clauses.select_related("line").filter(line__key=move.after).first()
        move_clause(clause, after=after, depth=move.depth, by=by)


def save_open_clause(clause: Clause, open_forms: WritingForms, *, language: str, by: Person) -> None:
    """The words, then what the clause is, then why: what is as it was is left alone, so that two people can change different things."""
    edition = clause.edition
    passage, based_on = open_forms.words.passage(), open_forms.words.cleaned_data["based_on"]
    if language == edition.source_language and based_on == hash_of(passage):
        forget_typing(clause, language=language, by=by)
    else:
        edit_clause(clause, language=language, passage=passage, based_on=based_on, by=by)
    if open_forms.description and open_forms.description.is_bound:
        set_attributes(clause, **open_forms.description.description(), by=by)
    if open_forms.why and open_forms.why.is_bound and (change := change_of(edition, clause.line.key)):
        _explain(edition, change, open_forms.why, by=by)


def change_of(edition: Edition, key: str) -> ClauseChange | None:
    """What became of a clause that stands in the draft."""
    return next((change for change in changed(edition).changes if any(clause.key == key for clause in change.after)), None)


def _explain(edition: Edition, change: ClauseChange, why: WhyForm, *, by: Person) -> None:
    words = {**change.words, edition.source_language: why.words}
    words = {language: text for language, text in words.items() if text}
    if (words, why.is_substantive) == (dict(change.words), change.is_substantive):
        return
    if words or not why.is_substantive:
        explain_changes(edition, [change], words=words, is_substantive=why.is_substantive, by=by)
    else:
        take_reasons_off(edition, [change], by=by)


@transaction.atomic
def with_reason(edition: Edition, act: Callable[[], Any], why: WhyForm, *, key: str, by: Person) -> Any:
    """Do something to the structure, and give the reason to the changes that wait for one since, and to that of the clause itself."""
    if not why.words and why.is_substantive:
        return act()
    waited = {_sides(change) for change in changed(edition).changes if not change.is_explained}
    made = act()
    waiting = [change for change in changed(edition).changes if not change.is_explained]
    new = [change for change in waiting if _sides(change) not in waited or any(clause.key == key for clause in change.after)]
    if new:
        words = {edition.source_language: why.words} if why.words else {}
        explain_changes(edition, new, words=words, is_substantive=why.is_substantive, by=by)
    return made


def _sides(change: ClauseChange) -> tuple[str, ...]:
    return (change.kind, *(clause.uuid for clause in (*change.before, *change.after)))
