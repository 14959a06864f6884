"""Editing: how a clause gets other words, or another kind, force, gate or scope, and how two people do not overwrite one another."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shishin.guidelines.changes.change_rows import ChangeRow, ChangeRows, origin_pairs, read_changes, without_orphans, write_changes
from shishin.guidelines.changes.judging import Aspect, State, diff_clauses, differences
from shishin.guidelines.drafting.operating import alone, keep_operation, lock, reloaded
from shishin.guidelines.drafting.writing import read_words, ready, rewrite, words_from, write_words
from shishin.guidelines.editions.checking import check_language, check_length, check_word
from shishin.guidelines.editions.clauses import PlainClause, read_rows, read_several
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.errors.drafting import EditedMeanwhile, NothingWritten
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Operation, SearchText, UnsavedText
from shishin.guidelines.models.clauses import ATTRIBUTES
from shishin.people.models import Person
from shishin.texts.manuscript import FORCES, KINDS, Passage
from shishin.texts.scopes import in_order
from shishin.trail.recording import Acting, record


@transaction.atomic
def edit_clause(clause: Clause, *, language: str, passage: Passage, based_on: str, by: Acting) -> ClauseText:
    """Store words in place of those that the typing began from; `based_on` is their hash, empty where there were none.

    A vacated clause that gets words stands again. What the writer had typed and not saved is forgotten.
    """
    lock(clause.edition_id)
    clause = reloaded(clause)
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
    was, now = record_change(clause) if is_source else (ChangeRows(), ChangeRows())
    before, after = replace(before, changes=was), alone(clause, words=read_words([uuid], languages=[language]), changes=now)
    operation = keep_operation(clause.edition, kind=Operation.Kind.EDIT, key=clause.line.key, by=by, before=before, after=after)
    return text, operation


@transaction.atomic
def keep_typing(clause: Clause, *, language: str, passage: Passage, based_on: str, by: Person) -> UnsavedText:
    """Keep what is in the form as it is, with the hash of the text that it began from. No trail: nothing has changed."""
    clause = reloaded(clause)
    if not clause.edition.is_working:
        raise NotAWorkingEdition(edition=clause.edition)
    check_language(language)
    check_length(clause.line.key, passage)
    return UnsavedText.objects.update_or_create(
        person=by,
        clause=clause,
        language=language,
        defaults={"heading": passage.heading, "body": passage.body, "summary": passage.summary, "based_on": based_on[:64]},
    )[0]


def forget_typing(clause: Clause, *, language: str, by: Person) -> None:
    """Throw away what somebody typed: it was saved, or they do not want it."""
    UnsavedText.objects.filter(person=by, clause=clause, language=language).delete()


@transaction.atomic
def set_attributes(clause: Clause, *, applicability: Mapping[str, Sequence[str]], by: Acting, **attributes: Any) -> Clause:
    """Store what a clause is besides its words and its place. Where all is as it was, nothing happens."""
    lock(clause.edition_id)
    clause = reloaded(clause)
    wanted = {name: attributes.get(name, getattr(clause, name)) for name in ATTRIBUTES}
    check_kind(wanted["kind"], wanted["force"])
    wanted["applicability"] = _limited_to(applicability, before=clause.applicability)
    if all(getattr(clause, name) == value for name, value in wanted.items()):
        return clause

    before = alone(clause)
    for name, value in wanted.items():
        setattr(clause, name, value)
    clause.save(update_fields=list(wanted))
    SearchText.objects.filter(clause=clause).update(kind=clause.kind, force=clause.force)
    was, now = record_change(clause)
    before, after, key = replace(before, changes=was), alone(clause, changes=now), clause.line.key
    operation = keep_operation(clause.edition, kind=Operation.Kind.DESCRIBE, key=key, by=by, before=before, after=after)
    described: dict[str, Any] = {"kind": clause.kind, "force": clause.force, "operation": operation.number}
    record("guidelines.clause_described", about=clause.edition, who=by, clause=key, **described)
    return clause


def _limited_to(applicability: Mapping[str, Sequence[str]], *, before: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What the vocabulary offers, and what stands already: a value that came in from a text may be kept, not chosen anew."""
    vocabulary = read_vocabulary()
    for scope, values in applicability.items():
        check_word(_("what a clause can be limited to"), scope, vocabulary)
        for value in values:
            check_word(_("a value of “%(scope)s”") % {"scope": scope}, value, vocabulary[scope].offered(before.get(scope, ())))
    return {scope: list(values) for scope, values in in_order(applicability, vocabulary).items() if values}


def check_kind(kind: str, force: str) -> None:
    check_word(_("the kind of clause"), kind, KINDS)
    check_word(_("the force"), force, FORCES)


def record_change(clause: Clause) -> tuple[ChangeRows, ChangeRows]:
    """Write that a clause differs from the one on its line in the edition before, or take that back; the rows that were, and those that are now.

    Reads no other clause but where somebody brought one back to what it was: then its place has to be looked at.
    """
    edition = clause.edition
    if edition.started_from_id is None:
        return ChangeRows(), ChangeRows()
    rows = read_rows(Clause.objects.filter(edition__in=[edition.started_from_id, edition.pk], line=clause.line_id))
    by_edition = {row.edition: row for row in rows}
    before, after = by_edition.get(edition.started_from_id), by_edition[edition.pk]
    if before is None:
        return ChangeRows(), ChangeRows()
    was = read_changes(edition)
    existing = next((row for row in was.changes.values() if str(clause.uuid) in row.after), None)
    if existing and existing.kind not in (Change.Kind.KEPT, Change.Kind.VACATED):
        return was, was
    now = _rows_now(clause, before, after, was, existing)
    write_changes(edition, was=was, now=now)
    return was, now


def _rows_now(clause: Clause, before: PlainClause, after: PlainClause, was: ChangeRows, existing: ChangeRow | None) -> ChangeRows:
    difference = differences(before, after)
    kind = Change.Kind.VACATED if difference.state is State.VACATED else Change.Kind.KEPT
    differs = not difference.is_unchanged or (existing is not None and _is_moved(clause))
    if existing and existing.kind == kind and (differs or existing.reason):
        return was
    changes = dict(was.changes)
    if existing:
        changes[existing.uuid] = left = _without(existing, before, after)
        if not left.after:
            del changes[existing.uuid]
    if differs:
        row = ChangeRow(str(uuid.uuid4()), kind, before=(before.uuid,), after=(after.uuid,))
        changes[row.uuid] = row
    return without_orphans(ChangeRows(changes, was.reasons), was=was)


def _without(row: ChangeRow, before: PlainClause, after: PlainClause) -> ChangeRow:
    """The row as it is about the other clauses alone."""
    return replace(
        row,
        before=tuple(uuid for uuid in row.before if uuid != before.uuid),
        after=tuple(uuid for uuid in row.after if uuid != after.uuid),
    )


def _is_moved(clause: Clause) -> bool:
    edition: Edition = clause.edition
    assert edition.started_from is not None  # noqa: S101
    clauses = read_several([edition, edition.started_from])
    origins = origin_pairs(read_changes(edition).changes.values())
    difference = diff_clauses(clauses[edition.started_from.pk], clauses[edition.pk], origins=origins).differs.get(str(clause.uuid))
    return difference is not None and Aspect.PLACE in difference.aspects
