"""Labelling: where the clauses of editions stand and what their numbers are, many editions in one query."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache

from shishin.guidelines.models import Clause, Edition
from shishin.texts.numbering.labels import Label, labels
from shishin.trail.recording import canonical


@dataclass(frozen=True, slots=True)
class Place:
    """A clause without its words: enough to number it and to see whether it stands as it stood."""

    pk: int
    edition: int
    line: UUID
    parent: int | None
    depth: int
    kind: str
    force: str
    is_hard_gate: bool
    is_vacated: bool
    is_branch: bool
    applicability: Mapping[str, Sequence[str]]

    @property
    def bearing(self) -> tuple[str, str, bool, str]:
        """What binds besides the words."""
        return self.kind, self.force, self.is_hard_gate, canonical(dict(self.applicability))


FIELDS = ("pk", "edition_id", "line_id", "parent_id", "depth", "kind", "force", "is_hard_gate", "is_vacated", "is_branch", "applicability")


def places_of(editions: Collection[int]) -> dict[int, list[Place]]:
    """The clauses of each edition in reading order, in one query."""
    found: defaultdict[int, list[Place]] = defaultdict(list)
    for row in Clause.objects.filter(edition__in=editions).order_by("edition_id", "position").values_list(*FIELDS):
        found[row[1]].append(Place(*row))
    return found


def labels_of(places: Sequence[Any], rules: Mapping[str, Any]) -> dict[int, str]:
    """The label that stands beside each clause of one edition, by the clause's number in the database."""
    return {clause: label.short for clause, label in both_labels_of(places, rules).items()}


def both_labels_of(places: Sequence[Any], rules: Mapping[str, Any]) -> dict[int, Label]:
    """The label beside each clause and the one it is cited by."""
    return dict(zip((place.pk for place in places), labels(places, rules), strict=True))


def kept_name(what: str, edition: Edition, rules: Mapping[str, Any]) -> str:
    """Under which name something worked out from a fixed edition is kept. Another numbering is another name."""
    numbered = hashlib.sha256(canonical(dict(rules)).encode()).hexdigest()[:12]
    return f"guidelines.{what}.{edition.uuid}.{edition.text_hash[:16]}.{numbered}"


def labels_in(editions: Collection[Edition]) -> dict[int, str]:
    """What the clauses of several editions are cited by. One query for those not kept; documents come with their numbering."""
    names = {kept_name("labels", edition, edition.document.numbering.rules): edition for edition in editions if not edition.is_working}
    kept: dict[str, dict[int, str]] = cache.get_many(names)
    found = {clause: label for cited in kept.values() for clause, label in cited.items()}
    known = {names[name].pk for name in kept}
    missing = [edition for edition in editions if edition.pk not in known]
    places = places_of([edition.pk for edition in missing]) if missing else {}
    for edition in missing:
        fresh = both_labels_of(places.get(edition.pk, []), edition.document.numbering.rules)
        cited = {clause: label.cited for clause, label in fresh.items()}
        found.update(cited)
        if not edition.is_working:
            cache.set(kept_name("labels", edition, edition.document.numbering.rules), cited, timeout=None)
    return found
