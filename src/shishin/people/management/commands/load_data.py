"""Organizations, roles, posts and bodies from YAML."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from shishin.kit.commands import RefusingCommand
from shishin.people.data_files import load_data
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = "Add and update organizations, roles, posts and bodies from a YAML file: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the YAML file")
        parser.add_argument("--preview", action="store_true", help="say what would change, and change nothing")

    def handle(self, **options: Any) -> None:
        file: Path = options["file"]
        try:
            text = file.read_text(encoding="utf-8-sig")
            outcomes = load_data(text, source=file.name, by=OPERATOR, is_preview=options["preview"])
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text. Save it as UTF-8.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        for outcome in outcomes:
            self.stdout.write(f"{outcome.section} {outcome.name}: {outcome.what}")
        verb = "would change" if options["preview"] else "changed"
        self.stdout.write(f"{len(outcomes)} record(s) {verb}.")
