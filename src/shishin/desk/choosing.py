"""Choosing: whether somebody gets the list of what waits by mail."""

from __future__ import annotations

from django.db import transaction

from shishin.desk.errors import NowhereToSend
from shishin.desk.models import DigestChoice
from shishin.people.models import Person


@transaction.atomic
def choose_digest(person: Person, *, is_on: bool) -> DigestChoice:
    """Turn the daily mail on or off. A taste, not an act: the trail does not hold it."""
    choice, _is_new = DigestChoice.objects.select_for_update().get_or_create(person=person)
    if is_on and not person.email:
        raise NowhereToSend
    choice.is_on = is_on
    choice.save(update_fields=["is_on"])
    return choice


def wants_digest(person: Person) -> bool:
    return DigestChoice.objects.filter(person=person, is_on=True).exists()
