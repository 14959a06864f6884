"""Witness another site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shishin.kit.errors import Refusal
from shishin.trail.verify_alone import Fault
from shishin.trail.witnessing import Witnessed, witness, witnessed


class Command(BaseCommand):
    help = "Keep the checkpoint of another site, after comparing it with those kept before; without an address, list what is kept here."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", nargs="?", metavar="URL", help="the address of the site, such as https://shishin.example.jp")
        parser.add_argument("--file", type=Path, help="where its checkpoints are kept; default: witnessed/HOST.txt in the data folder")

    def handle(self, **options: Any) -> None:
        if not options["url"]:
            self._list()
            return
        try:
            self._tell(witness(options["url"], path=options["file"]))
        except Fault as fault:
            raise CommandError(f"The trail of {options['url']} is NOT the one that was kept. {fault}") from fault
        except Refusal as refusal:
            raise CommandError(refusal.in_full, returncode=2) from refusal
        except OSError as error:
            raise CommandError(f"Nothing was kept: {error}", returncode=2) from error

    def _tell(self, done: Witnessed) -> None:
        if done.before is None:
            self.stdout.write("This is the first checkpoint of this site that is kept here; the next one will be compared with it.")
        else:
            batches, entries = done.newest.batch - done.before.batch, done.newest.entries - done.before.entries
            self.stdout.write(f"The trail only grew since the last checkpoint: {entries} entries in {batches} batches.")
        self.stdout.write(f"Kept in {done.path}: {done.newest}")

    def _list(self) -> None:
        kept = witnessed()
        for name, (newest, is_contradicted) in kept.items():
            self.stdout.write(f"{name}: {newest}")
            if is_contradicted:
                self.stderr.write(f"{name}: what was posted later CONTRADICTS this; see {name}.contradictions beside it.")
        if not kept:
            self.stdout.write("No checkpoint of another site is kept here.")
        if any(is_contradicted for _, is_contradicted in kept.values()):
            raise CommandError("The trail of another site is NOT the one that was kept.")
