"""Looking back: what somebody did lately, and the posts they do it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from shishin.people.models import Person
from shishin.trail.reading import Line, entries_matching, lines_of

SHOWN = 5


def actor_of(person: Person) -> str:
    """The name under which the trail knows a person."""
    return f"person:{person.uuid}"


def done_lately(person: Person) -> Sequence[Line]:
    return lines_of(entries_matching(actor=actor_of(person))[:SHOWN], reader=person)


def posts_held(person: Person, day: date) -> list[tuple[str, str]]:
    """Role and organization of each post held on a day."""
    held = person.held_on(day)
    prefetch_related_objects(held, "post__role__dated_names", "post__organization__dated_names")
    return list(dict.fromkeys((row.post.role.name_on(day), row.post.organization.name_on(day)) for row in held))
