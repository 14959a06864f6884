"""Seal what waits."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from shishin.kit.commands import RefusingCommand
from shishin.trail.exporting import checkpoint
from shishin.trail.leaving import keep_checkpoint, kept_checkpoints
from shishin.trail.sealing import accept_new_key, seal_all
from shishin.trail.signing_key import read_key
from shishin.trail.verify_alone import Fault
from shishin.trail.verifying import unproven_seal


class Command(RefusingCommand):
    help = "Seal every entry of the trail that has no place in a batch yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accept-new-key", action="store_true", help="go on with another key than before; the trail will say so")
        parser.add_argument("--old-key", type=Path, metavar="FILE", help="the key before, which signs the change so that it is proven")

    def handle(self, **options: Any) -> None:
        if options["accept_new_key"]:
            self._refuse_unproven()
        old = read_key(options["old_key"]) if options["old_key"] else None
        changed = [accept_new_key(old=old)] if options["accept_new_key"] else []
        if any(changed):
            # The operator stands by the change: on this machine the line vouches for it from now on.
            keep_checkpoint(checkpoint())
        seals = [seal for seal in changed if seal] + seal_all(thorough=True)
        self.stdout.write(f"Sealed {sum(seal.entries for seal in seals)} entries in {len(seals)} batches.")

    def _refuse_unproven(self) -> None:
        """To go on from a forged trail would vouch for it."""
        try:
            fault = unproven_seal(checkpoints=kept_checkpoints())
        except (Fault, OSError) as error:
            raise CommandError(f"{settings.CHECKPOINT_FILE} cannot be read: {error}") from error
        if fault:
            raise CommandError(f"The trail so far is not proven, and nothing was changed. {fault}")
