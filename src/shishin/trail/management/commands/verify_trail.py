"""Verify the trail in the database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shishin.trail.leaving import kept_checkpoints
from shishin.trail.recomputing import Mismatch
from shishin.trail.verify_alone import Checkpoint, Fault
from shishin.trail.verifying import Report, verify_trail

SHOWN = 20
"""How many of the things that differ are named; the rest is counted."""


class Command(BaseCommand):
    help = "Verify the trail: seals, signatures, entries, triggers, the site's key, and that everything it names by a hash still stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", help="checkpoints that were kept elsewhere: their words, or a file that holds them")
        parser.add_argument("--public-key", action="append", default=[], metavar="HEX", help="a key that may have sealed; give each one")
        parser.add_argument(
            "--quick", action="store_true", help="for every day: all seals, but of the entries those alone that name a hash"
        )

    def handle(self, **options: Any) -> None:
        checkpoints = self._checkpoints(options["checkpoint"])
        report = verify_trail(checkpoints=checkpoints, keys=[key.lower() for key in options["public_key"]], quick=options["quick"])
        self._tell(report)
        if not report.is_sound:
            raise CommandError("The trail is NOT verified.")
        self.stdout.write("The trail is verified.")

    def _checkpoints(self, given: str | None) -> tuple[Checkpoint, ...]:
        """Those that were handed in, and those that this site itself added to its file."""
        try:
            read = Checkpoint.read(given if "batch=" in given else Path(given).read_text("utf-8")) if given else ()
        except (OSError, UnicodeDecodeError, Fault) as error:
            raise CommandError(f"The checkpoint cannot be read: {error}") from error
        try:
            return (*read, *kept_checkpoints())
        except (OSError, UnicodeDecodeError, Fault) as error:
            raise CommandError(f"{settings.CHECKPOINT_FILE} cannot be read: {error}") from error

    def _tell(self, report: Report) -> None:
        self.stdout.write(f"{report.entries} entries in {report.batches} batches agree with their seals.")
        for key in report.keys:
            self.stdout.write(f"Signed with the key {key}")
        if report.oldest_unsealed:
            age = round((timezone.now() - report.oldest_unsealed).total_seconds())
            self.stdout.write(f"{report.unsealed} entries wait for their seal, the oldest for {age} seconds.")
        if report.compared:
            self.stdout.write(
                "Compared with what the trail names: " + ", ".join(f"{n} {what}" for what, n in report.compared.items()) + "."
            )
        for fault in report.guards:
            self.stderr.write(f"A trigger that protects fixed rows is {fault}. Run `shishin migrate`.")
        if report.fault:
            self.stderr.write(str(report.fault) + (f" (entry {report.entry})" if report.entry else ""))
        self._tell_mismatches(report.mismatches)

    def _tell_mismatches(self, mismatches: Sequence[Mismatch]) -> None:
        for mismatch in mismatches[:SHOWN]:
            self.stderr.write(str(mismatch))
        if len(mismatches) > SHOWN:
            more = len(mismatches) - SHOWN
            self.stderr.write(f"… and {more} more that are not what the trail says.")
