"""Write an edition as a folder of our text form."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from shishin.guidelines.editions.exporting import edition_called, manuscript_of
from shishin.guidelines.editions.vocabulary import with_scopes_in_order
from shishin.kit.commands import RefusingCommand
from shishin.texts.text_form import write_folder


class Command(RefusingCommand):
    help = "Write an edition, whatever its state, as text files below DIR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the document's address, such as tokyo-action-guidelines")
        parser.add_argument("version", help="the edition, such as 1.0.0")
        parser.add_argument("directory", type=Path, metavar="DIR", help="the document's folder; it is made if it is missing")

    def handle(self, *, slug: str, version: str, directory: Path, **options: Any) -> None:
        for path in write_folder(with_scopes_in_order(manuscript_of(edition_called(slug, version))), directory):
            self.stdout.write(str(path))
