"""Places: what the clauses that opinions are about are called, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from shishin.consultations.models import Consultation, Round
from shishin.guidelines.access import editions_to_read
from shishin.guidelines.changes.edition_changes import begin_of_words
from shishin.guidelines.editions.clauses import PlainClause, read_several
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.models import Edition


@dataclass(frozen=True, slots=True)
class Place:
    """A clause as an edition has it. `line` lives on when the clause moves or is reworded."""

    line: str
    key: str
    label: str
    heading: str
    url: str

    def __str__(self) -> str:
        return clause_name(self.label, self.heading, otherwise=self.key)

    @property
    def name(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Places:
    """All clauses of a consultation's document that it is or may be about, in reading order of the newest edition."""

    by_line: Mapping[str, Place]

    def of(self, line: object) -> Place | None:
        return self.by_line.get(str(line)) if line else None

    def keyed(self, key: str) -> Place | None:
        return next((place for place in self.by_line.values() if place.key == key), None)

    def choices(self) -> list[tuple[str, str]]:
        return [(place.key, str(place)) for place in self.by_line.values()]

    def named(self, keys: Iterable[str]) -> Sequence[Place]:
        wanted = set(keys)
        return [place for place in self.by_line.values() if place.key in wanted]


def places_of(consultation: Consultation, *, reader: object = None) -> Places:
    """Of the drafts that were shown, the edition that the results went into, and the newest edition that the reader may read."""
    document = consultation.document
    if document is None:
        return Places({})
    rows = editions_to_read(reader).filter(document=document).select_related("document__numbering").order_by("-pk")
    shown = set(consultation.rounds.values_list("draft", flat=True)) | {consultation.edition_id}
    # The newest clause of a line says what it is called; older editions know what was dropped since.
    found: dict[str, Place] = {}
    for place, edition in enumerate(rows):
        if not place or edition.pk in shown:
            found = {**_places_in(edition), **found}
    return Places(found)


def rounds_of(consultation: Consultation) -> list[Round]:
    """With the texts that they show."""
    return list(consultation.rounds.select_related("draft__document__numbering"))


def places_in(rounds: Iterable[Round]) -> Mapping[str, Place]:
    """By the line of the clause, in reading order, as the newest draft of these rounds has them."""
    drafts = [held.draft for held in rounds if held.draft is not None]
    return _places_in(drafts[-1]) if drafts else {}


KEPT_SECONDS = 300
"""A published text is fixed; only a translation may come."""


def _places_in(edition: Edition) -> Mapping[str, Place]:
    """Kept for a while where the text can no longer change."""
    if edition.is_working:
        return _read(edition)
    name = f"consultations.places.{edition.uuid}.{edition.text_hash[:16]}.{get_language()}"
    places: Mapping[str, Place] | None = cache.get(name)
    if places is None:
        places = _read(edition)
        cache.set(name, places, KEPT_SECONDS)
    return places


def _read(edition: Edition) -> Mapping[str, Place]:
    clauses = read_several([edition], with_hashes=False, with_texts=True, labelled_in=get_language() or edition.source_language)[edition.pk]
    return {clause.line: _place(clause, edition) for clause in clauses}


def _place(clause: PlainClause, edition: Edition) -> Place:
    language = get_language() or ""
    words = clause.texts.get(language) or clause.source
    heading = begin_of_words(words.heading, words.body, language if language in clause.texts else clause.source_language)
    return Place(clause.line, clause.key, clause.label, heading, reverse("guidelines:clause", args=[edition.document.slug, clause.key]))
