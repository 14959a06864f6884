"""The secret address at which a person's calendar is fetched."""

from __future__ import annotations

from django.db import models

from shishin.kit.identity import Identified
from shishin.people.models import Person


class CalendarAddress(Identified):
    """The address is signed over `number`: renewing it raises the number, and the address before is dead. Nothing secret is stored."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)
    renewed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.number}"
