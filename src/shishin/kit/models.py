"""Tables of what the worker does for somebody (jobs, and the files they were given), and of what files weigh that are made on demand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

BEAT_EVERY = timedelta(seconds=1)
SILENCE = timedelta(minutes=2)
"""Who works on a job gives a sign every second or so: after so long without one the worker is dead."""
STALLED = timedelta(minutes=10)
"""For so long a job may wait for a worker, or for another one."""


class Stopped(Exception):
    """Whoever began the job does not want it any more, or another worker goes on with it."""


def name_of(thing: models.Model) -> str:
    """By what a job is found at the thing that it is about."""
    return f"{thing._meta.label_lower}:{thing.pk}"


class JobQuerySet(models.QuerySet["Job"]):
    """Names for sets of jobs."""

    def of(self, reader: Any) -> JobQuerySet:
        """Those that the reader began; nobody else sees them."""
        return self.filter(by=str(reader.pk)) if reader.is_authenticated else self.none()

    def about(self, thing: models.Model) -> JobQuerySet:
        """The newest first."""
        return self.filter(about=name_of(thing)).order_by("-pk")

    def going_on(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def silent(self, now: datetime, *, since: timedelta = SILENCE) -> JobQuerySet:
        """Those at which nobody was seen to work for so long."""
        return self.going_on().alias(seen_at=Coalesce("beat_at", "began_at")).filter(seen_at__lt=now - since)


class Job(models.Model):
    """Something that takes longer than a page may, done by the worker. It ends done, refused, stopped or failed, once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"
        STOPPED = "stopped"
        FAILED = "failed"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    by = models.CharField(max_length=80, db_index=True)
    about = models.CharField(max_length=200, blank=True, db_index=True)
    language = models.CharField(max_length=20)
    given = models.JSONField(default=dict)
    address = models.CharField(max_length=500)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    is_unwanted = models.BooleanField(default=False)
    result: models.JSONField[Any, Any] = models.JSONField(null=True)
    code = models.CharField(max_length=80, blank=True)
    message = models.TextField(blank=True)
    way_out = models.TextField(blank=True)
    began_at = models.DateTimeField(default=timezone.now, db_index=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.uuid])

    @property
    def has_ended(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def has_kept_some(self) -> bool:
        """Whether what it did so far stays, and it can go on from there."""
        return self.cursor is not None

    @property
    def is_silent(self) -> bool:
        """Whether its worker gave no sign for so long that it is taken for dead."""
        return self.state == self.State.RUNNING and self.beat_at is not None and timezone.now() - self.beat_at > SILENCE

    def step(self, done: int, of: int, *, cursor: Any = None) -> None:
        """So much is done. After a crash the job begins again at the cursor, which is kept with whatever is done in the same transaction.

        Without a cursor it is written down once a second. Where nobody wants the job any more it ends here.
        """
        self.done, self.of = done, of
        if cursor is not None:
            self.cursor = cursor
            self._keep(done=done, of=of, cursor=cursor)
        self.look()

    def look(self) -> None:
        """Whether it is still wanted, and the sign that somebody works on it: whoever works for long asks now and then."""
        now = timezone.now()
        if self.beat_at is None or now - self.beat_at >= BEAT_EVERY or 0 < self.of == self.done:
            self._keep(done=self.done, of=self.of, beat_at=now)
        if Job.objects.filter(pk=self.pk, is_unwanted=True).exists():
            raise Stopped

    def _keep(self, **values: Any) -> None:
        """While it is this worker's: one that was taken for dead, and was not, stops here."""
        for name, value in values.items():
            setattr(self, name, value)
        if not Job.objects.going_on().filter(pk=self.pk, tries=self.tries).update(**values):
            raise Stopped

    def claim(self) -> bool:
        """Whether it is still to be done, once more where a worker died over it."""
        values = {"state": self.State.RUNNING, "tries": F("tries") + 1, "beat_at": timezone.now()}
        claimed = Job.objects.going_on().filter(pk=self.pk).update(**values)
        self.refresh_from_db()
        return bool(claimed)

    def end(self, state: str, *, now: datetime, result: Any = None, message: str = "", way_out: str = "", code: str = "") -> None:
        """It ends once, and what it was given is kept no longer."""
        ended = Job.objects.going_on().filter(pk=self.pk, tries=self.tries)
        if ended.update(state=state, ended_at=now, done=self.done, result=result, message=message, way_out=way_out, code=code):
            self.files.all().delete()
        self.refresh_from_db()


class JobFile(models.Model):
    """A file that a job was given, until the job has ended."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    name = models.CharField(max_length=500)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class FileSize(models.Model):
    """How much a file weighed when it was made the last time."""

    made_of = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
