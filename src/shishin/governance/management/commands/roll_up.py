"""Write all plans under their upper plan to a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shishin.governance.management.commands.export_plan import USAGE
from shishin.governance.plans.across_views import roll_up_columns, roll_up_rows
from shishin.governance.rolling_up import RollUp, roll_up, upper_documents, years_of
from shishin.guidelines.models import Document
from shishin.kit.commands import RefusingCommand
from shishin.kit.dates import FiscalYear, read_fiscal_year
from shishin.kit.sheets import FORMATS, write_sheet
from shishin.trail.recording import OPERATOR

ENDINGS = (*FORMATS, "json")


class Command(RefusingCommand):
    help = "Write the measures of all plans by the items of their upper plan. The ending of FILE says in which form: xlsx, csv or json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--document", default="", metavar="DOC", help="the upper plan (default: the only one there is)")
        parser.add_argument("--year", default="", metavar="FY", help="a fiscal year, such as 2026 (default: the newest)")
        parser.add_argument("--public", action="store_true", help="what everybody may read")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    def handle(self, *, output: Path | str, document: str = "", year: str = "", public: bool = False, **_options: Any) -> None:
        output, reader = Path(output), None if public else OPERATOR
        ending = output.suffix.lstrip(".").lower()
        if ending not in ENDINGS:
            endings = ", ".join(f".{one}" for one in ENDINGS)
            message = _("“%(file)s” does not end in one of: %(endings)s.") % {"file": output.name, "endings": endings}
            raise CommandError(message, returncode=USAGE)
        upper = self._upper(document, reader)
        found = roll_up(document=upper, fiscal_year=self._year(year, upper, reader).begins_in, reader=reader)
        columns, rows = roll_up_columns(), roll_up_rows(found)
        if ending == "json":
            records = [{column.name: column.value(row) for column in columns} for row in rows]
            output.write_text(json.dumps(_head(found) | {"rows": records}, ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            output.write_bytes(b"".join(write_sheet(columns, rows, ending, title=str(upper))))  # type: ignore[arg-type]
        self.stdout.write(f"items {len(found.items)} measures {len(found.measures)} unlinked {len(found.unlinked)}")

    def _upper(self, slug: str, reader: Any) -> Document:
        documents = upper_documents(reader)
        if not slug and len(documents) == 1:
            return documents[0]
        if found := next((one for one in documents if one.slug == slug), None):
            return found
        known = ", ".join(one.slug for one in documents) or "–"
        raise CommandError(_("Name the upper plan with --document. There are plans under: %(known)s.") % {"known": known}, returncode=USAGE)

    def _year(self, written: str, document: Document, reader: Any) -> FiscalYear:
        if not written:
            return years_of(document, reader)[0]
        if year := read_fiscal_year(written):
            return year
        raise CommandError(_("“%(year)s” is no fiscal year.") % {"year": written}, returncode=USAGE)


def _head(found: RollUp) -> dict[str, Any]:
    return {"document": found.document.slug, "year": found.year.number, "measures": len(found.measures), "unlinked": len(found.unlinked)}
