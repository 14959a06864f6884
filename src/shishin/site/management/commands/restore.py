"""Put a backup in the place of this site's data."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from shishin.kit.errors import Refusal
from shishin.site.backing_up import restore


class Command(BaseCommand):
    help = "Put a backup in the place of this site's data. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace a site that holds data")

    def handle(self, **options: Any) -> None:
        try:
            restore(options["path"], replace=options["replace"])
        except Refusal as refusal:
            raise CommandError(refusal.in_full) from refusal
        # A backup of an older version is brought up to this one; the guards of the trail are set again.
        call_command("migrate", verbosity=0)
        self.stdout.write("Restored. Check it with: shishin verify-trail")
