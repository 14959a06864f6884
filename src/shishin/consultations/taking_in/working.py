"""What the worker does with a file that was given on a page: it looks how it begins, and takes its rows in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from shishin.consultations.analysing.working import analyse_by_itself
from shishin.consultations.errors.taking_in import NothingToTakeIn
from shishin.consultations.models import Intake, Round
from shishin.consultations.taking_in.taking_in import keep_file, look_into, read_file, take_in
from shishin.consultations.taking_in.undoing import undo_intake
from shishin.kit.errors import Refusal
from shishin.kit.intake.reading import Sheet
from shishin.kit.jobs import begin, is_followed, job
from shishin.kit.models import Job, Stopped
from shishin.kit.stored_files import forget_file
from shishin.people.models import Person

LOOK, TAKE = "consultations.look_into_file", "consultations.take_in"


@transaction.atomic
def begin_looking(held: Round, upload: File[Any], *, by: Person, again: bool, address: str, **chosen: Any) -> Job:
    """Keep a file, and have the worker look how it begins. `chosen` are heading row and encoding, where they are not to be found."""
    intake = keep_file(held, upload, by=by, again=again)
    return begin(LOOK, by=str(by.pk), address=address, intake=intake.pk, **chosen)


def begin_taking(intake: Intake, *, by: Person) -> Job:
    """Have the worker take in the rows that are left."""
    if not intake.is_going_on or not intake.file:
        raise NothingToTakeIn(intake=intake)
    return begin(TAKE, by=str(by.pk), address=intake.get_absolute_url(), about=intake, intake=intake.pk)


def job_taking(intake: Intake, *, request: Any = None) -> Job | None:
    """The last job that took it in, while it is not done: it is at work, or broke off and may go on. A page that follows it sees how it ended."""
    last = Job.objects.about(intake).filter(kind=TAKE).first()
    if last and request and is_followed(request, last):
        return last
    return last if intake.is_going_on and last and (last.has_failed or not last.has_ended) else None


@job(LOOK)
def look_into_file(begun: Job, _cursor: Any) -> dict[str, str]:
    intake = Intake.objects.get(pk=begun.given["intake"])
    chosen = {name: begun.given[name] for name in ("heading_row", "encoding") if name in begun.given}
    try:
        with _sheet(intake, begun, **chosen) as sheet:
            look_into(intake, sheet)
    except Refusal:
        _throw_away(intake)
        raise
    except Stopped:
        if _is_unwanted(begun):
            _throw_away(intake)
        raise
    return {"intake": str(intake.uuid)}


@job(TAKE)
def take_file_in(begun: Job, _cursor: Any) -> dict[str, str]:
    intake = Intake.objects.select_related("begun_by", "round__consultation").get(pk=begun.given["intake"])
    by = Person.objects.get(pk=begun.by)
    try:
        with _sheet(intake, begun) as sheet:
            # The intake itself keeps at which row it is; with a cursor the job may go on after it failed.
            take_in(intake, sheet, by=by, step=lambda done, of: begun.step(done, of, cursor=done))
    except Stopped:
        if _is_unwanted(begun):
            undo_intake(intake, reason=_("It was stopped before all rows were taken in."), by=by)
        raise
    analyse_by_itself(intake.round.consultation, by=by)
    return {"intake": str(intake.uuid)}


def _is_unwanted(begun: Job) -> bool:
    """Somebody stopped it. Else another worker goes on with it, and nothing of it is taken away."""
    return Job.objects.filter(pk=begun.pk, is_unwanted=True).exists()


@contextmanager
def _sheet(intake: Intake, begun: Job, **chosen: Any) -> Iterator[Sheet]:
    with (
        default_storage.open(intake.file) as file,
        read_file(intake, cast("IO[bytes]", file.file), look=begun.look, **chosen) as sheet,
    ):
        yield sheet


@transaction.atomic
def _throw_away(intake: Intake) -> None:
    """A file that cannot be read leaves nothing; one that could be read before stays as it was."""
    if not intake.preview:
        forget_file(intake.file)
        intake.delete()
