"""Carry a whole site from SQLite to PostgreSQL."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from shishin.kit.commands import RefusingCommand
from shishin.site.moving import move_database


class Command(RefusingCommand):
    help = "Carry a whole site from SQLite to an empty database of PostgreSQL. Stop the site first; what is here stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="the empty database, as DATABASE_URL names it: postgres://user:password@host/name")

    def handle(self, **options: Any) -> None:
        rows = move_database(options["url"])
        self.stdout.write(f"Moved and compared {rows} rows; the trail is verified there. Set DATABASE_URL to it and start the site.")
