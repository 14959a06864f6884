"""Write the published results of a consultation to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from shishin.consultations.errors.publishing import ResultsAreNotPublished
from shishin.consultations.publishing.exporting import consultation_called, ending_among, write_pieces
from shishin.consultations.publishing.result_files import FORMATS
from shishin.consultations.publishing.results import results_of
from shishin.kit.commands import RefusingCommand


class Command(RefusingCommand):
    help = "Write the published results of a consultation. The ending of FILE says in which form: json, csv, xlsx, docx, pdf or html."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the consultation's address")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    def handle(self, *, slug: str, output: Path | str, **options: Any) -> None:
        output = Path(output)
        consultation = consultation_called(slug)
        if not consultation.is_published:
            raise ResultsAreNotPublished(consultation=consultation)
        form = FORMATS[ending_among(output, [name for name, form in FORMATS.items() if name == form.ending])]
        write_pieces(output, form.write(results_of(consultation)))
        self.stdout.write(str(output))
