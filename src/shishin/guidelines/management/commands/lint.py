"""Say what may be wrong with a draft."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from shishin.guidelines.editions.exporting import edition_called
from shishin.guidelines.linting.checking import lint_edition
from shishin.kit.commands import RefusingCommand


class Command(RefusingCommand):
    help = "Say what may be wrong with an edition's text. The status is 1 when something was found, else 0."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="DOC", help="the document's address, such as tokyo-action-guidelines")
        parser.add_argument("version", metavar="VERSION", help="the edition, such as 1.1.0-draft.1")

    def handle(self, *, slug: str, version: str, **options: Any) -> None:
        lint = lint_edition(edition_called(slug, version))
        for checked in lint.found:
            self.stdout.write(f"{checked.rule.title} ({len(checked.findings)})")
            for finding in checked.findings:
                line = f"  {finding.key or '–'} [{finding.language}] {finding.words}"
                self.stdout.write(f"{line} {finding.excerpt}".rstrip().replace("\n", " "))
        for rule in lint.clean:
            self.stdout.write(str(rule.nothing_found))
        if lint.lengths:
            self.stdout.write(f"{lint.lengths.against} → {version}: {lint.lengths.whole.words}")
        if lint.count:
            sys.exit(1)
