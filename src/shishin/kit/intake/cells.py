"""Cells: what the columns of a tidy table say. Each is read by the reader of its column; what cannot be read is told by its cell, and all else is read on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shishin.kit.dates import FiscalYear, Quarter, read_fiscal_year, read_moment, read_quarter
from shishin.kit.identity import compared_name, in_every_language, join_words
from shishin.kit.intake.errors import CellError
from shishin.kit.intake.mapping import ColumnMapping, Role
from shishin.kit.intake.reading import Row, Sheet
from shishin.kit.sheets import Column

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
POWER = re.compile(r"(?:[eE][+-]?\d{1,3})?", re.ASCII)
"""As a program writes a very small number."""
MINUS = re.compile("^[−△▲]")
"""As accounts in Japan mark what is less than nothing."""
EXACT = 15
"""Figures that Excel keeps of a number."""


# What a cell says.


class UnreadCell(ValueError):
    """Why a cell does not say what its column asks for, and what would."""


def number(written: str) -> Decimal:
    """1234, 1,234, １，２３４, -1.5, △12. Without a unit: nobody knows whether 123千 are pieces or thousands."""
    plain = MINUS.sub("-", unicodedata.normalize("NFKC", written).strip())
    within = NUMBER.search(plain)
    if within is None:
        raise UnreadCell(_("“%(written)s” is no number.") % {"written": written})
    if within.start() or not POWER.fullmatch(plain, within.end()):
        words = _("“%(written)s” is more than a number: write %(number)s alone. What it counts is said by the heading or another column.")
        raise UnreadCell(words % {"written": written, "number": within[0]})
    figure = Decimal(plain.replace(",", ""))
    if figure == figure.to_integral_value():
        return figure
    # What a program worked out has figures behind those that it keeps.
    return figure if len(figure.as_tuple().digits) <= EXACT else Decimal(f"{figure:.{EXACT}g}")


def whole_number(written: str) -> int:
    figure = number(written)
    if figure != figure.to_integral_value():
        raise UnreadCell(_("“%(written)s” is no whole number.") % {"written": written})
    return int(figure)


def day(written: str) -> date:
    """As people write it, or as Excel counts it where the column has lost its format."""
    moment = read_moment(written)
    if moment is None:
        raise UnreadCell(_("“%(written)s” is no day: write it as 2026-11-22 or 令和8年11月22日.") % {"written": written})
    return timezone.localtime(moment).date()


def quarter(written: str) -> Quarter:
    read = read_quarter(written)
    if read is None:
        raise UnreadCell(_("“%(written)s” is no quarter: write it as 2026Q3 or 令和8年度第3四半期.") % {"written": written})
    return read


def fiscal_year(written: str) -> FiscalYear:
    read = read_fiscal_year(written)
    if read is None:
        raise UnreadCell(_("“%(written)s” is no fiscal year: write it as 2026 or 令和8年度.") % {"written": written})
    return read


def one_of(choices: Mapping[str, str | Promise]) -> Callable[[str], str]:
    """A reader of one of some keys, which are known by what they are called in any language, too."""

    def read(written: str) -> str:
        known = {compared_name(words): key for key, label in choices.items() for words in (key, *in_every_language(label).values())}
        if (key := known.get(compared_name(written))) is None:
            words = _("“%(written)s” is none of these: %(choices)s.")
            raise UnreadCell(words % {"written": written, "choices": join_words(map(str, choices.values()))})
        return key

    return read


# What a table says.


@dataclass(frozen=True, slots=True)
class TidyRow:
    """What a row says, by the names of the columns that the file has; nothing where a cell is empty."""

    line: int
    values: Mapping[str, Any]
    place: str
    """The address of the row, for what is said of a column that the file does not have."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """The address of each cell."""

    def error(self, column: str, why: object) -> CellError:
        """What only whoever knows more than the cell finds wrong with it."""
        return CellError(self.cells.get(column, self.place), why)


@dataclass(frozen=True, slots=True)
class Table:
    """What could be read of a sheet, and what could not, cell by cell. A row with a fault is not among the rows."""

    rows: Sequence[TidyRow] = ()
    faults: Sequence[CellError] = ()
    columns: frozenset[str] = frozenset()
    """The names of the columns that the file has."""
    not_taken: Sequence[str] = ()
    """What stands at the head of columns that nobody asked for."""


def read_table(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """A sheet by the columns by which it was written, in any order. Each is known by its name and by its label in any language."""
    if not sheet.headings:
        return Table()
    roles = [Role(column.name, column.label, is_needed=column.is_needed) for column in columns]
    mapping = ColumnMapping.guessed(sheet.headings, roles)
    places = {name: found[0].at for name, found in mapping.columns.items()}
    missing = [column for column in columns if column.is_needed and column.name not in places]
    reading = _Reading(sheet, {column.name: column for column in columns}, places)
    others = [at for at in range(len(sheet.headings)) if at not in places.values()]
    faults = [*(reading.fault_of_missing(column) for column in missing), *reading.faults_of_others(others, roles)]
    rows: list[TidyRow] = []
    for row in () if missing else sheet.rows:
        read, faults_here = reading.row(row)
        faults += faults_here
        rows += [] if faults_here else [read]
    return Table(rows, faults, frozenset(places), [sheet.headings[at].words for at in others if not reading.is_nameless(at)])


@dataclass(frozen=True, slots=True)
class _Reading:
    sheet: Sheet
    columns: Mapping[str, Column]
    places: Mapping[str, int]

    def row(self, row: Row) -> tuple[TidyRow, list[CellError]]:
        values: dict[str, Any] = {}
        faults: list[CellError] = []
        for name, at in self.places.items():
            try:
                values[name] = self.cell(row, self.columns[name], at)
            except CellError as fault:
                faults.append(fault)
        cells = {name: self.sheet.cell(row, at) for name, at in self.places.items()}
        return TidyRow(row.line, values, self.sheet.address(str(row.line)), cells), faults

    def cell(self, row: Row, column: Column, at: int) -> Any:
        self.sheet.refuse_without_value(row, [at])
        written = row.cells[at]
        if row.line == self.sheet.heading_row + 1 and compared_name(written) == compared_name(self.sheet.headings[at].words):
            words = _(
                "The heading stands here once more. Where the head is merged over several rows, leave one with a heading in each cell."
            )
            raise self.sheet.error(row, at, words)
        if not written.strip():
            if column.is_needed:
                raise self.sheet.error(row, at, _("Something has to stand here: %(column)s.") % {"column": column.label})
            return None
        try:
            return column.read(written)
        except UnreadCell as why:
            raise self.sheet.error(row, at, why) from why

    def fault_of_missing(self, column: Column) -> CellError:
        names = {"column": column.name, "headings": join_words(heading.words for heading in self.sheet.headings)}
        why = _("There is no column “%(column)s” among: %(headings)s.") % names
        return CellError(self.sheet.address(str(self.sheet.heading_row)), why)

    def faults_of_others(self, others: Sequence[int], roles: Sequence[Role]) -> Iterator[CellError]:
        """A second column of one name, and one without a name in which something stands, are not passed over in silence."""
        known = set().union(*(role.known_as for role in roles))
        for at in others:
            heading = self.sheet.headings[at]
            place = self.sheet.address(f"{heading.letter}{self.sheet.heading_row}")
            if compared_name(heading.words.removesuffix(f" ({heading.letter})")) in known:
                yield CellError(place, _("This heading is there twice: take one of the columns out, or name it otherwise."))
            elif self.is_nameless(at) and any(row.cells[at].strip() for row in self.sheet.rows):
                yield CellError(
                    place, _("This column has no heading. Where cells of the head are merged, part them and give each its own.")
                )

    def is_nameless(self, at: int) -> bool:
        return self.sheet.headings[at].words == self.sheet.headings[at].letter
