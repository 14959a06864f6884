"""Labelling: what the numbers of clauses are, many editions in one query."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.core.cache import cache

from shishin.guidelines.editions.clauses import read_several
from shishin.guidelines.models import Edition
from shishin.trail.recording import canonical


def cache_key(what: str, edition: Edition, rules: Mapping[str, Any]) -> str:
    """Under which name something worked out from a fixed edition is kept. Another numbering is another name."""
    numbered = hashlib.sha256(canonical(dict(rules)).encode()).hexdigest()[:12]
    return f"guidelines.{what}.{edition.uuid}.{edition.text_hash[:16]}.{numbered}"


def labels_in(editions: Collection[Edition]) -> dict[int, str]:
    """What the clauses of several editions are cited by. One query for those not kept; documents come with their numbering."""
    names = {cache_key("labels", edition, edition.document.numbering.rules): edition for edition in editions if not edition.is_working}
    kept: dict[str, dict[int, str]] = cache.get_many(names)
    found = {clause: label for cited in kept.values() for clause, label in cited.items()}
    known = {names[name].pk for name in kept}
    missing = [edition for edition in editions if edition.pk not in known]
    clauses = read_several(missing, with_hashes=False, with_labels=True) if missing else {}
    for edition in missing:
        cited = {clause.pk: clause.cited for clause in clauses[edition.pk]}
        found.update(cited)
        if not edition.is_working:
            cache.set(cache_key("labels", edition, edition.document.numbering.rules), cited, timeout=None)
    return found
