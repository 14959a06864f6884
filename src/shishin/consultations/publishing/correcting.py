"""Correcting: what is found wrong in published results is said at once, by a dated remark or by a further response; both stay to be seen."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from shishin.consultations.asking.preparing import locked
from shishin.consultations.errors.publishing import CorrectionWithoutWords, ResponseWasCorrected, ResultsAreNotPublished
from shishin.consultations.models import Consultation, Response, ResultsCorrection
from shishin.kit.identity import in_language
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


@transaction.atomic
def correct_results(consultation: Consultation, *, remarks: dict[str, str], by: Acting) -> ResultsCorrection:
    """A dated remark that stands above the results."""
    consultation = _published(consultation)
    if not in_language(remarks):
        raise CorrectionWithoutWords
    correction = ResultsCorrection.objects.create(consultation=consultation, noted_on=localdate(), remarks=remarks)
    record("consultations.results_corrected", about=consultation, who=by, remarks=remarks)
    return correction


@transaction.atomic
def correct_response(response: Response, *, views: dict[str, str], reasons: dict[str, str], disposition: str, by: Acting) -> Response:
    """A further response that stands under the one that it corrects, with its day."""
    consultation = _published(response.consultation)
    if not in_language(views):
        raise CorrectionWithoutWords
    if response.corrected_by.exists():
        raise ResponseWasCorrected(response=response, number=response.number)
    last: Any = consultation.responses.aggregate(last=Max("number"))["last"]
    person = by if isinstance(by, Person) else None
    correction = Response.objects.create(
        consultation=consultation,
        number=last + 1,
        theme=response.theme,
        disposition=disposition or response.disposition,
        views=views,
        reasons=reasons,
        state=Response.State.FINAL,
        written_by=person,
        corrects=response,
        corrected_on=localdate(),
    )
    record("consultations.response_corrected", about=response, who=by, number=response.number, correction=str(correction.uuid))
    return correction


def _published(consultation: Consultation) -> Consultation:
    consultation = locked(consultation)
    if not consultation.is_published:
        raise ResultsAreNotPublished(consultation=consultation)
    return consultation
