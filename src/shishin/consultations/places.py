"""Places: what the clauses that opinions are about are called, where they stand, and by which names they are meant in writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language, gettext

from shishin.consultations.models import Consultation, Opinion, Round
from shishin.guidelines.access import editions_to_read
from shishin.guidelines.changes.edition_changes import begin_of_words, first_words
from shishin.guidelines.editions.clauses import PlainClause, read_several
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.models import Edition
from shishin.kit.identity import compared_name

KEPT_SECONDS = 60
"""While many send or sort at once, nobody reads a text again. It is fixed; only a translation may come, and shows a minute later."""


@dataclass(frozen=True, slots=True)
class Place:
    """A clause as an edition has it. `line` lives on when the clause moves or is reworded; `chapter` is what the topmost above it is called."""

    line: str
    key: str
    label: str
    cited: str
    heading: str
    url: str
    chapter: str = ""
    words: str = ""
    """Its heading or its first line, however long."""

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return clause_name(self.cited, self.heading, otherwise=self.key)

    @property
    def in_full(self) -> str:
        """For papers and sheets, where there is room and no way to look it up."""
        return clause_name(self.cited, self.words or self.heading, otherwise=self.key)

    @property
    def short(self) -> str:
        """The number in full, as it is cited where no clause stands around it; without a number of its own, the name."""
        return self.cited if self.label else self.name


class Places(dict[str, Place]):
    """By line, in reading order."""

    def of(self, line: object) -> Place | None:
        return self.get(str(line)) if line else None

    def keyed(self, key: str) -> Place | None:
        return next((place for place in self.values() if place.key == key), None)

    def choices(self) -> list[tuple[str, str]]:
        return [(place.key, place.name) for place in self.values()]

    def named(self, keys: Iterable[str]) -> Sequence[Place]:
        wanted = set(keys)
        return [place for place in self.values() if place.key in wanted]

    @cached_property
    def by_name(self) -> Mapping[str, Place]:
        """By compared name: as printed, in full, with the heading, or the key. A name that two clauses have names neither.

        What is printed before a clause is its own: #5 is not the background under it, which is cited as #5 too.
        """
        printed, named = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for place in self.values():
            printed[compared_name(place.label)].add(place.line)
            for name in filter(None, (place.cited, place.name)):
                named[compared_name(name)].add(place.line)
        named |= {name: lines for name, lines in printed.items() if name}
        alone = {name: self[line] for name, (line, *others) in named.items() if not others}
        keys = {compared_name(place.key): place for place in self.values()}
        return {**{key: place for key, place in keys.items() if key not in named}, **alone}

    def unlike_others(self, place: Place) -> str:
        """Its name, or where another clause has the same one, its key."""
        named = self.by_name.get(compared_name(place.name))
        return place.name if named and named.line == place.line else place.key


class LikelyPlace(NamedTuple):
    """A clause that a machine finds an opinion to be about."""

    place: Place
    percent: int


def likely_places(opinion: Opinion, names: Mapping[str, Place]) -> list[LikelyPlace]:
    """The likeliest first; none where somebody said which clause it is about."""
    placing = None if opinion.place_id else getattr(opinion, "placing", None)
    keyed = {place.key: place for place in names.values()}
    links = (placing and placing.links) or ()
    return [LikelyPlace(keyed[link["key"]], round(100 * link["score"])) for link in links if link["key"] in keyed]


def name_of_place(place: Place | None) -> str:
    return place.name if place else gettext("The text as a whole")


def places_of(consultation: Consultation, *, reader: object = None) -> Places:
    """Of the drafts that were shown, the edition that the results went into, and the newest edition that the reader may read."""
    document = consultation.document
    if document is None:
        return Places()
    rows = editions_to_read(reader).filter(document=document).select_related("document__numbering").order_by("-pk")
    shown = set(consultation.rounds.values_list("draft", flat=True)) | {consultation.edition_id}
    # The newest clause of a line says what it is called; older editions know what was dropped since.
    found = Places()
    for place, edition in enumerate(rows):
        if not place or edition.pk in shown:
            found = Places({**_places_in(edition), **found})
    return found


def rounds_of(consultation: Consultation) -> list[Round]:
    """With the texts that they show."""
    return list(consultation.rounds.select_related("draft__document__numbering"))


def places_in(rounds: Iterable[Round]) -> Places:
    """As the newest draft of these rounds has them; none where they are about no text."""
    drafts = [held.draft for held in rounds if held.draft is not None]
    return _places_in(drafts[-1]) if drafts else Places()


def places_as_printed(held: Round) -> Places:
    """In the language that binds, as letters and files name them. What comes without a draft is about the newest of its consultation."""
    drafts = [one.draft for one in ([held] if held.draft_id else rounds_of(held.consultation)) if one.draft is not None]
    return _places_in(drafts[-1], drafts[-1].source_language) if drafts else Places()


def _places_in(edition: Edition, language: str = "") -> Places:
    """Kept for a while where the text can no longer change."""
    language = language or get_language() or edition.source_language
    if edition.is_working:
        return _read(edition, language)
    name = f"consultations.places.{edition.uuid}.{edition.text_hash[:16]}.{language}"
    places: Places | None = cache.get(name)
    if places is None:
        places = _read(edition, language)
        cache.set(name, places, KEPT_SECONDS)
    return places


def _read(edition: Edition, language: str) -> Places:
    found, chapter = Places(), ""
    for clause in read_several([edition], with_hashes=False, with_texts=True, labelled_in=language)[edition.pk]:
        url = reverse("guidelines:clause", args=[edition.document.slug, clause.key])
        written = _written(clause, language)
        heading = begin_of_words(*written)
        if clause.parent is None:
            chapter = clause_name(clause.cited, heading, otherwise=clause.key)
        found[clause.line] = Place(clause.line, clause.key, clause.label, clause.cited, heading, url, chapter, first_words(*written))
    return found


def _written(clause: PlainClause, language: str) -> tuple[str, str, str]:
    """Heading and body in a language, or in the one that binds."""
    if words := clause.texts.get(language):
        return words.heading, words.body, language
    return clause.source.heading, clause.source.body, clause.source_language
