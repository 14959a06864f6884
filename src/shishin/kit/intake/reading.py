"""Reading: a table from elsewhere becomes headings and rows of text. It is read in a process of its own and lies on the disk until its rows are asked for."""

from __future__ import annotations

import errno
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from tempfile import TemporaryFile, gettempdir
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from shishin.kit.budget import Budget
from shishin.kit.characters import CONTROLS, on_one_line, without_controls
from shishin.kit.identity import in_every_language
from shishin.kit.intake.delimited import delimited_rows, encoding_of
from shishin.kit.intake.errors import CellError, EmptySheet, NoRoomToRead, SheetTooLarge
from shishin.kit.intake.workbooks import WithoutValue, is_workbook, workbook_rows
from shishin.kit.own_process import Bounds, OwnProcess
from shishin.kit.sheets import CONTINUED

READING = Bounds(memory=1024, seconds=180)
MOST_COLUMNS, MOST_ROWS, MOST_MERGED = 450, 1_200_000, 100_000
"""A form that maps columns has two fields for each, and Django takes a thousand."""
FULL = (errno.ENOSPC, errno.EDQUOT)
TOP = 20
"""Rows among which the headings are looked for."""
COUNTED_EVERY = 500


class Row(NamedTuple):
    """A row with something in it, by the number that Excel gives it."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column is called, and its letter."""

    words: str
    letter: str

    def __str__(self) -> str:
        return self.words


class Outline(NamedTuple):
    """What is known of a table besides its rows."""

    headings: tuple[Heading, ...]
    heading_row: int
    encoding: str
    """In which it was, or nothing for Excel."""
    top: tuple[Row, ...]
    """The first rows as they are, for whoever chooses the headings."""
    rows: int


class Sheet:
    """A table that was read. Its rows are read from the disk, one by one and as often as asked; closing it takes them away."""

    def __init__(self, spool: IO[bytes], outline: Outline) -> None:
        self._spool = spool
        self.headings = outline.headings
        self.heading_row = outline.heading_row
        self.encoding = outline.encoding
        self.top = outline.top
        self._count = outline.rows

    def __len__(self) -> int:
        return self._count

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._spool.close()

    @property
    def rows(self) -> Iterator[Row]:
        at = 0
        for _number in range(self._count):
            self._spool.seek(at)
            line, cells = pickle.load(self._spool)  # noqa: S301 - written by our own process
            at = self._spool.tell()
            yield Row(line, cells + [""] * (len(self.headings) - len(cells)))

    @cached_property
    def begin(self) -> list[Row]:
        """The first rows below the headings."""
        return list(islice(self.rows, TOP))

    def cell(self, row: Row, column: int) -> str:
        """The address of a cell, as C17."""
        return f"{self.headings[column].letter}{row.line}"

    def refuse_without_value(self, row: Row, columns: Iterable[int]) -> None:
        """A formula whose value is not in the file is not the same as nothing."""
        for column in columns:
            if isinstance(row.cells[column], WithoutValue):
                raise self.error(row, column, _("This is a formula without its value: open the file in a spreadsheet program and save it."))

    def error(self, row: Row, column: int, why: Any) -> CellError:
        return CellError(self.cell(row, column), why)


def read_sheet(
    file: IO[bytes],
    *,
    name: str,
    heading_row: int = 0,
    encoding: str = "",
    most: int = MOST_ROWS,
    look: Callable[[], object] = lambda: None,
    bounds: Bounds = READING,
) -> Sheet:
    """The table in a file of Excel, CSV or TSV. Which row has the headings, and in what encoding it is, is found where it is not chosen."""
    file.seek(0, 2)
    if file.tell() > settings.INTAKE_LIMIT:
        raise SheetTooLarge(file=name, limit=settings.INTAKE_LIMIT)
    spool = TemporaryFile()  # noqa: SIM115 - the sheet closes it
    try:
        outline = OwnProcess(name, look=look, bounds=bounds).run(
            _spooled, file, spool, name=name, heading_row=heading_row, encoding=encoding, most=most
        )
    except BaseException:
        spool.close()
        raise
    return Sheet(spool, outline)


def _spooled(file: IO[bytes], spool: IO[bytes], *, name: str, heading_row: int, encoding: str, most: int) -> Outline:
    limits = {
        "rows": most,
        "columns": MOST_COLUMNS,
        "merged": MOST_MERGED,
        "characters": settings.INTAKE_LIMIT,
        "seconds": READING.seconds,
    }
    budget = Budget(name, limits)
    file.seek(0)
    if is_workbook(file.read(8)):
        encoding, lines = "", workbook_rows(file, name=name, limit=settings.INTAKE_LIMIT, budget=budget)
    else:
        encoding = encoding_of(file, name=name, chosen=encoding)
        lines = delimited_rows(file, name=name, encoding=encoding)
    filled = _filled(lines, budget)
    top = list(islice(filled, max(TOP, heading_row)))
    head = _heading_among(top, heading_row)
    if head is None:
        raise EmptySheet(file=name)
    continued = _continued(head.cells)
    count, width = 0, len(head.cells)
    try:
        for line, cells in chain((row for row in top if row.line > head.line), filled):
            width = max(width, len(cells))
            pickle.dump((line, _joined(cells, continued)), spool)
            count += 1
        spool.flush()
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoomToRead(file=name, folder=gettempdir()) from error
    if not count:
        raise EmptySheet(file=name)
    headings = tuple(heading for at, heading in enumerate(_headings(head.cells, width)) if at not in continued)
    return Outline(headings, head.line, encoding, tuple(top[:TOP]), count)


def _filled(lines: Iterator[list[str]], budget: Budget) -> Iterator[Row]:
    """Rows with something in them, counted, without what no format takes and without empty cells at their end."""
    rows = characters = 0
    for line, cells in enumerate(lines, start=1):
        budget.reach("columns", len(cells), line=line)
        whole = "".join(cells)
        kept = [without_controls(cell) for cell in cells] if CONTROLS.search(whole) else cells
        while kept and not kept[-1].strip() and not isinstance(kept[-1], WithoutValue):
            kept.pop()
        if kept:
            rows, characters = rows + 1, characters + len(whole)
            budget.reach("rows", rows, line=line)
            yield Row(line, kept)
        if not line % COUNTED_EVERY:
            budget.spend("characters", characters, line=line)
            characters = 0
    budget.spend("characters", characters)


def _heading_among(top: Sequence[Row], chosen: int) -> Row | None:
    """The row that was chosen, or the first with half as many cells as any, and two if any has: above it stand titles and notes."""
    if chosen:
        return next((row for row in top if row.line == chosen), None)
    most = max((_cells_of(row) for row in top), default=0)
    return next((row for row in top if 2 * _cells_of(row) >= most and _cells_of(row) >= min(most, 2)), None)


def _cells_of(row: Row) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _headings(cells: Sequence[str], width: int) -> Iterator[Heading]:
    """Each under a name of its own: a second of a name has its letter behind it, and what has no name is called by its letter."""
    taken: set[str] = set()
    for at, cell in enumerate([*cells, *[""] * (width - len(cells))]):
        letter = get_column_letter(at + 1)
        words = on_one_line(cell)
        words = f"{words} ({letter})" if words in taken else words or letter
        taken.add(words)
        yield Heading(words, letter)


def _continued(headings: Sequence[str]) -> Mapping[int, int]:
    """The columns in which a text of the one before them goes on, with that one: tables of ours part what is longer than a cell."""
    continued: dict[int, int] = {}
    for at, heading in enumerate(headings):
        begin = continued.get(at - 1, at - 1)
        number = at - begin + 1
        if begin >= 0 and heading in (
            words % {"heading": headings[begin], "number": number} for words in in_every_language(CONTINUED).values()
        ):
            continued[at] = begin
    return continued


def _joined(cells: list[str], continued: Mapping[int, int]) -> list[str]:
    if not continued:
        return cells
    whole = list(cells)
    for at, begin in continued.items():
        if at < len(cells):
            whole[begin] += cells[at]
    return [cell for at, cell in enumerate(whole) if at not in continued]
