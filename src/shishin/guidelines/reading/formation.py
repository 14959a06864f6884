"""Formation: how an edition came about, from the adopted one before it, as one timeline. Higher packages add what they know by the point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from shishin.guidelines.models import Edition
from shishin.kit.points import Point
from shishin.kit.timeline import Event

LONG = 12
"""A timeline with more events than this is told year by year."""
ORDER = (
    *("referral", "meeting", "report", "answer", "draft", "round", "results"),
    *("decision", "adoption", "publication", "force", "withdrawal"),
)
"""What of one day comes first; sorts of other packages stand before the decision."""


class FormationEvent(NamedTuple):
    """One thing that happened on a day. Its sort says what of one day comes first."""

    sort: str
    event: Event

    @property
    def place(self) -> tuple[date, int]:
        return self.event.day or date.max, ORDER.index(self.sort if self.sort in ORDER else "draft")


events: Point[[Sequence[Edition], Any], Iterable[FormationEvent]] = Point("guidelines.formation.events")
"""Asked with the editions on the way, oldest first, and the reader; a filler answers only what that reader may see, with one query."""


@dataclass(frozen=True, slots=True)
class Formation:
    """The whole way, in the order of the days, and what is not on record."""

    events: Sequence[Event]
    gaps: Sequence[Event]

    @property
    def by_year(self) -> list[tuple[int | None, list[Event]]]:
        """Under no heading where the way is short or lies in one year."""
        years = [(year, list(rows)) for year, rows in groupby(self.events, key=lambda event: event.day and event.day.year)]
        if len(self.events) <= LONG or len(years) == 1:
            return [(None, list(self.events))] if self.events else []
        return list(years)


def in_day_order(found: Iterable[FormationEvent]) -> list[FormationEvent]:
    return sorted(found, key=lambda one: one.place)


def events_of_others(editions: Sequence[Edition], *, reader: Any) -> list[FormationEvent]:
    return [event for answer in events.ask(editions, reader) for event in answer]
