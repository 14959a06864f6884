"""`shishin reindex-search`: make the index of search anew, after rows were loaded past the application."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from shishin.guidelines.editions.indexing import reindex


class Command(BaseCommand):
    help = "Make the index of search anew from the texts. Needed only after rows were loaded past the application."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{reindex()} texts can be found.")
