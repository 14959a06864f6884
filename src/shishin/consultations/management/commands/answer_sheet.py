"""Write the answer sheet of a consultation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from shishin.consultations.answering.answer_sheet import columns_of, sheet_rows
from shishin.consultations.publishing.exporting import consultation_called, ending_among, write_pieces
from shishin.kit.commands import RefusingCommand
from shishin.kit.sheets import write_sheet


class Command(RefusingCommand):
    help = "Write the opinions of a consultation as a table in which offices answer. FILE ends in xlsx or csv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the consultation's address")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    def handle(self, *, slug: str, output: Path | str, **options: Any) -> None:
        output = Path(output)
        consultation = consultation_called(slug)
        form = "csv" if ending_among(output, ("xlsx", "csv")) == "csv" else "xlsx"
        write_pieces(output, write_sheet(columns_of(consultation), sheet_rows(consultation), form, title=str(consultation)))  # type: ignore[arg-type]
        self.stdout.write(str(output))
