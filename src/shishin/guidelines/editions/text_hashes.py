"""Hashes of the texts of an edition: which translations are missing, and which the source has left behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shishin.guidelines.editions.hashing import content_hash
from shishin.guidelines.models import ClauseText, Edition
from shishin.guidelines.models.clauses import ClauseTextQuerySet
from shishin.texts.languages import in_order, own_name
from shishin.texts.manuscript import Passage

HASHES = ("clause_id", "language", "content_hash", "source_hash")
NO_WORDS = content_hash(heading="", body="", summary="")
"""What a clause has whose text was deleted: nothing to translate."""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One language of an edition, and how well it keeps up with the one that binds."""

    tag: str
    name: str
    is_source: bool
    stale: int
    missing: int


@dataclass(frozen=True)
class TextHashes:
    """The hashes of the texts of an edition, per clause and language; the latest text of each counts."""

    content: Mapping[int, Mapping[str, str]]
    source: Mapping[int, Mapping[str, str]]
    source_language: str

    def is_stale(self, clause: int, language: str) -> bool:
        made_from = self.source.get(clause, {}).get(language)
        return bool(made_from) and made_from != self.content.get(clause, {}).get(self.source_language)

    def is_missing(self, clause: int, language: str) -> bool:
        texts = self.content.get(clause, {})
        return texts.get(self.source_language, NO_WORDS) != NO_WORDS and language not in texts

    @cached_property
    def choices(self) -> tuple[LanguageChoice, ...]:
        tags = {tag for texts in self.content.values() for tag in texts} | {self.source_language}
        stale = Counter(tag for clause in self.content for tag in tags if self.is_stale(clause, tag))
        missing = Counter(tag for clause in self.content for tag in tags if self.is_missing(clause, tag))
        return tuple(
            LanguageChoice(tag, own_name(tag), tag == self.source_language, stale[tag], missing[tag])
            for tag in in_order(tags, source=self.source_language)
        )


def hashes_of(edition: Edition) -> TextHashes:
    """One query."""
    return _hashes(_rows(edition).values_list(*HASHES), edition)


def texts_and_hashes_of(edition: Edition) -> tuple[dict[int, dict[str, Passage]], TextHashes]:
    """The latest text of each clause in each language, too. One query."""
    rows = list(_rows(edition).values_list(*HASHES, "heading", "body", "summary"))
    texts: defaultdict[int, dict[str, Passage]] = defaultdict(dict)
    for clause, language, _own, _made_from, *words in rows:
        texts[clause][language] = Passage(*words)
    return texts, _hashes((row[:4] for row in rows), edition)


def _rows(edition: Edition) -> ClauseTextQuerySet:
    return ClauseText.objects.filter(clause__edition=edition).order_by("number")


def _hashes(rows: Iterable[tuple[Any, ...]], edition: Edition) -> TextHashes:
    content: defaultdict[int, dict[str, str]] = defaultdict(dict)
    source: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for clause, language, own, made_from in rows:
        content[clause][language] = own
        source[clause][language] = made_from
    return TextHashes(content, source, edition.source_language)
