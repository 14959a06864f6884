"""Undoing: the voices of a file leave, for good and with a reason. That they came stays on record."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import let_go, lock
from shishin.consultations.errors.taking_in import IntakeHasResponses, UndoneAlready, UndoneWithoutReason
from shishin.consultations.models import Consultation, Intake, Opinion, PersonalData, Voice
from shishin.consultations.taking_in.taking_in import voices_of
from shishin.kit.moments import now
from shishin.kit.stored_files import forget_file
from shishin.trail.recording import Acting, record


@transaction.atomic
def undo_intake(intake: Intake, *, reason: str, by: Acting) -> Intake:
    """What a file brought counts no more; what was told of people in it goes, and so do its refused rows."""
    consultation = lock(Consultation.objects.get(rounds=intake.round_id))
    refuse_over(consultation)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    refuse_to_undo(intake)
    if not reason.strip():
        raise UndoneWithoutReason
    voices = voices_of(intake)
    many = voices.that_count().count()
    let_go(consultation, voices, how=Voice.Left.UNDONE)
    intake.undone_at, intake.undone_reason = now(), reason.strip()
    intake.preview = {}
    forget_file(intake.file)
    intake.file = ""
    intake.save(update_fields=["undone_at", "undone_reason", "preview", "file"])
    PersonalData.objects.filter(submission__intake=intake).delete()
    intake.refusals.all().delete()
    record(
        "consultations.intake_undone",
        about=consultation,
        who=by,
        why=intake.undone_reason,
        intake=str(intake.uuid),
        sha256=intake.sha256,
        rows=intake.rows,
        voices=many,
    )
    return intake


def refuse_to_undo(intake: Intake) -> None:
    """What is answered is not taken away from under its response. A file that was broken off may always go: others said the same before it."""
    if intake.undone_at is not None:
        raise UndoneAlready(intake=intake)
    if intake.finished_at and (count := opinions_with_responses(intake)):
        raise IntakeHasResponses(intake=intake, count=count)


def opinions_with_responses(intake: Intake) -> int:
    """By themselves or as parts. What is folded has the response of its head."""
    opinions = Opinion.objects.filter(Q(said_by__submission__intake=intake) | Q(part_of__said_by__submission__intake=intake))
    return opinions.exclude(response=None).distinct().count()
