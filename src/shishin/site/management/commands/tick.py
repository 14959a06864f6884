"""One turn of the clock, or a turn every few seconds."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from shishin.kit.errors import Refusal
from shishin.site.ticking import tick


class Command(BaseCommand):
    help = "Seal the trail, put back lost tasks, clear what has run out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, help="seconds between turns; without it, one turn")

    def handle(self, **options: Any) -> None:
        if not options["every"]:
            self.stdout.write(str(tick()))
            return
        while True:
            try:
                tick()
            except (DatabaseError, InterfaceError, Refusal) as error:
                # A database that is busy or away, or a key that is out of reach is no reason to stop the clock: the next turn does the work.
                self.stderr.write(f"The clock missed a turn: {error}")
            close_old_connections()
            time.sleep(options["every"])
