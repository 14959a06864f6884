"""Hashing: one number that stands for the fixed words of a clause or of a whole edition."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from django.db.models import Model

from shishin.guidelines.models import Change, Clause, ClauseText, Edition
from shishin.trail.recording import canonical


def content_hash(*, heading: str, body: str, summary: str) -> str:
    """The hash of a clause in one language. A translation keeps the one of the source it was made from."""
    return _hash({"heading": heading, "body": body, "summary": summary})


def edition_hash(edition: Edition) -> str:
    """The hash of all that is fixed: clauses in order, their words in the language that binds, and the changes with their reasons."""
    return _hash({"form": 1, "language": edition.source_language, "clauses": _clauses(edition), "changes": _changes(edition)})


def is_stale(translation: ClauseText, *, source: ClauseText | None) -> bool:
    """Whether the source has moved since the translation was made."""
    return bool(translation.source_hash) and source is not None and translation.source_hash != source.content_hash


def _clauses(edition: Edition) -> list[dict[str, Any]]:
    words: dict[int, tuple[str, str, str]] = {}
    texts = ClauseText.objects.filter(clause__edition=edition, language=edition.source_language).newest()
    for clause, heading, body, summary in texts.values_list("clause", "heading", "body", "summary"):
        words[clause] = (heading, body, summary)
    rows = (
        Clause.objects.filter(edition=edition)
        .order_by("position")
        .values("pk", "line__key", "depth", "kind", "force", "is_hard_gate", "is_vacated", "is_branch", "applicability")
    )
    clauses = []
    for row in rows:
        heading, body, summary = words.get(row["pk"], ("", "", ""))
        clauses.append(
            {
                "key": row["line__key"],
                "depth": row["depth"],
                "kind": row["kind"],
                "force": row["force"],
                "hard_gate": row["is_hard_gate"],
                "vacated": row["is_vacated"],
                "branch": row["is_branch"],
                "applicability": row["applicability"],
                "heading": heading,
                "body": body,
                "summary": summary,
            }
        )
    return clauses


def _changes(edition: Edition) -> list[dict[str, Any]]:
    rows = list(Change.objects.filter(edition=edition).values("pk", "kind", "is_substantive", "reason__words"))
    if not rows:
        return []
    before, after = _keys(Change.before.through, edition), _keys(Change.after.through, edition)
    changes = [
        {
            "kind": row["kind"],
            "substantive": row["is_substantive"],
            "reason": row["reason__words"] or {},
            "before": sorted(before[row["pk"]]),
            "after": sorted(after[row["pk"]]),
        }
        for row in rows
    ]
    # The order in which changes were written down says nothing, so it must not count.
    return sorted(changes, key=canonical)


def _keys(through: type[Model], edition: Edition) -> defaultdict[int, list[str]]:
    keys: defaultdict[int, list[str]] = defaultdict(list)
    for change, key in through._default_manager.filter(change__edition=edition).values_list("change", "clause__line__key"):
        keys[change].append(key)
    return keys


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
