"""Write database, keys and uploads to one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from shishin.kit.commands import RefusingCommand
from shishin.site.backing_up import back_up


class Command(RefusingCommand):
    help = "Write database, keys and uploads to one file. The site may keep running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="default: backups/<day and time>.tar.gz in the data folder")

    def handle(self, **options: Any) -> None:
        path = options["path"] or settings.DATA / "backups" / f"shishin-{localtime():%Y%m%d-%H%M%S}.tar.gz"
        names = back_up(path)
        self.stdout.write(f"Wrote {path} ({path.stat().st_size / 1_000_000:.1f} MB, {len(names)} files). It holds secrets: keep it safe.")
