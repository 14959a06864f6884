"""Reading: a table from elsewhere becomes headings and rows of text. It is read in a process of its own and lies on the disk until its rows are asked for."""

from __future__ import annotations

import errno
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
from shishin.kit.identity import compared_name, in_every_language
from shishin.kit.intake.delimited import delimited_rows, encoding_of
from shishin.kit.intake.errors import BrokenWorkbook, CellError, EmptySheet, NoRoomToRead, SheetTooLarge
from shishin.kit.intake.workbooks import CountedWorkbook, WithoutValue, is_workbook
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
    title: str = ""
    """Of the sheet, where several of a workbook were asked for."""
    begin: int = 0
    """Where its rows begin in the file in which they lie."""


class Sheet:
    """A table that was read. Its rows are read from the disk, one by one and as often as asked; closing it takes them away."""

    def __init__(self, spool: IO[bytes], outline: Outline) -> None:
        self._spool = spool
        self._begin = outline.begin
        self.title = outline.title
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
        at = self._begin
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
        """The address of a cell, as C17, or measures!C17 in a workbook of which several sheets were asked for."""
        return self.address(f"{self.headings[column].letter}{row.line}")

    def address(self, place: str) -> str:
        return f"{self.title}!{place}" if self.title else place

    def refuse_without_value(self, row: Row, columns: Iterable[int]) -> None:
        """A formula whose value is not in the file is not the same as nothing."""
        for column in columns:
            if isinstance(row.cells[column], WithoutValue):
                raise self.error(row, column, _("This is a formula without its value: open the file in a spreadsheet program and save it."))

    def error(self, row: Row, column: int, why: Any) -> CellError:
        return CellError(self.cell(row, column), why)


class Book:
    """The sheets of a workbook that were asked for and are there, by the titles they were asked for; closing it takes their rows away."""

    def __init__(self, spool: IO[bytes], outlines: Iterable[Outline], others: Sequence[str]) -> None:
        self._spool = spool
        self.sheets: Mapping[str, Sheet] = {outline.title: Sheet(spool, outline) for outline in outlines}
        self.others = others
        """The titles of the sheets that nobody asked for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._spool.close()


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
    with _read_apart(file, name=name, look=look, bounds=bounds) as (process, spool):
        outline = process.run(_spooled, file, spool, name=name, heading_row=heading_row, encoding=encoding, most=most)
    return Sheet(spool, outline)


def read_book(
    file: IO[bytes],
    *,
    name: str,
    titles: Sequence[str],
    most: int = MOST_ROWS,
    look: Callable[[], object] = lambda: None,
    bounds: Bounds = READING,
) -> Book:
    """The sheets of an Excel file that have these titles, however they are written. A sheet may have no rows."""
    with _read_apart(file, name=name, look=look, bounds=bounds) as (process, spool):
        outlines, others = process.run(_spooled_book, file, spool, name=name, titles=titles, most=most)
    return Book(spool, outlines, others)


@contextmanager
def _read_apart(file: IO[bytes], *, name: str, look: Callable[[], object], bounds: Bounds) -> Iterator[tuple[OwnProcess, IO[bytes]]]:
    """A process of its own, and a file in which it leaves the rows; what was read closes that one."""
    file.seek(0, 2)
    if file.tell() > settings.INTAKE_LIMIT:
        raise SheetTooLarge(file=name, limit=settings.INTAKE_LIMIT)
    spool = TemporaryFile()  # noqa: SIM115 - the sheet closes it
    try:
        yield OwnProcess(name, look=look, bounds=bounds), spool
    except BaseException:
        spool.close()
        raise


def _budget(name: str, most: int) -> Budget:
    limits = {
        "rows": most,
        "columns": MOST_COLUMNS,
        "merged": MOST_MERGED,
        "characters": settings.INTAKE_LIMIT,
        "seconds": READING.seconds,
    }
    return Budget(name, limits)


def _spooled(file: IO[bytes], spool: IO[bytes], *, name: str, heading_row: int, encoding: str, most: int) -> Outline:
    budget = _budget(name, most)
    file.seek(0)
    if is_workbook(file.read(8)):
        book = CountedWorkbook(file, name=name, limit=settings.INTAKE_LIMIT)
        encoding, lines = "", book.rows(book.first_with_rows, budget=budget)
    else:
        encoding = encoding_of(file, name=name, chosen=encoding)
        lines = delimited_rows(file, name=name, encoding=encoding)
    with _room_for(spool, name=name):
        outline = _spool_rows(_filled(lines, budget), spool, heading_row=heading_row)
    if not outline.rows:
        raise EmptySheet(file=name)
    return outline._replace(encoding=encoding)


def _spooled_book(file: IO[bytes], spool: IO[bytes], *, name: str, titles: Sequence[str], most: int) -> tuple[list[Outline], list[str]]:
    file.seek(0)
    if not is_workbook(file.read(8)):
        raise BrokenWorkbook(file=name)
    book, budget = CountedWorkbook(file, name=name, limit=settings.INTAKE_LIMIT), _budget(name, most)
    asked = {compared_name(title): title for title in titles}
    outlines, others = [], []
    with _room_for(spool, name=name):
        for place, title in book.titles.items():
            if wanted := asked.pop(compared_name(title), ""):
                outlines.append(_spool_rows(_filled(book.rows(place, budget=budget), budget), spool)._replace(title=wanted))
            else:
                others.append(title)
    return outlines, others


@contextmanager
def _room_for(spool: IO[bytes], *, name: str) -> Iterator[None]:
    """Rows go to the disk, which may be full."""
    try:
        yield
        spool.flush()
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoomToRead(file=name, folder=gettempdir()) from error


def _spool_rows(filled: Iterator[Row], spool: IO[bytes], *, heading_row: int = 0) -> Outline:
    """The rows below the headings go to the disk; there are none where there are no headings."""
    begin = spool.tell()
    top = list(islice(filled, max(TOP, heading_row)))
    head = _heading_among(top, heading_row)
    if head is None:
        return Outline((), 0, "", tuple(top[:TOP]), 0, begin=begin)
    continued = _continued(head.cells)
    count, width = 0, len(head.cells)
    for line, cells in chain((row for row in top if row.line > head.line), filled):
        width = max(width, len(cells))
        pickle.dump((line, _joined(cells, continued)), spool)
        count += 1
    headings = tuple(heading for at, heading in enumerate(_headings(head.cells, width)) if at not in continued)
    return Outline(headings, head.line, "", tuple(top[:TOP]), count, begin=begin)


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
