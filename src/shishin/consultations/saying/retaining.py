"""Retaining: what was said of a person, the files that came with it, and rows of files that were refused are kept as long as the rules say after a consultation is over, then go."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from shishin.consultations.models import Attachment, Consultation, PersonalData, RefusedRow
from shishin.consultations.profiles import rules_of
from shishin.kit.stored_files import forget_file
from shishin.trail.leaving import CLOCK
from shishin.trail.recording import record


def retain(day: date) -> int:
    """Let go what is kept no longer on a day. Returned is how many rows and files went."""
    over = Consultation.objects.filter(Q(results_published_at__isnull=False) | Q(ended_at__isnull=False)).select_related("profile")
    personal = Exists(_personal_data(OuterRef("pk")))
    attached = Exists(Attachment.objects.filter(submission__round__consultation=OuterRef("pk")))
    refused = Exists(RefusedRow.objects.filter(intake__round__consultation=OuterRef("pk")))
    return sum(_retain(one, day) for one in over.filter(personal | attached | refused))


@transaction.atomic
def _retain(consultation: Consultation, day: date) -> int:
    keep_until = last_day_of(consultation)
    if keep_until is None:
        return 0
    rows = _personal_data(consultation)
    rows.filter(keep_until=None).update(keep_until=keep_until)
    fields, _per_model = rows.filter(keep_until__lt=day).delete()
    files = 0
    if keep_until < day:
        # A row that was refused lies there as it came, with whatever it says of a person.
        fields += RefusedRow.objects.filter(intake__round__consultation=consultation).delete()[0]
        for attachment in Attachment.objects.filter(submission__round__consultation=consultation):
            forget_file(attachment.file.name)
            attachment.delete()
            files += 1
    if fields or files:
        record("consultations.personal_data_removed", about=consultation, who=CLOCK, rows=fields, files=files)
    return fields + files


def last_day_of(consultation: Consultation) -> date | None:
    """The last day on which it is kept; none while the consultation goes on."""
    over = consultation.results_published_at or consultation.ended_at
    return localdate(over) + timedelta(days=rules_of(consultation).keep_personal_days) if over else None


def _personal_data(consultation: object) -> QuerySet[PersonalData]:
    return PersonalData.objects.filter(Q(submission__round__consultation=consultation) | Q(opinion__consultation=consultation))
