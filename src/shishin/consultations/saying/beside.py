"""Beside a box: the clauses that somebody can speak on, what the draft changes first, and the text of the one that was chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from shishin.consultations.models import Round
from shishin.consultations.places import KEPT_SECONDS, Places, name_of_place
from shishin.guidelines.changes.edition_changes import changes_of
from shishin.guidelines.editions.clauses import texts_and_hashes_of
from shishin.guidelines.editions.procedures import lineage_of
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.drawing import Surroundings, draw_alone, draw_clauses
from shishin.guidelines.reading.edition_pages import compare_url
from shishin.guidelines.reading.editions import ReadClause, Reading, read_edition

Choices = Sequence[tuple[str, Sequence[tuple[str, str]] | str]]


def choices_of(held: Round, places: Places) -> Choices:
    """The whole, then what the draft changes, then all else by chapter."""
    first, now_changed = gettext("What the draft changes"), _changed_in(held.draft)
    groups: dict[str, list[tuple[str, str]]] = {first: []}
    for place in places.values():
        groups.setdefault(first if place.key in now_changed else place.chapter, []).append((place.key, place.name))
    return [("", name_of_place(None)), *((group, rows) for group, rows in groups.items() if rows)]


def _changed_in(draft: Edition | None) -> Collection[str]:
    """The keys of its clauses that are not as they are in force, as the page of the consultation lists them; kept while many open the form."""
    if draft is None:
        return ()
    name = f"consultations.changed.{draft.uuid}.{draft.text_hash[:16]}"
    keys: frozenset[str] | None = cache.get(name)
    if keys is None:
        keys = frozenset(clause.key for row in changes_of(draft, since=lineage_of(draft).before) for clause in row.after)
        cache.set(name, keys, KEPT_SECONDS)
    return keys


def _read(draft: Edition) -> Reading:
    """In the language of the page, where it is translated: two queries."""
    texts, hashes = texts_and_hashes_of(draft)
    return read_edition(draft, language=get_language() or draft.source_language, hashes=hashes, texts=texts)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a box: the clause that it is about, or the way to where it stands already."""

    key: str
    name: str
    text: SafeString | str
    language: str
    url: str
    compare_url: str


def texts_beside(held: Round, keys: Iterable[str]) -> list[Beside | None]:
    """Of each box in turn. A clause is drawn once, however many boxes are about it."""
    wanted = list(keys)
    if held.draft is None or not any(wanted):
        return [None for _key in wanted]
    reading, drawing = _read(held.draft), _Drawing(held.draft)
    clauses = {clause.key: clause for clause in reading.clauses}
    return [drawing.beside(clauses[key], reading) if key in clauses else None for key in wanted]


class _Drawing:
    def __init__(self, draft: Edition) -> None:
        self.draft = draft
        self.drawn: set[str] = set()
        self.compare_url = compare_url(draft.document.slug, draft.started_from, draft)
        self.vocabulary = vocabulary_when_needed()

    def beside(self, clause: ReadClause, reading: Reading) -> Beside:
        slug, version = self.draft.document.slug, self.draft.version
        url = f"{reverse('guidelines:clause', args=[slug, clause.key])}?edition={version}"
        text = (
            ""
            if clause.key in self.drawn
            else self._draw(clause, Surroundings(slug, version, reading.language, vocabulary=self.vocabulary))
        )
        return Beside(clause.key, clause.name, text, reading.language, url, self.compare_url)

    def _draw(self, clause: ReadClause, within: Surroundings) -> SafeString:
        below = {one.key for one in clause.walk()}
        is_drawn_in_part = bool(self.drawn & below)
        self.drawn |= below
        return draw_alone(clause, within=within) if is_drawn_in_part else draw_clauses([clause], within=within)
