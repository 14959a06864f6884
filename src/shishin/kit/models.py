"""Tables of what the worker does for somebody: jobs, and the files they were given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone


class Stopped(Exception):
    """Whoever began the job does not want it any more."""


class JobQuerySet(models.QuerySet["Job"]):
    """Names for sets of jobs."""

    def of(self, reader: Any) -> JobQuerySet:
        """Those that the reader began; nobody else sees them."""
        return self.filter(by=str(reader.pk)) if reader.is_authenticated else self.none()

    def going_on(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])


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

    def step(self, done: int, of: int, *, cursor: Any = None) -> None:
        """So much is done. After a crash the job begins again at the cursor; where nobody wants it any more it ends here."""
        self.done, self.of, self.cursor = done, of, cursor
        self.save(update_fields=["done", "of", "cursor"])
        self.look()

    def look(self) -> None:
        """Whether it is still wanted: whoever works for long asks now and then."""
        if Job.objects.filter(pk=self.pk, is_unwanted=True).exists():
            raise Stopped

    def claim(self) -> bool:
        """Whether it is still to be done, once more where a worker died over it."""
        claimed = Job.objects.going_on().filter(pk=self.pk).update(state=self.State.RUNNING, tries=F("tries") + 1)
        self.refresh_from_db()
        return bool(claimed)

    def end(self, state: str, *, now: datetime, result: Any = None, message: str = "", way_out: str = "", code: str = "") -> None:
        """It ends once, and what it was given is kept no longer."""
        ended = Job.objects.going_on().filter(pk=self.pk)
        ended.update(state=state, ended_at=now, result=result, message=message, way_out=way_out, code=code)
        self.files.all().delete()
        self.refresh_from_db()


class JobFile(models.Model):
    """A file that a job was given, until the job has ended."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    name = models.CharField(max_length=500)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
