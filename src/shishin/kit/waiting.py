"""Waiting: one line of what waits for a person. Each package's `waiting.py` adds a source of these; the desk puts them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, why, until when, and the way to do it. `kind` groups the lines under a tab; `label` names that tab."""

    kind: str
    label: str
    title: str
    url: str
    button: str
    why: str = ""
    due: date | None = None
    count: int = 1
    """How many things the line stands for."""
    done: int | None = None
    """Of `count`, how many are done already; draws a bar."""
    is_for_others: bool = False
    """It waits for somebody else, and this person wants to know."""


Source = Callable[[Any, date], list[Waiting]]
"""What waits for a person on a day, in a fixed number of queries."""
_sources: dict[str, tuple[int, Source]] = {}


def source(*, order: int) -> Callable[[Source], Source]:
    """Add a source. Lines due on one day stand in the order of their sources."""

    def add(waiting_for: Source) -> Source:
        _sources[f"{waiting_for.__module__}.{waiting_for.__qualname__}"] = (order, waiting_for)
        return waiting_for

    return add


def all_that_waits(person: Any, day: date) -> list[Waiting]:
    """Oldest due first, and last of all what has no day."""
    ordered = [waiting_for for _order, waiting_for in sorted(_sources.values(), key=lambda added: added[0])]
    lines = [line for waiting_for in ordered for line in waiting_for(person, day)]
    return sorted(lines, key=lambda line: line.due or date.max)
