"""Make a file of opinions that nobody gave."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.utils.timezone import make_aware

from shishin.consultations.errors.taking_in import MoreDistinctThanRows
from shishin.consultations.management.commands.import_opinions import form_of
from shishin.kit.commands import RefusingCommand
from shishin.kit.sheets import Column, write_sheet
from shishin.opinion_analysis.making import MadeOpinion, make_opinions

COLUMNS = [Column(name, name, itemgetter(at)) for at, name in enumerate(MadeOpinion._fields)]
BEGINS = datetime(2026, 11, 6, 9)  # noqa: DTZ001 - the clock of the site


class Command(RefusingCommand):
    help = "Write a file of opinions that nobody gave, to try a consultation out or to measure with. The ending of FILE says in which form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, required=True, metavar="N", help="how many rows")
        parser.add_argument("--distinct", type=int, required=True, metavar="N", help="how many different texts among them")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same number makes the same file (default: 1)")
        parser.add_argument(
            "--place",
            action="append",
            default=[],
            metavar="LABEL",
            help="a clause as it is printed, on which opinions stand; may be repeated",
        )
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")

    def handle(self, *, count: int, distinct: int, seed: int, place: list[str], output: Path | str, **options: Any) -> None:
        output = Path(output)
        form = form_of(output)
        if not 0 < distinct <= count:
            raise MoreDistinctThanRows(count=count, distinct=distinct)
        rows = make_opinions(count, distinct=distinct, seed=seed, begins=make_aware(BEGINS), places=place)
        with output.open("wb") as file:
            file.writelines(write_sheet(COLUMNS, rows, form, title=output.stem))
        self.stdout.write(f"{output} {count}")
