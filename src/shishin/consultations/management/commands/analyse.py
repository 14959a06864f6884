"""Analyse a file of opinions: which are nearly the same, and what they are about."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.management.base import CommandError

from shishin.consultations.errors import analysing as errors
from shishin.kit.commands import RefusingCommand
from shishin.kit.errors import Refusal
from shishin.kit.identity import join_words
from shishin.kit.intake.mapping import NoSuchColumn, column_called
from shishin.kit.intake.reading import read_sheet
from shishin.opinion_analysis.analysing import THRESHOLD, Order, analyse
from shishin.opinion_analysis.errors import Cancelled, CannotAnalyse
from shishin.opinion_analysis.reading import BATCH, Columns
from shishin.opinion_analysis.theming import AMOUNTS, MOST_THEMES, SOME

PARQUET = b"PAR1"
CANCELLED = 4
LINE = "opinions {opinions} distinct {distinct} groups {groups} themes {themes} unplaced {unplaced} seconds {seconds} sha {sha256}"


class Command(RefusingCommand):
    help = (
        "Find which opinions of a file are nearly the same, and themes of what they are about. It runs on this machine, sends nothing anywhere and touches no database. What was "
        "cut off goes on where it stood. The status is 1 when the file cannot be read, 4 when it was cancelled, else 0."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE", help="a table: .parquet, .csv or .xlsx")
        parser.add_argument("--id", required=True, metavar="COLUMN", help="the column by which a row is known, each by another value")
        parser.add_argument("--text", required=True, metavar="COLUMN", help="the column with the words")
        parser.add_argument("--copies", default="", metavar="COLUMN", help="how many voices a row stands for (default: one)")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the results")
        parser.add_argument(
            "--threshold",
            type=_share,
            default=THRESHOLD,
            metavar="SHARE",
            help="how much alike two texts have to be, from 0.1 to 1 (default: 0.5)",
        )
        amounts = ", ".join(AMOUNTS)
        parser.add_argument(
            "--themes", type=_amount, default=SOME, metavar="AMOUNT", help=f"how many themes: {amounts} or a number (default: {SOME})"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="where the search for themes begins (default: 1)")
        parser.add_argument("--afresh", action="store_true", help="begin anew, whatever the folder holds of an analysis")

    def handle(self, *, path: Path | str, out: Path | str, threshold: float, afresh: bool, **options: Any) -> None:
        file, folder = Path(path), Path(out)
        columns = Columns(options["id"], options["text"], options["copies"])
        as_parquet = None if _is_parquet(file) else lambda parquet: _as_parquet(file, columns, parquet)
        order = Order(file, columns, threshold, str(options["themes"]), options["seed"], as_parquet)
        try:
            with _cancelled_by_signals():
                report = analyse(order, folder, afresh=afresh, tell=self._tell)
        except Cancelled as cancelled:
            raise CommandError(errors.Cancelled().in_full, returncode=CANCELLED) from cancelled
        except CannotAnalyse as error:
            raise _refusal(error) from error
        except OSError as error:
            raise errors.CannotBeWritten(folder=folder, why=error.strerror or str(error)) from error
        self.stdout.write(last_line(report))

    def _tell(self, stage: str, done: int, of: int) -> None:
        self.stderr.write(json.dumps({"stage": stage, "done": done, "of": of}), style_func=str)


def last_line(report: Mapping[str, Any]) -> str:
    return LINE.format(**report)


def _share(written: str) -> float:
    try:
        share = float(written)
    except ValueError:
        share = 0
    if not 0.1 <= share <= 1:
        raise ArgumentTypeError(f"{written} is no number from 0.1 to 1")
    return share


def _amount(written: str) -> str:
    if written not in AMOUNTS and not (written.isdecimal() and 1 <= int(written) <= MOST_THEMES):
        raise ArgumentTypeError(f"{written} is neither one of {', '.join(AMOUNTS)} nor a number from 1 to {MOST_THEMES}")
    return written


def _is_parquet(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(PARQUET)) == PARQUET
    except OSError as error:
        raise errors.UnreadableFile(file=file, why=error.strerror) from error


def _as_parquet(file: Path, columns: Columns, parquet: Path) -> None:
    """The columns of a table of Excel or CSV; what is blank in a column other than that of the words is nothing."""
    with file.open("rb") as opened, read_sheet(opened, name=file.name) as sheet:
        places = {name: column_called(name, sheet.headings) for name in columns if name}
        schema = pa.schema([(name, pa.string()) for name in places])
        rows = sheet.rows
        with pq.ParquetWriter(parquet, schema) as writer:
            while batch := list(islice(rows, BATCH)):
                cells = {
                    name: [row.cells[at] if name == columns.text else row.cells[at].strip() or None for row in batch]
                    for name, at in places.items()
                }
                writer.write_table(pa.table(cells, schema=schema))


@contextmanager
def _cancelled_by_signals() -> Iterator[None]:
    def cancel(_number: int, _frame: object) -> None:
        raise Cancelled

    before = {number: signal.signal(number, cancel) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refusal(error: CannotAnalyse) -> Refusal:
    """The same, in the words for a person."""
    if columns := error.arguments.pop("columns", None):
        return NoSuchColumn(headings=join_words(columns), column=error.arguments["column"])
    return getattr(errors, type(error).__name__)(**error.arguments)
