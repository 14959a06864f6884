"""Put a backup in the place of this site's data."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from shishin.kit.commands import RefusingCommand
from shishin.site.holding import site_alone
from shishin.site.kept_pages import forget_kept_pages
from shishin.site.restoring import finish_interrupted, restore


class Command(RefusingCommand):
    help = "Put a backup in the place of this site's data. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, nargs="?")
        parser.add_argument("--replace", action="store_true", help="replace a site that holds data")
        parser.add_argument("--finish", action="store_true", help="end a restore that was interrupted, whichever way it can")

    def handle(self, **options: Any) -> None:
        if (options["path"] is None) != options["finish"]:
            raise CommandError("Name the backup, or give --finish.")
        kept = self.finish() if options["finish"] else restore(options["path"], replace=options["replace"])
        # A backup of an older version is brought up to this one; the guards of the trail are set again.
        call_command("migrate", verbosity=0)
        if kept:
            forget_kept_pages()
            self.stdout.write("What was there before is kept, until you take it away, as:")
            self.stdout.write("".join(f"  {place}\n" for place in kept), ending="")
        if options["finish"] and not kept:
            self.stdout.write("Nothing was put in place: the site is as it was.")
        else:
            self.stdout.write("Restored. Check it with: shishin verify-trail")

    def finish(self) -> list[str]:
        with site_alone():
            return finish_interrupted()
