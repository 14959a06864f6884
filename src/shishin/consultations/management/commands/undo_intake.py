"""Undo a file of opinions that was taken in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from shishin.consultations.errors.taking_in import NoSuchIntake
from shishin.consultations.models import Intake
from shishin.consultations.taking_in.undoing import undo_intake
from shishin.kit.commands import RefusingCommand
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = "Undo a file of opinions: its voices count no more. Refused once one of its opinions has a response."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uuid", type=UUID, metavar="UUID", help="of the intake, as import-opinions told it")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="why")

    def handle(self, *, uuid: UUID, reason: str, **options: Any) -> None:
        intake = Intake.objects.filter(uuid=uuid).first()
        if intake is None:
            raise NoSuchIntake(uuid=uuid)
        undone = undo_intake(intake, reason=reason, by=OPERATOR)
        self.stdout.write(f"{undone} {undone.opinions}")
