"""Seal what waits."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shishin.kit.errors import Refusal
from shishin.trail.sealing import accept_new_key, seal_all


class Command(BaseCommand):
    help = "Seal every entry of the trail that has no place in a batch yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accept-new-key", action="store_true", help="go on with another key than before; the trail will say so")

    def handle(self, **options: Any) -> None:
        try:
            changed = [accept_new_key()] if options["accept_new_key"] else []
            seals = [seal for seal in changed if seal] + seal_all(thorough=True)
        except Refusal as refusal:
            raise CommandError(refusal.in_full) from refusal
        self.stdout.write(f"Sealed {sum(seal.entries for seal in seals)} entries in {len(seals)} batches.")
