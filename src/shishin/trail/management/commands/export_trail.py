"""Write the sealed trail to a file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shishin.trail.exporting import export_lines


class Command(BaseCommand):
    help = "Write the sealed trail as lines of JSON. Verify it anywhere with `python verify_alone.py FILE`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to write; - for the standard output")

    def handle(self, **options: Any) -> None:
        if options["file"] == "-":
            sys.stdout.buffer.writelines(export_lines())
            return
        try:
            with Path(options["file"]).open("xb") as file:
                file.writelines(export_lines())
        except FileExistsError as error:
            raise CommandError(f"{options['file']} is there already and is not overwritten. Give another name.") from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {options['file']}.")
