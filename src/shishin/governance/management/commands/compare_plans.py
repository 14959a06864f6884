"""Write a comparison of two editions of a plan to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shishin.governance.management.commands.export_plan import USAGE, edition_called, plan_called
from shishin.governance.plans.comparing import compare_plan_editions
from shishin.guidelines.editions.exporting import formats_of
from shishin.kit.commands import RefusingCommand


class Command(RefusingCommand):
    help = "Write what changed between two editions of a plan as a table. The ending of FILE says in which form: html, docx or pdf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="the address of the plan")
        parser.add_argument("old", metavar="OLD", help="the older edition, such as 2025")
        parser.add_argument("new", metavar="NEW", help="the newer edition, such as 2026")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--language", default="", help="the language of the texts compared (default: the one that binds)")
        parser.add_argument("--public", action="store_true", help="without amounts that are withheld today")

    def handle(
        self, *, plan: str, old: str, new: str, output: Path | str, language: str = "", public: bool = False, **_options: Any
    ) -> None:
        output = Path(output)
        form = next((one for one in formats_of("comparison") if one.file_ending == output.suffix.lstrip(".").lower()), None)
        if form is None:
            endings = ", ".join(f".{one.file_ending}" for one in formats_of("comparison"))
            message = _("“%(file)s” does not end in one of: %(endings)s.") % {"file": output.name, "endings": endings}
            raise CommandError(message, returncode=USAGE)
        found = plan_called(plan)
        comparison = compare_plan_editions(
            edition_called(found, old), edition_called(found, new), language=language, knows_amounts=not public
        )
        output.write_bytes(form.write(comparison))
        self.stdout.write(f"{output} {comparison.counts['all']}")
