"""Take a filled table of statuses in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from shishin.governance.performing.taking_in import read_statuses, take_statuses
from shishin.kit.commands import RefusingCommand
from shishin.kit.intake.reading import read_sheet
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = "Take a filled table of statuses in, all of it or nothing. Ends with 1 where rows were refused: then nothing is taken in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        columns = "Excel or CSV with organization, duty, year, state, words and evidence"
        parser.add_argument("file", type=Path, metavar="FILE", help=columns)
        parser.add_argument("--preview", action="store_true", help="say what would be added, and add nothing")

    def handle(self, *, file: Path | str, preview: bool = False, **options: Any) -> None:
        file = Path(file)
        with file.open("rb") as opened, read_sheet(opened, name=file.name) as sheet:
            filled = read_statuses(sheet)
        for row in filled.refused:
            self.stderr.write(f"{row.cell} {row.column}: {row.why} {row.way_out}")
        added = len(filled.added)
        if not preview:
            added = 0 if filled.refused else take_statuses(filled.added, by=OPERATOR)
        self.stdout.write(f"added {added} same {filled.same} refused {len(filled.refused)}")
        if filled.refused:
            sys.exit(1)
