"""Queueing: from the hour on, the worker is asked once a day for the mail of each person who wants it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shishin.desk.models import DigestChoice
from shishin.desk.tasks import mail_digest


def queue_digests(now: datetime, *, hour: int, days: Collection[int]) -> int:
    """How many were asked for. Days are those of the week, Monday 1 to Sunday 7."""
    local = timezone.localtime(now)
    if local.isoweekday() not in days or local.hour < hour:
        return 0
    wanted = DigestChoice.objects.on().not_queued_on(local.date()).values_list("pk", "person__uuid")
    return sum(_queue(pk, person=str(uuid), day=local.date()) for pk, uuid in wanted)


@transaction.atomic
def _queue(choice: int, *, person: str, day: date) -> int:
    # The condition keeps two clocks apart: only one of them changes the row.
    claimed = DigestChoice.objects.filter(pk=choice).not_queued_on(day).update(queued_on=day)
    if claimed:
        mail_digest.enqueue(person, day.isoformat())
    return claimed
