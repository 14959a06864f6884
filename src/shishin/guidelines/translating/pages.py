"""What the pages on which an edition is translated show: every clause with its words in a language and how they keep up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator

from shishin.guidelines.acting.forms import TranslationForm
from shishin.guidelines.drafting.pages.earlier_words import MarkedSides, since_translated
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.editions.clauses import NO_WORDS, TextHashes, hashes_of
from shishin.guidelines.models import ClauseText, Edition
from shishin.guidelines.reading.editions import ReadClause, read_edition
from shishin.texts.languages import USUAL, in_order, own_name

ON_A_PAGE = 40


class TranslationStatus(StrEnum):
    """How a translation keeps up with its source."""

    MISSING = "missing"
    STALE = "stale"
    CURRENT = "current"
    NOTHING = "nothing"
    """The source has no words, so there is nothing to translate."""


WITH_WORDS = (TranslationStatus.MISSING, TranslationStatus.STALE, TranslationStatus.CURRENT)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an edition is translated into a language. The three add up to all clauses that have words."""

    tag: str
    name: str
    current: int
    stale: int
    missing: int

    @property
    def all(self) -> int:
        return self.current + self.stale + self.missing

    @property
    def share(self) -> int:
        return 100 * self.current // self.all if self.all else 100


@dataclass(frozen=True, slots=True)
class TranslationRow:
    """A clause beside its translation, and the form that adds or corrects it."""

    clause: ReadClause
    text: ClauseText | None
    status: TranslationStatus
    form: TranslationForm
    moved: MarkedSides | None
    """How the source differs from what an older translation was made from."""


@dataclass(frozen=True, slots=True)
class Translations:
    progress: Progress
    page: Page[Any]
    rows: Sequence[TranslationRow]


def languages_of(edition: Edition, hashes: TextHashes) -> list[Progress]:
    """The languages that an edition has or usually gets, without the one that binds."""
    tags = {tag for texts in hashes.content.values() for tag in texts} | set(USUAL)
    ordered = in_order(tags, source=edition.source_language)
    return [progress_in(tag, hashes) for tag in ordered if tag != edition.source_language]


def progress_in(language: str, hashes: TextHashes) -> Progress:
    found = [status_of(clause, language, hashes) for clause in hashes.content]
    return Progress(
        language,
        own_name(language),
        found.count(TranslationStatus.CURRENT),
        found.count(TranslationStatus.STALE),
        found.count(TranslationStatus.MISSING),
    )


def status_of(clause: int, language: str, hashes: TextHashes) -> TranslationStatus:
    texts = hashes.content.get(clause, {})
    if texts.get(hashes.source_language, NO_WORDS) == texts.get(language, NO_WORDS) == NO_WORDS:
        return TranslationStatus.NOTHING
    if language not in texts:
        return TranslationStatus.MISSING
    if hashes.is_stale(clause, language):
        return TranslationStatus.STALE
    return TranslationStatus.CURRENT


def translations_of(edition: Edition, *, language: str, status: str, number: str | None) -> Translations:
    """One page of the clauses that have words, all of them or those that keep up in one way. Four queries whatever their number, one or two more for older ones."""
    hashes = hashes_of(edition)
    clauses = read_edition(edition, language=edition.source_language, hashes=hashes).clauses
    wanted = (status,) if status else WITH_WORDS
    page = Paginator([clause for clause in clauses if status_of(clause.pk, language, hashes) in wanted], ON_A_PAGE).get_page(number)
    texts = newest_texts([clause.pk for clause in page], language)
    rows = _rows(edition, list(page), texts, language, hashes)
    return Translations(progress_in(language, hashes), page, rows)


def translation_of(edition: Edition, *, key: str, language: str) -> TranslationRow | None:
    hashes = hashes_of(edition)
    clauses = read_edition(edition, language=edition.source_language, hashes=hashes).clauses
    clause = next((clause for clause in clauses if clause.key == key), None)
    return _rows(edition, [clause], newest_texts([clause.pk], language), language, hashes)[0] if clause else None


def newest_texts(clauses: Sequence[int], language: str) -> dict[int, ClauseText]:
    texts = ClauseText.objects.filter(clause__in=clauses, language=language).newest()
    return {text.clause_id: text for text in texts}


def parts_of(clause: ReadClause, text: ClauseText | None) -> list[str]:
    """What the source has, or the translation already has. Words that the source lost are still there to be taken out."""
    return [name for name in ("heading", "body", "summary") if getattr(clause.text, name) or (text and getattr(text, name))]


def form_for(clause: ReadClause, text: ClauseText | None, language: str, *, data: Any = None) -> TranslationForm:
    parts = parts_of(clause, text)
    initial = {name: getattr(text, name) for name in parts} | {"read": text.number} if text else None
    return TranslationForm(data, parts=parts, language=language, initial=initial, auto_id=f"id-{clause.key}-%s")


def _rows(
    edition: Edition, clauses: Sequence[ReadClause], texts: Mapping[int, ClauseText], language: str, hashes: TextHashes
) -> list[TranslationRow]:
    status = {clause.pk: status_of(clause.pk, language, hashes) for clause in clauses}
    older = [clause for clause in clauses if status[clause.pk] is TranslationStatus.STALE]
    moved = since_translated(edition, {clause.pk: (texts[clause.pk].source_hash, passage_of(clause.text)) for clause in older})
    return [
        TranslationRow(clause, text, status[clause.pk], form_for(clause, text, language), moved.get(clause.pk))
        for clause, text in ((clause, texts.get(clause.pk)) for clause in clauses)
    ]
