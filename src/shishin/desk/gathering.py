"""Gathering: what waits for a person, over all packages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shishin.councils.waiting import waiting_for as councils
from shishin.guidelines.waiting import waiting_for as guidelines
from shishin.kit.waiting import Waiting
from shishin.people.models import Person
from shishin.people.waiting import waiting_for as people

SOURCES: tuple[Callable[[Person, date], list[Waiting]], ...] = (councils, guidelines, people)
"""Each package answers for itself; the order of lines on one day follows the order here."""


def gather(person: Person, day: date) -> list[Waiting]:
    """All that waits, oldest due first, and last of all what has no day."""
    lines = [line for waiting_for in SOURCES for line in waiting_for(person, day)]
    return sorted(lines, key=lambda line: line.due or date.max)
