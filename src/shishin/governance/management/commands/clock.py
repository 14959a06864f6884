"""Say of each plan when its next edition is due."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.models import Plan
from shishin.governance.plans.clock import OVERDUE, Clock, clocks_of
from shishin.kit.commands import RefusingCommand
from shishin.kit.dates import read_day


class Command(RefusingCommand):
    help = "Say of each plan when its next edition is due, what is overdue first. The status is 1 when one is overdue, else 0."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DAY", default="", help="the day to look from, such as 2026-11-22; default: today")

    def handle(self, *, on: str, **options: Any) -> None:
        day = read_day(on) if on else localdate()
        if day is None:
            raise CommandError(_("“%(written)s” is no day. Write it as 2026-11-22.") % {"written": on}, returncode=2)
        clocks = clocks_of(Plan.objects.all(), day=day)
        for clock in clocks:
            self.stdout.write(line_of(clock))
        if any(clock.state == OVERDUE for clock in clocks):
            sys.exit(1)


def line_of(clock: Clock) -> str:
    """Each name followed by its value; – where there is none."""
    edition = clock.last.address if clock.last else "–"
    days = clock.days if clock.due else "–"
    return f"plan {clock.plan.slug} edition {edition} due {_written(clock.due)} state {clock.state} days {days}"


def _written(day: date | None) -> str:
    return day.isoformat() if day else "–"
