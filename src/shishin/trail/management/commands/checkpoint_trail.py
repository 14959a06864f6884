"""Print a checkpoint."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shishin.kit.errors import Refusal
from shishin.trail.exporting import checkpoint


class Command(BaseCommand):
    help = "Print a checkpoint of the trail in one line. Keep it elsewhere: on paper, in a gazette, with another office."

    def handle(self, **options: Any) -> None:
        try:
            self.stdout.write(str(checkpoint()))
        except Refusal as refusal:
            raise CommandError(refusal.in_full) from refusal
