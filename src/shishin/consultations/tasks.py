"""What consultations leave to the clock and to the worker."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.consultations.counting import count_voices
from shishin.consultations.models import Consultation, Voice
from shishin.consultations.saying.retaining import retain
from shishin.kit.background import task
from shishin.trail.public_changes import note_public_change


def count_waiting_voices() -> int:
    """Count what the form brought since, wherever there is any. Public pages show the figures: they are drawn again."""
    uncounted = Voice.objects.uncounted().filter(submission__round__consultation=OuterRef("pk"))
    counted = sum(count_voices(consultation) for consultation in Consultation.objects.filter(Exists(uncounted)).order_by("pk"))
    if counted:
        note_public_change()
    return counted


@task()
def retain_personal_data(day: str) -> int:
    """What is kept no longer on a day goes."""
    return retain(date.fromisoformat(day))


def queue_retention(now: datetime) -> int:
    """Ask the worker once a day."""
    day = timezone.localdate(now)
    begun = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    if DBTaskResult.objects.filter(task_path=retain_personal_data.module_path, enqueued_at__gte=begun).exists():
        return 0
    retain_personal_data.enqueue(day.isoformat())
    return 1
