"""Formation: how an edition came about, from the adopted one before it, as one timeline. Higher packages add what they know by the point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from shishin.guidelines.editions.naming import StateTag
from shishin.guidelines.models import Edition
from shishin.kit.points import Point

LONG = 12
"""A timeline with more events than this is told year by year."""
ORDER = ("referral", "meeting", "report", "answer", "draft", "decision", "adoption", "publication", "force", "withdrawal")
"""What of one day comes first; kinds of other packages stand before the decision."""


@dataclass(frozen=True, slots=True)
class FormationEvent:
    """One thing that happened on a day. `label` says what sort of thing, `count` how many it stands for."""

    kind: str
    label: str
    day: date
    words: str
    url: str = ""
    note: str = ""
    tag: StateTag | None = None
    count: int = 1


events: Point[[Sequence[Edition], Any], Iterable[FormationEvent]] = Point("guidelines.formation.events")
"""Asked with the editions on the way, oldest first, and the reader; a filler answers only what that reader may see, with one query."""


@dataclass(frozen=True, slots=True)
class Formation:
    """The whole way, in the order of the days, and what is not on record."""

    events: Sequence[FormationEvent]
    gaps: Sequence[tuple[str, str]]
    """What is missing, and in words that it is."""

    @property
    def by_year(self) -> list[tuple[int | None, list[FormationEvent]]]:
        """Under no heading where the way is short or lies in one year."""
        years = [(year, list(rows)) for year, rows in groupby(self.events, key=lambda event: event.day.year)]
        if len(self.events) <= LONG or len(years) == 1:
            return [(None, list(self.events))] if self.events else []
        return list(years)


def in_day_order(found: Iterable[FormationEvent]) -> list[FormationEvent]:
    return sorted(found, key=lambda event: (event.day, ORDER.index(event.kind) if event.kind in ORDER else ORDER.index("draft")))


def events_of_others(editions: Sequence[Edition], *, reader: Any) -> list[FormationEvent]:
    return [event for answer in events.ask(editions, reader) for event in answer]
