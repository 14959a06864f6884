"""Places: the clauses of a round's draft that somebody can speak on, and the text that stands beside a box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from shishin.consultations.models import Round
from shishin.guidelines.changes.edition_changes import changed
from shishin.guidelines.editions.clauses import texts_and_hashes_of
from shishin.guidelines.editions.naming import LONGEST_NAME, clause_name
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.drawing import Surroundings, draw_alone, draw_clauses
from shishin.guidelines.reading.edition_pages import compare_url
from shishin.guidelines.reading.editions import ReadClause, Reading, read_edition
from shishin.texts.plain_lines import plain_lines

KEPT_SECONDS = 60
"""While many send at once, nobody reads the draft again. It is fixed; only a translation may come, and shows a minute later."""


@dataclass(frozen=True, slots=True)
class ClauseToSayOn:
    """A clause as it is chosen: by its key on the form, by its line in what is kept."""

    key: str
    line: str
    name: str
    chapter: str
    is_changed: bool


Places = Mapping[str, ClauseToSayOn]
"""By key, in reading order."""
Choices = Sequence[tuple[str, Sequence[tuple[str, str]] | str]]


def places_in(held: Round) -> Places:
    """Of the draft of a round; none where it is about no text."""
    draft = held.draft
    if draft is None:
        return {}
    name = f"consultations.said_on.{draft.uuid}.{draft.text_hash[:16]}.{get_language()}"
    places = cache.get(name)
    if places is None:
        places = _places(draft)
        cache.set(name, places, KEPT_SECONDS)
    return places


def _places(draft: Edition) -> dict[str, ClauseToSayOn]:
    now_changed = {clause.key for change in changed(draft).changes for clause in change.after}
    places: dict[str, ClauseToSayOn] = {}
    for top in read_draft(draft).tops:
        chapter = _name(top)
        for clause in top.walk():
            places[clause.key] = ClauseToSayOn(clause.key, clause.line, _name(clause), chapter, clause.key in now_changed)
    return places


def _name(clause: ReadClause) -> str:
    begin = clause.plain_heading or next(iter(plain_lines(clause.text.body, language=clause.text.language)), "")
    return clause_name(clause.cited, begin if len(begin) <= LONGEST_NAME else f"{begin[:LONGEST_NAME]}…", otherwise=gettext("A clause"))


def read_draft(draft: Edition) -> Reading:
    """In the language of the page, where it is translated: two queries."""
    texts, hashes = texts_and_hashes_of(draft)
    return read_edition(draft, language=get_language() or draft.source_language, hashes=hashes, texts=texts)


def choices_of(places: Places) -> Choices:
    """The whole, then what the draft changes, then all else by chapter."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places.values():
        group = gettext("What the draft changes") if place.is_changed else place.chapter
        groups.setdefault(group, []).append((place.key, place.name))
    first = gettext("What the draft changes")
    ordered = sorted(groups.items(), key=lambda group: group[0] != first)
    return [("", gettext("The text as a whole")), *ordered]


def name_of(key: str, places: Places) -> str:
    place = places.get(key)
    return place.name if place else gettext("The text as a whole")


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
    reading, drawing = read_draft(held.draft), _Drawing(held.draft)
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
