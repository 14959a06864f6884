"""Print a checkpoint."""

from __future__ import annotations

from typing import Any

from shishin.kit.commands import RefusingCommand
from shishin.trail.exporting import checkpoint


class Command(RefusingCommand):
    help = "Print a checkpoint of the trail in one line. Keep it elsewhere: on paper, in a gazette, with another office."

    def handle(self, **options: Any) -> None:
        self.stdout.write(str(checkpoint()))
