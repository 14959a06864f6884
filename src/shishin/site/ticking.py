"""Ticking: what the clock does every few seconds. What depends on a date is computed when read, never here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.consultations.tasks import count_waiting_voices, queue_retention
from shishin.desk.queueing import queue_digests
from shishin.kit.file_sizes import sweep_sizes
from shishin.kit.jobs import sweep_jobs
from shishin.site.health import ask_for_sign
from shishin.site.reaping import reap_tasks
from shishin.trail.leaving import due_ways
from shishin.trail.public_changes import sweep_public_changes
from shishin.trail.sealing import seal_all
from shishin.trail.tasks import send_checkpoints_of

KEEP_FINISHED_TASKS = timedelta(days=30)
ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """What one turn of the clock did, in rows."""

    sealed: int
    reaped: int
    cleared: int
    queued: int
    checkpoints: int = 0
    counted: int = 0
    retentions: int = 0

    def __str__(self) -> str:
        return f"Sealed {self.sealed} entries, queued {self.queued} mails, put back {self.reaped} tasks, cleared {self.cleared} old rows."


def tick() -> Tick:
    """One turn: seal what has no place yet, count what was said, put back lost tasks, clear what has run out, ask for a sign of the worker and for the
    work of the day: mails, checkpoint, retention."""
    now = timezone.now()
    seals = seal_all()
    reaped = reap_tasks(now=now)
    sessions, _per_model = Session.objects.filter(expire_date__lt=now).delete()
    tasks, _per_model = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_FINISHED_TASKS).delete()
    ask_for_sign(now)
    queued = queue_digests(now, hour=settings.DIGEST_HOUR, days=settings.DIGEST_DAYS)
    return Tick(
        sealed=sum(seal.entries for seal in seals),
        reaped=reaped,
        cleared=sessions + tasks + sweep_public_changes() + sweep_jobs(now) + sweep_sizes(now),
        queued=queued,
        checkpoints=queue_checkpoints(now),
        counted=count_waiting_voices(),
        retentions=queue_retention(now),
    )


def queue_checkpoints(now: datetime) -> int:
    """Ask the worker once a day for the checkpoint that leaves the site, and every hour again while one did not leave."""
    day = timezone.localdate(now)
    asked = DBTaskResult.objects.filter(task_path=send_checkpoints_of.module_path, enqueued_at__gt=now - ASK_AGAIN)
    if asked.exists() or not due_ways(day):
        return 0
    send_checkpoints_of.enqueue(day.isoformat())
    return 1
