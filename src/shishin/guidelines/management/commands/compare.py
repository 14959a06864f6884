"""Write a comparison table to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from shishin.guidelines.comparing.editions import comparison_of
from shishin.guidelines.editions.exporting import edition_called, format_named, formats_of
from shishin.kit.commands import RefusingCommand


class Command(RefusingCommand):
    help = "Write what changed between two editions of a document as a table. The ending of FILE says in which form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="DOC", help="the document's address, such as tokyo-action-guidelines")
        parser.add_argument("old", metavar="OLD", help="the older edition, such as 1.0.0")
        parser.add_argument("new", metavar="NEW", help="the newer edition, such as 1.1.0")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--language", help="the language of the texts compared (default: the one that binds)")

    def handle(self, *, slug: str, old: str, new: str, output: Path | str, language: str | None = None, **options: Any) -> None:
        output = Path(output)
        form = format_named(output.suffix.lstrip(".").lower(), "comparison")
        if form is None:
            endings = ", ".join(f".{form.file_ending}" for form in formats_of("comparison"))
            raise CommandError(f"“{output.name}” does not end in one of: {endings}. Give FILE one of these endings.")
        comparison = comparison_of(edition_called(slug, old), edition_called(slug, new), language=language)
        if language and language not in comparison.languages:
            raise CommandError(f"There is no text in “{language}”. Choose one of: {', '.join(comparison.languages)}.")
        output.write_bytes(form.write(comparison))
        self.stdout.write(f"{output} {comparison.counts['all']}")
