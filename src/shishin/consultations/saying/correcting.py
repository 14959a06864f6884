"""Correcting and taking back: by the receipt, until the round closes. What was said before stays on record and counts no more."""

from __future__ import annotations

from django.db import transaction

from shishin.consultations.counting import let_go, lock
from shishin.consultations.errors.saying import AlreadyTakenBack, NoLongerChanged, NotTaken
from shishin.consultations.models import PersonalData, Submission, Voice
from shishin.consultations.places import Places, places_in
from shishin.consultations.profiles import Rules, rules_of
from shishin.consultations.saying.filled import Box, Filled, faults_of_boxes, faults_of_fields, faults_of_time
from shishin.consultations.saying.receiving import RESIDENT, entry_of, store_fields, store_voices
from shishin.kit.moments import now
from shishin.kit.stored_files import forget_file
from shishin.trail.recording import record


def correct(submission: Submission, filled: Filled) -> Submission:
    """Other words and other fields in the place of those before; what stays as it was stays counted as it is."""
    held, rules = submission.round, rules_of(submission.round.consultation)
    places = places_in([held])
    for fault in faults_to_correct(filled, rules, places):
        raise fault
    with transaction.atomic():
        submission = _locked(submission)
        wanted = set(filled.points)
        before = dict(boxes_of(submission, places))
        gone = [pk for pk, box in before.items() if box not in wanted]
        let_go(held.consultation, Voice.objects.filter(pk__in=gone), how=Voice.Left.CORRECTED)
        store_voices(submission, [box for box in filled.points if box not in before.values()], places)
        store_fields(submission, filled.fields, rules)
        record("consultations.submission_corrected", about=submission, who=submission.person or RESIDENT, **entry_of(submission))
    return submission


def faults_to_correct(filled: Filled, rules: Rules, places: Places) -> list[NotTaken]:
    return [*faults_of_boxes(filled, rules, places), *faults_of_fields(filled, rules)]


def as_filled(submission: Submission, places: Places) -> Filled:
    """What a submission says now, as a form has it."""
    personal = PersonalData.objects.filter(submission=submission).first()
    fields = {**submission.attributes, **(personal.values if personal else {})}
    return Filled([box for _pk, box in boxes_of(submission, places)], fields=fields)


def boxes_of(submission: Submission, places: Places) -> list[tuple[int, Box]]:
    """What a submission says now, as a form has it, by the numbers of its voices."""
    voices = [(one, places.of(one.opinion.line_id)) for one in submission.voices.that_count().select_related("opinion")]
    return [(one.pk, Box(one.opinion.words, place.key if place else "", one.stance)) for one, place in voices]


@transaction.atomic
def take_back(submission: Submission) -> Submission:
    """None of it counts any more; what was said of a person and the files that came with it go at once."""
    submission = _locked(submission)
    submission.taken_back_at = now()
    submission.save(update_fields=["taken_back_at"])
    let_go(submission.round.consultation, Voice.objects.filter(submission=submission), how=Voice.Left.TAKEN_BACK)
    for attachment in submission.attachments.all():
        forget_file(attachment.file.name)
        attachment.delete()
    if hasattr(submission, "personal_data"):
        submission.personal_data.delete()
    record("consultations.submission_taken_back", about=submission, who=submission.person or RESIDENT, **entry_of(submission))
    return submission


def refuse_to_change(submission: Submission) -> None:
    """Until its round closes, and while it was not taken back."""
    consultation = submission.round.consultation
    if submission.taken_back_at:
        raise AlreadyTakenBack(consultation=consultation)
    if any(faults_of_time(submission.round, rules_of(consultation), moment=now())):
        raise NoLongerChanged


def _locked(submission: Submission) -> Submission:
    lock(submission.round.consultation)
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "round__consultation__profile", "round__draft__document", "person"
    )
    submission = rows.get(pk=submission.pk)
    refuse_to_change(submission)
    return submission
