"""Keeping one's own account: the language of the interface, and where one is signed in."""

from __future__ import annotations

from django.db import transaction

from shishin.people.models import Person
from shishin.trail.recording import record


def choose_language(person: Person, *, language: str) -> None:
    """The language that follows a person to every machine. A taste, not an act: the trail does not hold it."""
    person.language = language
    person.save(update_fields=["language"])


@transaction.atomic
def sign_out_elsewhere(person: Person) -> None:
    """End every session of a person; the caller renews the one that asked."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    locked.renew_session_stamp()
    locked.save(update_fields=["session_stamp"])
    person.session_stamp = locked.session_stamp
    record("people.signed_out_elsewhere", about=person, who=person)
