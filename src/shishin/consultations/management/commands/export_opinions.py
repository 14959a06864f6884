"""Write the opinions of a consultation, in the words they were given, to a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from shishin.consultations.publishing.exporting import consultation_called, ending_among, write_pieces
from shishin.consultations.publishing.originals import ORIGINAL_COLUMNS, original_rows
from shishin.kit.commands import RefusingCommand
from shishin.kit.sheets import write_sheet


class Command(RefusingCommand):
    help = "Write all opinions of a consultation in the words they were given. The ending of FILE says in which form: csv, xlsx or json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the consultation's address")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    def handle(self, *, slug: str, output: Path | str, **options: Any) -> None:
        output = Path(output)
        consultation = consultation_called(slug)
        ending = ending_among(output, ("csv", "xlsx", "json"))
        rows = original_rows(consultation)
        if ending == "json":
            records = [{column.name: column.value(row) for column in ORIGINAL_COLUMNS} for row in rows]
            content: Any = json.dumps(records, ensure_ascii=False, indent=1).encode()
        else:
            content = write_sheet(ORIGINAL_COLUMNS, rows, "csv" if ending == "csv" else "xlsx", title=str(consultation))
        write_pieces(output, content)
        self.stdout.write(str(output))
