"""Count everything again."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from itertools import chain
from typing import Any

from shishin.consultations.models import Consultation
from shishin.consultations.publishing.exporting import consultation_called
from shishin.consultations.verifying import faults, faults_of
from shishin.kit.commands import RefusingCommand


class Command(RefusingCommand):
    help = "Count all opinions again, and check words, responses, parts and guards. The status is 1 and the first fault is told where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", default="", metavar="SLUG", help="one consultation (default: all)")

    def handle(self, *, slug: str, **options: Any) -> None:
        consultations = [consultation_called(slug)] if slug else list(Consultation.objects.all())
        found = chain(faults(), chain.from_iterable(map(faults_of, consultations)))
        if fault := next(found, ""):
            self.stdout.write(fault)
            sys.exit(1)
        self.stdout.write(f"{len(consultations)}")
