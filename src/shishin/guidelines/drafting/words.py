"""The words of clauses as plain data, and how they come into and out of the database while an edition is being written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from shishin.guidelines.editions.checking import check_language, check_length
from shishin.guidelines.editions.clauses import BATCH
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.editions.indexing import index_texts
from shishin.guidelines.models import Clause, ClauseText, SearchText
from shishin.texts.manuscript import Passage
from shishin.texts.text_form.normalising import normalise

FIELDS = ("language", "number", "heading", "body", "summary", "content_hash", "source_hash")
Words = dict[str, Any]
"""One text: the uuid of its clause as `clause`, and its fields."""


def ready(key: str, passages: Mapping[str, Passage]) -> dict[str, Passage]:
    """Normalised; refused where a language is none or the text is too long for a clause."""
    found = {}
    for language, passage in passages.items():
        check_language(language)
        found[language] = normalise(passage)
        check_length(key, found[language])
    return found


def words_from(clause: str, language: str, passage: Passage, *, source_hash: str = "") -> Words:
    return {
        "clause": clause,
        "language": language,
        "number": 1,
        "heading": passage.heading,
        "body": passage.body,
        "summary": passage.summary,
        "content_hash": hash_of(passage),
        "source_hash": source_hash,
    }


def words_of_new(clause: str, passages: Mapping[str, Passage], *, source_language: str) -> list[Words]:
    """The texts of a clause that is being made. The one that binds is there even without words: a translation is made from it."""
    source = passages.get(source_language, Passage())
    translations = {language: passage for language, passage in passages.items() if language != source_language and passage != Passage()}
    return [
        words_from(clause, source_language, source),
        *(words_from(clause, language, passage, source_hash=hash_of(source)) for language, passage in translations.items()),
    ]


def read_words(clauses: Collection[str], *, languages: Collection[str] = ()) -> list[Words]:
    """Every text of some clauses, or only those in some languages."""
    if not clauses:
        return []
    texts = ClauseText.objects.filter(clause__uuid__in=clauses)
    if languages:
        texts = texts.filter(language__in=languages)
    rows = texts.order_by("clause", "language", "number").values_list("clause__uuid", *FIELDS)
    return [{"clause": str(uuid), **dict(zip(FIELDS, rest, strict=True))} for uuid, *rest in rows]


def write_words(words: Iterable[Words], clauses: Mapping[str, Clause]) -> list[ClauseText]:
    """Store texts of clauses that have none in these languages, and make the newest of each findable."""
    texts = [ClauseText(clause=clauses[row["clause"]], **{name: row[name] for name in FIELDS}) for row in words]
    stored = ClauseText.objects.bulk_create(texts, batch_size=BATCH)
    newest = {(text.clause_id, text.language): text for text in sorted(stored, key=lambda text: text.number)}
    index_texts(newest.values())
    return stored


def forget_words(words: Iterable[Words]) -> None:
    """These texts and no other ones of their clauses."""
    gone = {(row["clause"], row["language"], row["number"]) for row in words}
    texts = ClauseText.objects.filter(clause__uuid__in={clause for clause, _language, _number in gone})
    numbers = [
        pk
        for pk, clause, language, number in texts.values_list("pk", "clause__uuid", "language", "number")
        if (str(clause), language, number) in gone
    ]
    ClauseText.objects.filter(pk__in=numbers).delete()


def rewrite(text: ClauseText, passage: Passage, *, source_hash: str) -> ClauseText:
    """Other words in the same row: nobody but those who draft has read the old ones."""
    text.heading, text.body, text.summary = passage.heading, passage.body, passage.summary
    text.content_hash, text.source_hash = hash_of(passage), source_hash
    text.save(update_fields=["heading", "body", "summary", "content_hash", "source_hash"])
    SearchText.objects.filter(clause=text.clause_id, language=text.language).delete()
    index_texts([text])
    return text
