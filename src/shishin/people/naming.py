"""Naming: whatever has dated names gets the next one from a day, or has one corrected."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from shishin.people.errors import NamedFromThatDay, NoName
from shishin.trail.recording import Acting, record


def clean_names(names: dict[str, str]) -> dict[str, str]:
    """Names by language without empty ones; at least one is needed."""
    given = {language: name.strip() for language, name in names.items() if name and name.strip()}
    if not given:
        raise NoName
    return given


def first_name(thing: Any, *, names: dict[str, str], valid_from: date) -> None:
    """The name something is made with; the entry about its making names it."""
    thing.dated_names.create(names=clean_names(names), valid_from=valid_from)


class Keys(NamedTuple):
    """What the trail calls the two ways in which a name changes, each key whole so that it can be searched for."""

    renamed: str
    corrected: str


def give_name(thing: Any, *, names: dict[str, str], valid_from: date, by: Acting, keys: Keys, is_correction: bool = False) -> None:
    """From a day on, something is called otherwise. A correction replaces the words of a name, never its day.

    The caller holds the transaction and the lock.
    """
    given = clean_names(names)
    there = thing.dated_names.filter(valid_from=valid_from).first()
    if there is None:
        thing.dated_names.create(names=given, valid_from=valid_from)
        record(keys.renamed, about=thing, who=by, names=given, valid_from=valid_from.isoformat())
    elif not is_correction:
        raise NamedFromThatDay(thing=thing, day=valid_from)
    elif there.names != given:
        before, there.names = there.names, given
        there.save(update_fields=["names"])
        record(keys.corrected, about=thing, who=by, names=given, before=before, valid_from=valid_from.isoformat())
