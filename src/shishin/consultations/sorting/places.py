"""Places: what the clauses are called that opinions can be about, as the newest draft of the consultation has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.core.cache import cache
from django.utils.translation import get_language

from shishin.consultations.models import Consultation, Round
from shishin.guidelines.editions.clauses import read_several
from shishin.guidelines.editions.naming import clause_name

KEPT_SECONDS = 300
"""A published draft is fixed; only a translation may come."""


class Place(NamedTuple):
    key: str
    name: str


def rounds_of(consultation: Consultation) -> list[Round]:
    """With the texts that they show."""
    return list(consultation.rounds.select_related("draft__document"))


def places_in(rounds: Iterable[Round]) -> Mapping[str, Place]:
    """By the line of the clause, in reading order; none where no round shows a text."""
    drafts = [held.draft for held in rounds if held.draft is not None]
    if not drafts:
        return {}
    draft = drafts[-1]
    name = f"consultations.sorting.places.{draft.uuid}.{draft.text_hash[:16]}.{get_language()}"
    places = cache.get(name)
    if places is None:
        clauses = read_several([draft], with_hashes=False, with_texts=True, with_labels=True)[draft.pk]
        places = {
            str(clause.line): Place(clause.key, clause_name(clause.cited, clause.source.heading, otherwise=clause.key))
            for clause in clauses
        }
        cache.set(name, places, KEPT_SECONDS)
    return places
