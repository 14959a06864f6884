"""Write the opinions of a consultation, in the words they were given, to a file."""

from __future__ import annotations

import json
from typing import Any

from shishin.consultations.models import Consultation
from shishin.consultations.publishing.exporting import WritingCommand
from shishin.consultations.publishing.originals import ORIGINAL_COLUMNS, original_rows
from shishin.kit.sheets import write_sheet


class Command(WritingCommand):
    help = "Write all opinions of a consultation in the words they were given. The ending of FILE says in which form: csv, xlsx or json."
    endings = ("csv", "xlsx", "json")

    def content(self, consultation: Consultation, ending: str) -> Any:
        rows = original_rows(consultation)
        if ending != "json":
            return write_sheet(ORIGINAL_COLUMNS, rows, "csv" if ending == "csv" else "xlsx", title=str(consultation))
        records = [{column.name: column.value(row) for column in ORIGINAL_COLUMNS} for row in rows]
        return json.dumps(records, ensure_ascii=False, indent=1).encode()
