"""The least that is valid: somebody for whom something waits, however much."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.timezone import localdate

from shishin.councils.tests.makers import make_referral
from shishin.desk.models import DigestChoice
from shishin.people.models import Person
from shishin.people.tests.makers import make_owner, make_person


def make_waiting(count: int = 1) -> None:
    """Invitations that ran out: each waits for whoever keeps the accounts."""
    long_ago = timezone.now() - timedelta(days=30)
    for number in range(count):
        make_person(f"late-{number}", name=f"Late {number}", password_is_set=False, email="", invited_at=long_ago)


def make_asked(count: int = 1, *, due_in: int = 3) -> None:
    """Referrals that wait for a report of whoever keeps the bodies."""
    for _number in range(count):
        make_referral(due_on=localdate() + timedelta(days=due_in))


def make_reader(login_name: str = "reader", *, is_on: bool = True, **fields: object) -> Person:
    """An owner of the site who has the list sent by mail."""
    person = make_owner(login_name)
    Person.objects.filter(pk=person.pk).update(**fields)
    person.refresh_from_db()
    DigestChoice.objects.create(person=person, is_on=is_on)
    return person
