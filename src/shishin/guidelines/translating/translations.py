"""Translating: how a clause comes to stand in a further language, also after its edition is fixed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.guidelines.editions.checking import check_language, check_length
from shishin.guidelines.editions.hashing import hash_of, is_stale
from shishin.guidelines.editions.indexing import index_texts
from shishin.guidelines.errors.editions import AlreadyTranslated, CorrectedMeanwhile, NotATranslation, NotYetTranslated, SameWords
from shishin.guidelines.models import Clause, ClauseText, Document, Edition
from shishin.texts.manuscript import Passage
from shishin.texts.text_form.normalising import normalise
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_translation(clause: Clause, *, language: str, passage: Passage, by: Acting, on: date | None = None) -> ClauseText:
    """Add a clause's words in a language that it does not have yet."""
    newest = _newest(clause, language)
    if newest is not None:
        raise AlreadyTranslated(key=clause.line.key, language=language)

    text = _write(clause, language=language, passage=passage, number=1, on=on)
    record("guidelines.translation_added", about=clause, who=by, language=language, hash=text.content_hash, source=text.source_hash)
    return text


@transaction.atomic
def correct_translation(
    clause: Clause, *, language: str, passage: Passage, by: Acting, read: int | None = None, on: date | None = None
) -> ClauseText:
    """Add better words beside the old ones, which stay and can still be cited.

    `read` is the number of the text that the correction was made from, so that nobody overwrites what they have not seen.
    """
    newest = _newest(clause, language)
    if newest is None:
        raise NotYetTranslated(key=clause.line.key, language=language)
    if read is not None and read != newest.number:
        raise CorrectedMeanwhile(key=clause.line.key, language=language)
    if _says_the_same(newest, passage):
        raise SameWords(key=clause.line.key, language=language)

    text = _write(clause, language=language, passage=passage, number=newest.number + 1, on=on)
    record(
        "guidelines.translation_corrected",
        about=clause,
        who=by,
        language=language,
        number=text.number,
        hash=text.content_hash,
        source=text.source_hash,
    )
    return text


def _newest(clause: Clause, language: str) -> ClauseText | None:
    """Locks the document, so that two corrections do not take the same number."""
    Document.objects.select_for_update().get(pk=clause.edition.document_id)
    check_language(language)
    if language == clause.edition.source_language:
        raise NotATranslation(edition=clause.edition, language=language)
    return ClauseText.objects.filter(clause=clause, language=language).newest().first()


def _says_the_same(newest: ClauseText, passage: Passage) -> bool:
    """The same words for a source that moved are news: somebody looked, and they still fit."""
    words = normalise(passage)
    is_same = newest.content_hash == hash_of(words)
    return is_same and not is_stale(newest, source=_source(newest.clause))


def _source(clause: Clause) -> ClauseText | None:
    return ClauseText.objects.filter(clause=clause, language=clause.edition.source_language).newest().first()


def _write(clause: Clause, *, language: str, passage: Passage, number: int, on: date | None) -> ClauseText:
    passage = normalise(passage)
    check_length(clause.line.key, passage)
    source = _source(clause)
    # Asked anew, behind the lock: it may have been fixed since the page was opened.
    is_fixed = Edition.objects.exclude(state=Edition.State.WORKING).filter(pk=clause.edition_id).exists()
    text = ClauseText.objects.create(
        clause=clause,
        language=language,
        number=number,
        heading=passage.heading,
        body=passage.body,
        summary=passage.summary,
        content_hash=hash_of(passage),
        source_hash=source.content_hash if source else "",
        added_on=(on or localdate()) if is_fixed else None,
    )
    index_texts([text])
    return text
