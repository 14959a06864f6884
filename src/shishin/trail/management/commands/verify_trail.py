"""Verify the trail in the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shishin.trail.verify_alone import Checkpoint, Fault
from shishin.trail.verifying import Report, verify_trail


class Command(BaseCommand):
    help = "Verify the trail in the database: seals, sealed texts, columns, and the triggers that protect fixed rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", help="a checkpoint that was kept elsewhere: its words, or a file that holds them")
        parser.add_argument("--public-key", action="append", default=[], metavar="HEX", help="a key that may have sealed; give each one")

    def handle(self, **options: Any) -> None:
        report = verify_trail(checkpoint=self._checkpoint(options["checkpoint"]), keys=[key.lower() for key in options["public_key"]])
        self._tell(report)
        if not report.is_sound:
            raise CommandError("The trail is NOT verified.")
        self.stdout.write("The trail is verified.")

    def _checkpoint(self, given: str | None) -> Checkpoint | None:
        if not given:
            return None
        try:
            return Checkpoint.read(given if "batch=" in given else Path(given).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, Fault) as error:
            raise CommandError(f"The checkpoint cannot be read: {error}") from error

    def _tell(self, report: Report) -> None:
        self.stdout.write(f"{report.entries} entries in {report.batches} batches agree with their seals.")
        for key in report.keys:
            self.stdout.write(f"Signed with the key {key}")
        if report.oldest_unsealed:
            age = round((timezone.now() - report.oldest_unsealed).total_seconds())
            self.stdout.write(f"{report.unsealed} entries wait for their seal, the oldest for {age} seconds.")
        for fault in report.guards:
            self.stderr.write(f"A trigger that protects fixed rows is {fault}. Run `shishin migrate`.")
        if report.fault:
            self.stderr.write(str(report.fault) + (f" (entry {report.entry})" if report.entry else ""))
