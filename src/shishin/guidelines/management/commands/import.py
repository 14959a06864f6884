"""Bring texts in."""  # noqa: N999 - the command is called import

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import localdate

from shishin.guidelines.bringing_in.bringing_in import TextDetails, bring_in
from shishin.kit.commands import RefusingCommand
from shishin.texts.manuscript import TakenOver
from shishin.trail.recording import OPERATOR

GIVEN = {
    "slug": "the document's address, such as standard-guideline",
    "version": "the edition, such as 1.0.0",
    "language": "the language of the text, such as ja",
    "family": "the address of the family the document belongs to",
    "owner": "the address of the organization that owns it",
    "title": "the document's title",
    "numbering": "the numbering scheme",
}


class Command(RefusingCommand):
    help = "Make a working edition from a Markdown file, a folder of them, a Word file (.docx), or a folder of the text form. What is not given is read from the text."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django has --version on every command; here it names the edition.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        for name, words in GIVEN.items():
            parser.add_argument(f"--{name}", default="", help=words)
        parser.add_argument("--taken-over-from", default="", metavar="URL", help="the text was adopted elsewhere; this is where it stands")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day it was taken over (default: today)")

    def handle(self, *, path: Path, taken_over_from: str, on: date | None, **options: Any) -> None:
        taken_over = TakenOver(taken_over_from, on or localdate()) if taken_over_from else None
        try:
            found = bring_in(path, details=TextDetails(**{name: options[name] for name in GIVEN}), by=OPERATOR, taken_over=taken_over)
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}. Check the path.") from error
        for brought in found:
            for note in brought.notes:
                self.stdout.write(note)
        for brought in found:
            edition = brought.edition
            self.stdout.write(f"{edition.document.slug} {edition.version} {edition.clauses.count()}")
