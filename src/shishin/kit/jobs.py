"""Jobs: what the worker does for a person who waits. It says how far it is, may be stopped, and goes on where a dead worker left it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from select import select
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone, translation

from shishin.kit.background import task
from shishin.kit.ending import end_with
from shishin.kit.errors import Refusal
from shishin.kit.form_page import Attempt, attempt
from shishin.kit.models import SILENCE, STALLED, Job, JobFile, JobQuerySet, Stopped, name_of
from shishin.kit.request_log import note_refusal

Work = Callable[[Job, Any], Any]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
TRIES = 3
KEPT = timedelta(days=1)
LONGEST = timedelta(minutes=45)
"""What nobody worked on for so long is nobody's any more."""
PATIENCE = 1.5
"""Seconds for which a page waits, so that what is quick is there at once."""

LOOK_EVERY = 0.5
"""Seconds after which a job with a process of its own asks whether it is still wanted."""
KEPT_LINES = 20

_kinds: dict[str, Work] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """`@job("shop.count") def count(job, cursor)`: what it returns is plain data, kept for a day; its module is imported in `AppConfig.ready()`."""

    def register(work: Work) -> Work:
        if _kinds.setdefault(kind, work) is not work:
            raise ValueError(f"There are two jobs of the name {kind}.")
        return work

    return register


@transaction.atomic
def begin(kind: str, *, by: str, address: str, about: Model | None = None, files: Mapping[str, bytes] | None = None, **given: Any) -> Job:
    """Leave it to the worker, when the caller's transaction is done.

    `by` is who sees it; `address` is the page that shows its result, with `job=` behind it. On the page of what it is `about`, `{% job … %}`
    draws it for whoever may open that page.
    """
    if kind not in _kinds:
        raise LookupError(f"There is no job {kind}.")
    begun = Job.objects.create(
        kind=kind,
        by=by,
        address=address,
        about=name_of(about) if about else "",
        given=given,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    JobFile.objects.bulk_create(JobFile(job=begun, name=name, content=content) for name, content in (files or {}).items())
    _leave_to_the_worker(begun)
    return begun


def _leave_to_the_worker(begun: Job) -> None:
    if not settings.JOBS_AT_ONCE:
        transaction.on_commit(partial(run_job.enqueue, str(begun.uuid)))


@transaction.atomic
def go_on(failed: Job) -> Job:
    """Once more from the cursor, for a job that broke off. Its work finds what it needs by itself: the files it was given are gone."""
    values = {"state": Job.State.WAITING, "tries": 0, "is_unwanted": False, "beat_at": None, "ended_at": None, "began_at": timezone.now()}
    if Job.objects.filter(pk=failed.pk, state=Job.State.FAILED, cursor__isnull=False).update(**values):
        failed.refresh_from_db()
        _leave_to_the_worker(failed)
    return failed


def wait_for(begun: Job, *, patience: float = PATIENCE) -> Job:
    """The job as it is when it has ended, or when a page may wait no longer."""
    if settings.JOBS_AT_ONCE:
        run(str(begun.uuid))
    until = time.monotonic() + patience
    begun.refresh_from_db()
    while not begun.has_ended and time.monotonic() < until:
        time.sleep(0.05)
        begun.refresh_from_db()
    return begun


def job_named(request: HttpRequest, kind: str) -> Job | None:
    """The job whose result a page is to show: `?job=` in its address, of that kind and of this reader."""
    named = request.GET.get("job", "")
    if not UUID.match(named):
        return None
    return Job.objects.of(request.user).filter(uuid=named, kind=kind).first()


def is_followed(request: Any, followed: Job) -> bool:
    """Whether `{% job … %}` on a page asks how far it is. It is told once more when it has ended: the rest of the page follows then."""
    return bool(getattr(request, "htmx", None)) and request.htmx.target == f"job-{followed.uuid}"


def refusal_of(ended: Job) -> Refusal | None:
    """What was refused, in the words that its reader was told."""
    return Refusal(ended.message, way_out=ended.way_out) if ended.state == Job.State.REFUSED else None


def job_of_form(request: HttpRequest, kind: str, form: Form, act: Callable[[], Job]) -> tuple[Job | None, Attempt[Job]]:
    """The job that a form began, or the one that the address names; and what is to be told of it above the form, where it was refused."""
    begun = attempt(act) if form.is_valid() else Attempt[Job]()
    read = wait_for(begun.made) if begun.made else job_named(request, kind)
    return read, Attempt(refusal=refusal_of(read)) if read else begun


def stop(begun: Job) -> None:
    """Nobody wants it any more: what waits ends now, what runs ends at its next step."""
    Job.objects.filter(pk=begun.pk).update(is_unwanted=True)
    if begun.state == Job.State.WAITING:
        begun.end(Job.State.STOPPED, now=timezone.now())


@task()
def run_job(uuid: str) -> str:
    """What the queue holds of a job is its number alone."""
    return run(uuid)


def run(uuid: str) -> str:
    begun = Job.objects.filter(uuid=uuid).first()
    if begun is None or not begun.claim():
        return ""
    if begun.is_unwanted or begun.tries > TRIES:
        begun.end(Job.State.STOPPED if begun.is_unwanted else Job.State.FAILED, now=timezone.now())
        return begun.state
    with translation.override(begun.language):
        try:
            result = _kinds[begun.kind](begun, begun.cursor)
        except Stopped:
            begun.end(Job.State.STOPPED, now=timezone.now())
        except Refusal as refusal:
            note_refusal(refusal.code)
            words = (str(refusal.message), str(refusal.way_out))
            begun.end(Job.State.REFUSED, now=timezone.now(), message=words[0], way_out=words[1], code=refusal.code)
        except Exception:
            begun.end(Job.State.FAILED, now=timezone.now())
            raise
        else:
            begun.end(Job.State.DONE, now=timezone.now(), result=result)
    return begun.state


class ChildBroke(Exception):
    """A process ended otherwise than well and did not say what is refused: what it wrote last is for the log."""


def run_child(begun: Job, arguments: Sequence[str]) -> None:
    """A command of the site in a process of its own, whose memory ends with it. It ends when nobody wants the job any more, when another
    worker has it, and with its worker.

    Its lines of JSON on standard error say how far it is (`done`, `of`), or what it refuses (`message`, `way_out`).
    """
    if settings.JOBS_AT_ONCE:
        told = StringIO()
        try:
            call_command(*arguments, stderr=told)
        except CommandError as error:
            # It tells a console what was refused; here the refusal itself is asked for.
            if isinstance(error.__cause__, Refusal):
                raise error.__cause__ from None
            raise
        _read(begun, told.getvalue().encode().splitlines(), deque())
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "shishin", *arguments],
        env={**os.environ, "SHISHIN_LANGUAGE": begun.language},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=partial(end_with, os.getpid()),  # noqa: PLW1509 - the worker has no threads
    )
    said: deque[str] = deque(maxlen=KEPT_LINES)
    try:
        refusal = _follow(begun, process, said)
    finally:
        process.kill()
        process.communicate()
    if refusal:
        raise refusal
    if process.returncode:
        raise ChildBroke(f"{arguments[0]} ended with {process.returncode}: {' '.join(said)}")


def _follow(begun: Job, process: subprocess.Popen[bytes], said: deque[str]) -> Refusal | None:
    """Until it has ended; what it refused."""
    refusal: Refusal | None = None
    assert process.stderr is not None  # noqa: S101 - it has a pipe
    pipe, looked, rest = process.stderr.fileno(), time.monotonic(), b""
    while True:
        if select([pipe], [], [], LOOK_EVERY)[0]:
            if not (told := os.read(pipe, 65_536)):
                process.wait()
                return refusal
            *lines, rest = (rest + told).split(b"\n")
            refusal = _read(begun, lines, said) or refusal
        if time.monotonic() - looked >= LOOK_EVERY:
            begun.look()
            looked = time.monotonic()


def _read(begun: Job, lines: Iterable[bytes], said: deque[str]) -> Refusal | None:
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            said.extend(filter(None, [line.decode(errors="replace").strip()]))
            continue
        if isinstance(told, dict) and "message" in told:
            return Refusal(str(told["message"]), way_out=str(told.get("way_out", "")))
        if isinstance(told, dict) and "done" in told:
            begun.done, begun.of = int(told["done"]), int(told["of"])
    return None


def give_up(uuids: list[str], *, now: datetime) -> None:
    """Their workers died over them too often."""
    for lost in Job.objects.going_on().filter(uuid__in=uuids):
        lost.end(Job.State.FAILED, now=now)


def stalled(now: datetime) -> JobQuerySet:
    """Jobs that wait while no worker takes them up."""
    return Job.objects.silent(now, since=STALLED)


def at_work(now: datetime) -> set[str]:
    """The numbers of jobs whose workers gave a sign lately."""
    running = Job.objects.filter(state=Job.State.RUNNING, beat_at__gte=now - SILENCE)
    return set(map(str, running.values_list("uuid", flat=True)))


def sweep_jobs(now: datetime) -> int:
    """Take away what is older than a day, and end what nobody works on any more. Returns how many went."""
    give_up([str(uuid) for uuid in Job.objects.silent(now, since=LONGEST).values_list("uuid", flat=True)], now=now)
    JobFile.objects.filter(job__began_at__lt=now - KEPT).delete()
    return Job.objects.filter(began_at__lt=now - KEPT).delete()[0]
