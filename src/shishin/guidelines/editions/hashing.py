"""Hashing: one number that stands for the fixed words of a clause or of a whole edition."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model

from shishin.guidelines.models import ATTRIBUTES, Change, Clause, ClauseText, Edition
from shishin.texts.manuscript import Passage
from shishin.trail.recording import canonical

HASHED_FROM_THE_START = frozenset({"kind", "force", "is_hard_gate", "is_vacated", "is_branch", "applicability"})


def content_hash(*, heading: str, body: str, summary: str) -> str:
    """The hash of a clause in one language. A translation keeps the one of the source it was made from."""
    return _hash({"heading": heading, "body": body, "summary": summary})


def hash_of(passage: Passage) -> str:
    return content_hash(heading=passage.heading, body=passage.body, summary=passage.summary)


def edition_hash(edition: Edition) -> str:
    """The hash of all that is fixed: clauses in order, their words in the language that binds, and the changes with their reasons."""
    return edition_hashes([edition])[edition.pk]


def edition_hashes(editions: Collection[Edition]) -> dict[int, str]:
    """The hashes of several editions by their number: five queries whatever their number and size."""
    clauses, changes = _clauses(editions), _changes(editions)
    return {
        one.pk: _hash({"form": 1, "language": one.source_language, "clauses": clauses[one.pk], "changes": changes[one.pk]})
        for one in editions
    }


def is_stale(translation: ClauseText, *, source: ClauseText | None) -> bool:
    """Whether the source has moved since the translation was made."""
    return bool(translation.source_hash) and source is not None and translation.source_hash != source.content_hash


def _clauses(editions: Collection[Edition]) -> defaultdict[int, list[dict[str, Any]]]:
    words: dict[int, tuple[str, str, str]] = {}
    texts = ClauseText.objects.binding().filter(clause__edition__in=editions).newest()
    for clause, heading, body, summary in texts.values_list("clause", "heading", "body", "summary"):
        words[clause] = (heading, body, summary)
    rows = (
        Clause.objects.filter(edition__in=editions)
        .order_by("edition_id", "position")
        .values("pk", "edition_id", "line__key", "depth", *ATTRIBUTES)
    )
    clauses: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        heading, body, summary = words.get(row["pk"], ("", "", ""))
        clauses[row["edition_id"]].append(
            {
                "key": row["line__key"],
                "depth": row["depth"],
                **_attributes(row),
                "heading": heading,
                "body": body,
                "summary": summary,
            }
        )
    return clauses


def _attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    """One that came later counts where it is set, so that no text that stood before has another hash."""
    return {name.removeprefix("is_"): row[name] for name in ATTRIBUTES if name in HASHED_FROM_THE_START or row[name]}


def _changes(editions: Collection[Edition]) -> defaultdict[int, list[dict[str, Any]]]:
    changes: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = list(Change.objects.filter(edition__in=editions).values("pk", "edition_id", "kind", "is_substantive", "reason__words"))
    if not rows:
        return changes
    before, after = keys_of_changes(Change.before.through, editions), keys_of_changes(Change.after.through, editions)
    for row in rows:
        changes[row["edition_id"]].append(
            {
                "kind": row["kind"],
                "substantive": row["is_substantive"],
                "reason": row["reason__words"] or {},
                "before": sorted(before[row["pk"]]),
                "after": sorted(after[row["pk"]]),
            }
        )
    for of_one in changes.values():
        # The order in which changes were written down says nothing, so it must not count.
        of_one.sort(key=canonical)
    return changes


def keys_of_changes(through: type[Model], editions: Collection[Edition]) -> defaultdict[int, list[str]]:
    """The keys on one side of each change, in the order in which they were written down."""
    keys: defaultdict[int, list[str]] = defaultdict(list)
    rows = through._default_manager.filter(change__edition__in=editions).order_by("pk")
    for change, key in rows.values_list("change", "clause__line__key"):
        keys[change].append(key)
    return keys


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
