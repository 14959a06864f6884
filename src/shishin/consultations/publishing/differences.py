"""Differences: what changed from the draft that was consulted on to the edition that the results went into, with reasons (行政手続法 §43(1)4)."""

from __future__ import annotations

from typing import NamedTuple

from shishin.consultations.publishing.publishing import steps_to
from shishin.consultations.publishing.results import Results
from shishin.guidelines.changes.edition_changes import changed_in, what_became
from shishin.guidelines.models import Edition
from shishin.kit.identity import in_language


class Difference(NamedTuple):
    clause: str
    what: str
    reason: str


def differences_of(results: Results) -> list[Difference]:
    """In reading order, the steps between the two one after the other. Formal changes without a reason are left out."""
    edition = results.consultation.edition
    if edition is None:
        return []
    steps = list(Edition.objects.filter(pk__in=steps_to(edition, results.consultation)).select_related("started_from").order_by("pk"))
    changes = [change for step in changed_in(steps).values() for change in step.changes if change.is_substantive]
    return [
        Difference(place.in_full if place else change.key, what_became(change), in_language(change.words))
        for change, place in ((change, results.places.of(change.key_clause.line)) for change in changes)
    ]
