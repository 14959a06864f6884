"""Loading: the two worked examples, told through the domain functions."""

from __future__ import annotations

from django.db import transaction

from shishin.people.models import Person

DEMO_PASSWORD = "shishin-demo"  # noqa: S105


@transaction.atomic
def load_demo() -> None:
    """Load both worked examples into an empty database, or nothing at all."""


def demo_accounts() -> list[Person]:
    """The accounts of the demo that may sign in, for the screen of `shishin run`."""
    return list(Person.objects.filter(is_demo=True, is_active=True).order_by("login_name"))
