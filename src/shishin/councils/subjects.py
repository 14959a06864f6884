"""Subjects: what decisions are about and what they led to, told by the packages that know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from shishin.councils.models import Decision
from shishin.kit.points import Point


class Subject(NamedTuple):
    """One thing that a decision led to, in words and with its address."""

    decision_id: int
    words: str
    url: str


subjects: Point[[Sequence[Decision], Any], Iterable[Subject]] = Point("councils.subjects")


def subjects_by_decision(decisions: Sequence[Decision], reader: Any) -> dict[int, list[Subject]]:
    """What decisions led to, as far as the reader may see it: one query a filler."""
    found: dict[int, list[Subject]] = {}
    for rows in subjects.ask(decisions, reader) if decisions else ():
        for row in rows:
            found.setdefault(row.decision_id, []).append(row)
    return found
