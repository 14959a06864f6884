"""Write the answer sheet of a consultation."""

from __future__ import annotations

from collections.abc import Iterator

from shishin.consultations.answering.answer_sheet import columns_of, sheet_rows
from shishin.consultations.models import Consultation
from shishin.consultations.publishing.exporting import WritingCommand
from shishin.kit.sheets import write_sheet


class Command(WritingCommand):
    help = "Write the opinions of a consultation as a table in which offices answer. FILE ends in xlsx or csv."
    endings = ("xlsx", "csv")

    def content(self, consultation: Consultation, ending: str) -> Iterator[bytes]:
        return write_sheet(
            columns_of(consultation), sheet_rows(consultation), "csv" if ending == "csv" else "xlsx", title=str(consultation)
        )
