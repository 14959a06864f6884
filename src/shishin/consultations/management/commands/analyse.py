"""Analyse a file of opinions: which are nearly the same, what they are about, which clauses, and what was answered earlier."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.core.management.base import CommandError

from shishin.consultations.errors import analysing as errors
from shishin.kit.commands import RefusingCommand
from shishin.kit.errors import Refusal
from shishin.kit.identity import join_words
from shishin.kit.intake.mapping import NoSuchColumn, column_called
from shishin.kit.intake.reading import read_sheet
from shishin.opinion_analysis.analysing import THRESHOLD, Order, analyse
from shishin.opinion_analysis.errors import Cancelled, CannotAnalyse
from shishin.opinion_analysis.linking import Answered, Clause, clauses_in
from shishin.opinion_analysis.reading import BATCH, Columns
from shishin.opinion_analysis.theming import AMOUNTS, MOST_THEMES, SOME

PARQUET = b"PAR1"
CANCELLED = 4
OF_CLAUSES, OF_ANSWERS = ("key", "label", "text"), ("id", "text")
"""Columns of `--clauses` and `--answered`; the first may not be empty."""
LINE = "opinions {opinions} distinct {distinct} groups {groups} themes {themes} unplaced {unplaced} seconds {seconds} sha {sha256}"


class Command(RefusingCommand):
    help = (
        "Find which opinions of a file are nearly the same, themes of what they are about, the clauses that they mean, and answers given earlier. It runs on this machine, sends "
        "nothing anywhere and touches no database. What was cut off goes on where it stood. The status is 1 when a file cannot be read, 4 when it was cancelled, else 0."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE", help="a table: .parquet, .csv or .xlsx")
        parser.add_argument(
            "--id", type=_named, required=True, metavar="COLUMN", help="the column by which a row is known, each by another value"
        )
        parser.add_argument("--text", type=_named, required=True, metavar="COLUMN", help="the column with the words")
        parser.add_argument("--copies", default="", metavar="COLUMN", help="how many voices a row stands for (default: one)")
        parser.add_argument(
            "--clauses", type=Path, metavar="FILE", help="the draft: the JSON that an edition offers, or a table with key, label and text"
        )
        parser.add_argument(
            "--answered",
            type=Path,
            metavar="FILE",
            help="opinions that were answered earlier: a table with the id of the answer and the text",
        )
        parser.add_argument("--out", type=_named, required=True, metavar="DIR", help="the folder for the results")
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
        parser.add_argument("--seed", type=_seed, default=1, metavar="S", help="where the search for themes begins (default: 1)")
        parser.add_argument(
            "--cluster",
            default=settings.CLUSTER,
            metavar="ADDRESS",
            help="a Ray to find on what is alike: host:6379, auto, or local for one of its own (default: SHISHIN_CLUSTER, or none)",
        )
        parser.add_argument("--afresh", action="store_true", help="begin anew, whatever the folder holds of an analysis")

    def handle(self, *, path: Path | str, out: Path | str, threshold: float, afresh: bool, **options: Any) -> None:
        file, folder = Path(path), Path(out)
        columns = Columns(options["id"], options["text"], options["copies"])
        as_parquet = None if _is_parquet(file) else lambda parquet: _as_parquet(file, columns, parquet)
        clauses, answered = options.get("clauses"), options.get("answered")
        order = Order(
            file,
            columns,
            threshold,
            themes=str(options["themes"]),
            seed=options["seed"],
            clauses=_clauses(Path(clauses)) if clauses else (),
            answered=[Answered(*cells) for cells in _rows(Path(answered), OF_ANSWERS)] if answered else (),
            cluster=options.get("cluster") or "",
            as_parquet=as_parquet,
        )
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


def _named(written: str) -> str:
    if not written.strip():
        raise ArgumentTypeError("nothing is named")
    return written


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


def _seed(written: str) -> int:
    if not (written.isdecimal() and len(written) <= 9):
        raise ArgumentTypeError(f"{written} is no whole number from 0 to 999999999")
    return int(written)


def _is_parquet(file: Path) -> bool:
    return _begin_of(file).startswith(PARQUET)


def _begin_of(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(64)
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


def _clauses(file: Path) -> Sequence[Clause]:
    """Of an edition that was downloaded, or of a table, where a clause with texts in several languages has a row of each."""
    if not _begins_as_json(file):
        labels, texts = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for key, label, text in _rows(file, OF_CLAUSES):
            labels[key] += filter(None, [label])
            texts[key].append(text)
        return [Clause(key, labels[key], texts=texts[key]) for key in texts]
    try:
        return clauses_in(json.loads(file.read_bytes()))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise errors.NoClauses(file=file.name) from error


def _begins_as_json(file: Path) -> bool:
    return _begin_of(file).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _rows(file: Path, wanted: Sequence[str]) -> Iterator[list[str]]:
    """The cells of the columns wanted, of each row of a table."""
    _begin_of(file)
    with file.open("rb") as opened, read_sheet(opened, name=file.name) as sheet:
        places = [column_called(name, sheet.headings) for name in wanted]
        for row in sheet.rows:
            cells = [row.cells[at].strip() for at in places]
            if not cells[0]:
                raise errors.NameMissing(file=file.name, row=row.line, column=wanted[0])
            yield cells


@contextmanager
def _cancelled_by_signals() -> Iterator[None]:
    wanted: list[int] = []

    def cancel(number: int, _frame: object) -> None:
        wanted.append(number)
        raise Cancelled

    before = {number: signal.signal(number, cancel) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except Exception as error:
        if wanted:
            # A library may say in its own words that it was cut off.
            raise Cancelled from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refusal(error: CannotAnalyse) -> Refusal:
    """The same, in the words for a person."""
    if columns := error.arguments.pop("columns", None):
        return NoSuchColumn(headings=join_words(columns), column=error.arguments["column"])
    return getattr(errors, type(error).__name__)(**error.arguments)
