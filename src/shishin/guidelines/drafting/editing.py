"""Editing: how a clause gets other words while its edition is being written, and how two people do not overwrite one another."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from shishin.guidelines.changes.change_rows import ChangeRows
from shishin.guidelines.drafting.operating import alone, fresh, keep_operation, lock
from shishin.guidelines.drafting.telling import tell_of
from shishin.guidelines.drafting.unsaved import forget_typing
from shishin.guidelines.drafting.words import read_words, ready, rewrite, words_from, write_words
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.errors.drafting import EditedMeanwhile, NothingWritten
from shishin.guidelines.models import Clause, ClauseText, Operation
from shishin.people.models import Person
from shishin.texts.manuscript import Passage
from shishin.trail.recording import Acting, record


@transaction.atomic
def edit_clause(clause: Clause, *, language: str, passage: Passage, based_on: str, by: Acting) -> ClauseText:
    """Store words in place of those that the typing began from; `based_on` is their hash, empty where there were none.

    A vacated clause that gets words stands again. What the writer had typed and not saved is forgotten.
    """
    lock(clause.edition_id)
    clause = fresh(clause)
    key = clause.line.key
    passage = ready(key, {language: passage})[language]
    newest = {text.language: text for text in ClauseText.objects.filter(clause=clause).order_by("number")}
    theirs, source = newest.get(language), newest.get(clause.edition.source_language)
    is_source = language == clause.edition.source_language
    if theirs is not None and theirs.content_hash not in (based_on, hash_of(passage)):
        raise EditedMeanwhile(key=key, language=language, theirs=theirs, mine=passage)
    if passage == Passage() and not is_source:
        raise NothingWritten(key=key, language=language)

    made_from = "" if is_source or source is None else source.content_hash
    if isinstance(by, Person):
        forget_typing(clause, language=language, by=by)
    if theirs is not None and (theirs.content_hash, theirs.source_hash) == (hash_of(passage), made_from):
        return theirs
    text, operation = _store(clause, theirs, language=language, passage=passage, made_from=made_from, by=by)
    record(
        "guidelines.clause_edited",
        about=clause.edition,
        who=by,
        clause=key,
        language=language,
        hash=text.content_hash,
        operation=operation.number,
    )
    return text


def _store(
    clause: Clause, theirs: ClauseText | None, *, language: str, passage: Passage, made_from: str, by: Acting
) -> tuple[ClauseText, Operation]:
    uuid, is_source = str(clause.uuid), language == clause.edition.source_language
    before = alone(clause, words=read_words([uuid], languages=[language]))
    if theirs is not None:
        text = rewrite(theirs, passage, source_hash=made_from)
    else:
        [text] = write_words([words_from(uuid, language, passage, source_hash=made_from)], {uuid: clause})
    if is_source and clause.is_vacated and passage != Passage():
        clause.is_vacated = False
        clause.save(update_fields=["is_vacated"])
    told, tells = tell_of(clause) if is_source else (ChangeRows(), ChangeRows())
    after = alone(clause, words=read_words([uuid], languages=[language]), changes=tells)
    operation = keep_operation(
        clause.edition, kind=Operation.Kind.EDIT, key=clause.line.key, by=by, before=replace(before, changes=told), after=after
    )
    return text, operation
