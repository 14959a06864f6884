"""Who wants the list of what waits by mail, and on which day it last went out."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shishin.people.models import Person


class DigestChoiceQuerySet(models.QuerySet["DigestChoice"]):
    """Names for sets of choices. Reads only."""

    def on(self) -> DigestChoiceQuerySet:
        """Of people who may sign in and can be written to; whoever left gets no mail, whatever they once chose."""
        return self.filter(is_on=True, person__is_active=True).exclude(person__email="")

    def not_queued_on(self, day: date) -> DigestChoiceQuerySet:
        return self.filter(Q(queued_on=None) | Q(queued_on__lt=day))


class DigestChoice(models.Model):
    """Off until somebody turns it on. A day is claimed twice: by the clock that asks for the mail, and by the task that sends it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    is_on = models.BooleanField(_("by mail each working morning"), default=False)
    queued_on = models.DateField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    """Set before the mail is handed over: a worker that dies in between costs one mail and never sends two."""

    objects = DigestChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} {self.is_on}"
