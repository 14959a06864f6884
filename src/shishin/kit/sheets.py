"""Tables that go out as Excel or CSV. A cell holds what somebody wrote, never what a program would work out from it."""

from __future__ import annotations

import csv
import io
import math
import pickle
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, chain, islice
from tempfile import TemporaryFile
from typing import IO, Any, Literal, NamedTuple

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from shishin.kit.characters import on_one_line, without_controls
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.files import download

SheetFormat = Literal["xlsx", "csv"]
FORMATS: Mapping[SheetFormat, str] = {"xlsx": "Excel", "csv": "CSV"}
"""What readers call them."""
Value = str | int | float | Decimal | date | None
"""What a cell holds: a text, a number, yes or no, a day, a moment as the clock here shows it, or nothing."""

FORMULA_BEGINS = tuple("=+-@\t\r\n＝＋－＠")
"""A text that begins so is taken for a formula; in Japan with the wide signs as well."""
GUARD = "'"
LONGEST_TEXT, MOST_ROWS, LONGEST_TITLE, LONGEST_OFFER = 32_767, 1_048_576, 31, 255
"""What Excel takes in a cell, counted in UTF-16, on a sheet, as its title, and as what a cell offers."""
CONTINUED = gettext_lazy("%(heading)s (continued %(number)s)")
"""The heading of the column in which a text goes on that is longer than a cell."""
FIRST_DAY = date(1900, 3, 1)
"""Excel knows a 29 February 1900, so that the days before it are not the same in all programs."""
ROUNDED_FROM = 10**15
MEASURED_ROWS = 200
"""Widths come before the rows, so that the first ones stand for all."""
NARROWEST, WIDEST = 8, 60
PIECE = 64 * 1024
FONT = "Yu Gothic"
JAPANESE = 128
"""The character set by which a program that lacks the font chooses another."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` is for programs, `label` stands at its head, `value` says what a row has in it."""

    name: str
    label: str | Promise
    value: Callable[[Any], Any]
    choices: Mapping[str, str] = field(default_factory=dict)
    """What may be filled in, and what each means: Excel offers them, and takes another word after a warning."""
    read: Callable[[str], Any] = str.strip
    """What a cell that comes back says, such as a reader of `intake.cells`; with `str` its spaces stay, too."""
    is_needed: bool = False
    """Whether nothing is to be read of a row without it."""


class BookSheet(NamedTuple):
    """One sheet of a workbook: a table under a title of its own."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]


def write_sheet(columns: Sequence[Column], rows: Iterable[Any], form: SheetFormat, *, title: str = "") -> Iterator[bytes]:
    """A table as the bytes of a file, piece by piece. Its rows are read once, and never all in memory.

    In Excel a text that is longer than a cell goes on in the next column, under a heading that says so.
    """
    sheet = BookSheet(title, columns, rows)
    return _csv(_lines(sheet)) if form == "csv" else write_book([sheet])


def _lines(sheet: BookSheet) -> Iterator[list[Value]]:
    """The head of a table in the language of now, then its rows."""
    labels: list[Value] = [_plain(column.label) for column in sheet.columns]
    return chain([labels], ([_plain(column.value(row)) for column in sheet.columns] for row in sheet.rows))


def sheet_links(route: str, *place: str, query: str = "") -> list[tuple[str, str]]:
    """Where a table is to be had in each form, as (address, label); `query` is the filter of the page that offers it."""
    asked = f"?{query}" if query else ""
    return [(reverse(route, args=[*place, form]) + asked, label) for form, label in FORMATS.items()]


def sheet_download(
    columns: Sequence[Column], rows: Iterable[Any], form: str, *, name: str, suggestions: Sequence[tuple[str, str]] = ()
) -> HttpResponse | StreamingHttpResponse:
    """A table as an answer: a file of that name, to which the ending is added. Who asks for another form is offered the links."""
    for known in FORMATS:
        if form == known:
            return download(write_sheet(columns, rows, known, title=name), name=f"{name}.{form}")
    raise NotFoundWithSuggestions(_("There is no table in the format “%(format)s”.") % {"format": form}, suggestions=suggestions)


def _plain(value: Any) -> Value:
    """A value as both formats take it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (float, Decimal)):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (int, date)):
        return value
    return without_controls(re.sub(r"\r\n?", "\n", str(value)))


def _day_in_figures(day: date) -> str:
    return f"{day:%Y-%m-%d %H:%M}" if isinstance(day, datetime) else day.isoformat()


def _csv(lines: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """With the mark by which Excel knows UTF-8."""
    buffer = io.StringIO("\ufeff", newline="")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    for line in lines:
        writer.writerow([_in_csv(value) for value in line])
        if buffer.tell() >= PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _in_csv(value: Value) -> Value:
    if isinstance(value, str):
        return GUARD + value if value.startswith(FORMULA_BEGINS) else value
    if isinstance(value, bool):
        return str(value).upper()
    return _day_in_figures(value) if isinstance(value, date) else value


def write_book(sheets: Iterable[BookSheet]) -> Iterator[bytes]:
    """A workbook of Excel with a table a sheet, as the bytes of a file, piece by piece."""
    with ExitStack() as undoing:
        file = undoing.enter_context(TemporaryFile())
        book = Workbook(write_only=True)
        for style in _styles():
            book.add_named_style(style)
        try:
            for sheet in sheets:
                _add_sheet(book, sheet)
        finally:
            # Also when a row fails: saving takes away the files in which the rows lay until then.
            if book.worksheets:
                book.save(file)
        file.seek(0)
        undoing.pop_all()
    return _Pieces(file)


def _add_sheet(book: Workbook, table: BookSheet) -> None:
    with TemporaryFile() as spool:
        lines = _SpooledTable(spool, _lines(table))
        sheet = book.create_sheet(_sheet_title(table.title))
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(list(islice(lines, 1 + MEASURED_ROWS))), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        for at, column in zip(lines.begins(), table.columns, strict=True):
            if column.choices:
                sheet.data_validations.append(_offer(column.choices, get_column_letter(at)))
        _fill(sheet, lines)


def _fill(sheet: Any, lines: Iterable[Sequence[Value]]) -> None:
    """The head and the rows, with a filter over all of them."""
    count, columns = 0, 0
    for count, line in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise ValueError(f"A sheet of Excel has at most {MOST_ROWS} rows.")
        columns = len(line)
        sheet.append([_cell(sheet, value, is_head=count == 1) for value in line])
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{count}"


class _SpooledTable:
    """A table on the disk, so that its widest texts are known before its first row is written."""

    def __init__(self, spool: IO[bytes], lines: Iterable[Sequence[Value]]) -> None:
        self._spool = spool
        self._count = 0
        self._parts: list[int] = []
        """How many columns each needs for its longest text."""
        for self._count, line in enumerate(lines, start=1):
            parts = [len(_parts_of(value)) for value in line]
            self._parts = list(map(max, self._parts or parts, parts))
            pickle.dump(line, spool)

    def begins(self) -> list[int]:
        """The column at which each begins, from 1."""
        return list(accumulate(self._parts[:-1], initial=1))

    def __iter__(self) -> Iterator[list[Value]]:
        self._spool.seek(0)
        for number in range(self._count):
            line: Sequence[Value] = pickle.load(self._spool)  # noqa: S301 - written above
            yield list(
                chain.from_iterable(self._spread(value, parts, is_head=not number) for value, parts in zip(line, self._parts, strict=True))
            )

    def _spread(self, value: Value, parts: int, *, is_head: bool) -> list[Value]:
        if is_head:
            return [value, *(CONTINUED % {"heading": value, "number": number} for number in range(2, parts + 1))]
        cells = _parts_of(value)
        return [*cells, *[None] * (parts - len(cells))]


def _parts_of(value: Value) -> list[Value]:
    """A value as the cells that it needs."""
    if not isinstance(value, str) or 2 * len(value) <= LONGEST_TEXT:
        return [value]
    parts: list[Value] = []
    while value:
        end = LONGEST_TEXT
        while (too_many := _length_in_excel(value[:end]) - LONGEST_TEXT) > 0:
            end = min(end, len(value)) - max(1, too_many // 7)
        parts.append(value[:end])
        value = value[end:]
    return parts


def _length_in_excel(text: str) -> int:
    return len(_escaped(text).encode("utf-16-le")) // 2


def _escaped(text: str) -> str:
    """Excel reads _x0041_ as A."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def _styles() -> Iterator[NamedStyle]:
    font, alignment = Font(name=FONT, size=11, charset=JAPANESE), Alignment(vertical="top")
    bold, grey = Font(name=FONT, size=11, charset=JAPANESE, bold=True), PatternFill("solid", fgColor="E8E8E8")
    wrapped = Alignment(vertical="top", wrap_text=True)
    yield NamedStyle("head", font=bold, fill=grey, alignment=wrapped, number_format="@")
    yield NamedStyle("text", font=font, alignment=wrapped)
    yield NamedStyle("number", font=font, alignment=alignment)
    yield NamedStyle("day", font=font, alignment=alignment, number_format="yyyy-mm-dd")
    yield NamedStyle("moment", font=font, alignment=alignment, number_format="yyyy-mm-dd hh:mm")


def _cell(sheet: Any, value: Value, *, is_head: bool) -> WriteOnlyCell | None:
    if value is None or value == "":
        return None
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < FIRST_DAY:
        value = _day_in_figures(value)
    elif isinstance(value, (int, float, Decimal)) and not -ROUNDED_FROM < value < ROUNDED_FROM:
        value = str(value)
    if isinstance(value, str):
        return _text_cell(sheet, value, style="head" if is_head else "text")
    cell = WriteOnlyCell(sheet, value)
    cell.style = "moment" if isinstance(value, datetime) else "day" if isinstance(value, date) else "number"
    return cell


def _text_cell(sheet: Any, text: str, *, style: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _escaped(text))
    cell.data_type = "s"
    cell.style = style
    if text.startswith(FORMULA_BEGINS):
        # It stays a text also when somebody edits the cell.
        cell.quotePrefix = True
    return cell


def _offer(choices: Mapping[str, str], column: str) -> DataValidation:
    """A list in each cell below the head. Excel takes 255 letters of it, and as many of what it says beside the cell."""
    names = ",".join(name for name in choices if "," not in name and '"' not in name)
    said = "\n".join(f"{name} {meaning}" if meaning != name else name for name, meaning in choices.items())
    offer = DataValidation(
        errorStyle="warning", showErrorMessage=True, showInputMessage=True, allow_blank=True, prompt=said[:LONGEST_OFFER]
    )
    if len(names) <= LONGEST_OFFER:
        offer.type, offer.formula1 = "list", f'"{names}"'
    offer.add(f"{column}2:{column}{MOST_ROWS}")
    return offer


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", on_one_line(title))[:LONGEST_TITLE].strip() or "Sheet1"


def _widths(lines: Sequence[Sequence[Value]]) -> Iterator[int]:
    """Wide characters count as two. The head has an arrow beside it."""
    for head, *values in zip(*lines, strict=True):
        widths = [_width(head) + 3, *map(_width, values)]
        yield min(max(*widths, NARROWEST) + 2, WIDEST)


def _width(value: Value) -> int:
    text = _day_in_figures(value) if isinstance(value, date) else "" if value is None else str(value)
    return max(len(line) + sum(unicodedata.east_asian_width(letter) in "WFA" for letter in line) for line in text.split("\n"))


class _Pieces(Iterator[bytes]):
    """A file piece by piece. It is closed at its end, and by an answer whose reader went away."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __next__(self) -> bytes:
        piece = b"" if self._file.closed else self._file.read(PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        self._file.close()
