"""Looking back: what somebody did lately, and the posts they do it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.utils.translation import ngettext

from shishin.people.models import Person
from shishin.trail.naming import Known, words_of
from shishin.trail.reading import Line, entries_matching, lines_of

LOOKED_AT = 50
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Done:
    """One thing somebody did, or the same thing several times in a row; of those, the last is named."""

    words: str
    thing: Known | None
    at: datetime


def actor_of(person: Person) -> str:
    """The name under which the trail knows a person."""
    return f"person:{person.uuid}"


def done_lately(person: Person) -> list[Done]:
    lines = lines_of(entries_matching(actor=actor_of(person))[:LOOKED_AT], reader=person)
    runs = (list(run) for _key, run in groupby(lines, key=lambda line: line.entry.key))
    return [_done(run) for run in runs][:SHOWN]


def posts_held(person: Person, day: date) -> list[tuple[str, str]]:
    """Role and organization of each post held on a day."""
    held = person.held_on(day)
    prefetch_related_objects(held, "post__role__dated_names", "post__organization__dated_names")
    return list(dict.fromkeys((row.post.role.name_on(day), row.post.organization.name_on(day)) for row in held))


def _done(run: Sequence[Line]) -> Done:
    last = run[0]
    # Only a name that somebody gave is worth showing, not the id it stands for.
    thing = last.thing if last.thing.label != last.entry.about else None
    return Done(_told(last.entry.key, len(run)), thing, last.entry.happened_at)


def _told(key: str, times: int) -> str:
    if times == 1:
        return words_of(key)
    return ngettext("%(deed)s (%(times)s time)", "%(deed)s (%(times)s times)", times) % {"deed": words_of(key), "times": times}
