"""Take a file of opinions in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shishin.consultations.analysing.working import analyse_by_itself
from shishin.consultations.models import RefusedRow
from shishin.consultations.taking_in.importing import Order, import_file, rehearse_file, round_called
from shishin.consultations.taking_in.refusals import refusal_columns
from shishin.kit.commands import RefusingCommand
from shishin.kit.intake.delimited import ENCODINGS
from shishin.kit.sheets import FORMATS, write_sheet
from shishin.trail.recording import OPERATOR

SOME_REFUSED = 3


class Command(RefusingCommand):
    help = "Take a file of opinions in. The last line has the figures; the status is 3 when rows were refused, 1 when the file was, else 0."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "round", metavar="SLUG/ROUND", help="the address of the consultation and the number of its round, such as soil/1"
        )
        parser.add_argument("path", type=Path, metavar="FILE", help="a table: .xlsx, .csv or .tsv")
        words = "a column with words, by its heading or letter, and the key of the clause or the theme it is about; may be repeated"
        parser.add_argument("--words", action="append", default=[], metavar="COLUMN[=KEY]", help=words)
        roles = "what another column is: id, received, place, stance, people, attribute or personal; may be repeated"
        parser.add_argument("--map", action="append", default=[], dest="columns", metavar="ROLE=COLUMN", help=roles)
        parser.add_argument("--header", type=int, default=0, metavar="ROW", help="the row with the headings (default: it is found)")
        parser.add_argument(
            "--encoding", choices=list(ENCODINGS), default="", metavar="NAME", help="utf-8, cp932 or utf-16 (default: it is found)"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would become of it, and keep nothing")
        parser.add_argument(
            "--refusals", type=Path, metavar="FILE", help="where the rows go that were refused, to be mended: .xlsx or .csv"
        )
        parser.add_argument("--again", action="store_true", help="take the file in although it was taken in before")

    def handle(self, *, path: Path | str, columns: list[str], words: list[str], refusals: Path | None = None, **options: Any) -> None:
        form = form_of(refusals)
        held = round_called(options["round"])
        order = Order(Path(path), words, columns, options["header"], options["encoding"], options["again"])
        refused: Any
        if options["dry_run"]:
            brought, refused, headings = rehearse_file(held, order)
        else:
            brought, intake = import_file(held, order, by=OPERATOR)
            # Left to the worker.
            analyse_by_itself(held.consultation, by=OPERATOR)
            refused, headings = RefusedRow.objects.filter(intake=intake), intake.mapping["headings"]
        if refusals and form:
            with refusals.open("wb") as file:
                file.writelines(write_sheet(refusal_columns(headings), refused, form, title=refusals.stem))
        for row in refused[:20]:
            self.stdout.write(str(row))
        self.stdout.write(str(brought))
        if brought.refused:
            sys.exit(SOME_REFUSED)


def form_of(path: Path | None) -> Any:
    form = next((known for known in FORMATS if path and path.suffix.lower() == f".{known}"), None)
    if path and form is None:
        endings = ", ".join(f".{known}" for known in FORMATS)
        raise CommandError(
            _("“%(file)s” does not end in one of: %(endings)s. Give FILE one of these endings.") % {"file": path.name, "endings": endings}
        )
    return form
