"""Write the published results of a consultation to a file."""

from __future__ import annotations

from typing import Any

from shishin.consultations.errors.publishing import ResultsAreNotPublished
from shishin.consultations.models import Consultation
from shishin.consultations.publishing.exporting import WritingCommand
from shishin.consultations.publishing.result_files import FORMATS
from shishin.consultations.publishing.results import results_of


class Command(WritingCommand):
    help = "Write the published results of a consultation. The ending of FILE says in which form: json, csv, xlsx, docx, pdf or html."
    endings = tuple(name for name, form in FORMATS.items() if name == form.ending)

    def content(self, consultation: Consultation, ending: str) -> Any:
        if not consultation.is_published:
            raise ResultsAreNotPublished(consultation=consultation)
        return FORMATS[ending].write(results_of(consultation))
