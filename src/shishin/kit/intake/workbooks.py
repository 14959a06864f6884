"""Workbooks: the rows of an Excel file, after what it truly unpacks to was counted."""

from __future__ import annotations

import os
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from posixpath import join, normpath
from typing import IO, Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from shishin.kit.budget import Budget
from shishin.kit.file_kinds import is_as_named
from shishin.kit.intake.errors import BrokenWorkbook, LockedWorkbook, OldWorkbook, SheetTooLarge

ARCHIVE, OLD_FILE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
AT_ONCE = 1024 * 1024
LOCAL_HEADER = 30
TIMES_UNPACKED, TIMES_PACKED, ALWAYS_UNPACKED = 5, 200, 50_000_000
"""A sheet unpacks to five times what its words take as CSV, where a program writes each character as a number; and letters that are all alike to 200 times the file."""
FURTHEST_DECLARATION = 2_000
"""Bytes within which a document type would be declared."""
FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>')
"""A cell of a sheet that says how it is computed and not what came of it: nobody opened and saved the file since."""
LONGEST_FORMULA = 40_000
"""Bytes of a cell, which two pieces of a file may part."""


class WithoutValue(str):
    """An empty cell: its formula is there, its value not."""

    __slots__ = ()


def is_workbook(begin: bytes) -> bool:
    return begin.startswith((ARCHIVE, OLD_FILE))


class CountedWorkbook:
    """A workbook of which was counted what it truly unpacks to, before anything was made of it. Hidden sheets are not its."""

    def __init__(self, file: IO[bytes], *, name: str, limit: int) -> None:
        file.seek(0)
        if file.read(len(OLD_FILE)) == OLD_FILE:
            file.seek(0)
            raise LockedWorkbook(file=name) if LOCKED in file.read() else OldWorkbook(file=name)
        if not is_as_named(file, name="a.xlsx"):
            raise BrokenWorkbook(file=name)
        self._name = name
        self._formulas = _count_unpacked(file, name=name, limit=limit)
        with _refusing(name):
            file.seek(0)
            self._book = CalamineWorkbook.from_filelike(file)
            self._parts = _parts(file)
        self.titles: Mapping[int, str] = {
            place: sheet.name
            for place, sheet in enumerate(self._book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        }
        """By the place of each sheet."""
        if not self.titles:
            raise BrokenWorkbook(file=name)

    @property
    def first_with_rows(self) -> int:
        with _refusing(self._name):
            return next((place for place in self.titles if self._book.get_sheet_by_index(place).start), min(self.titles))

    def rows(self, place: int, *, budget: Budget) -> Iterator[list[str]]:
        """A sheet from its first row and column on, as text."""
        with _refusing(self._name):
            formulas = self._formulas.get(self._parts[place] if place < len(self._parts) else "", set())
            yield from _with_formulas(_rows(self._book.get_sheet_by_index(place), budget=budget), formulas)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise LockedWorkbook(file=name) from error
    except CalamineError as error:
        raise BrokenWorkbook(file=name) from error


def _parts(file: IO[bytes]) -> list[str]:
    """Where the sheets are, in their order."""
    with ZipFile(file) as archive:
        # Without a document type, as was seen when they were counted.
        book, ties = (ElementTree.fromstring(archive.read(f"xl/{name}")) for name in ("workbook.xml", "_rels/workbook.xml.rels"))  # noqa: S314
    targets = {tie.get("Id"): tie.get("Target", "") for tie in ties}
    sheets = [one for one in book.iter() if one.tag.endswith("}sheet")]
    named = [next((value for name, value in one.items() if name.endswith("}id")), "") for one in sheets]
    return [normpath(join("/xl", targets.get(name, ""))).lstrip("/") for name in named]


def _with_formulas(rows: Iterator[list[str]], formulas: set[str]) -> Iterator[list[str]]:
    """Each formula without a value in its place, also beside and below what the sheet has else."""
    if not formulas:
        yield from rows
        return
    at: defaultdict[int, list[int]] = defaultdict(list)
    for address in formulas:
        line, column = coordinate_to_tuple(address)
        at[line].append(column - 1)
    number = 0
    for number, row in enumerate(rows, start=1):
        yield _with_empty(row, at.get(number, ()))
    for below in range(number + 1, max(at) + 1):
        yield _with_empty([], at.get(below, ()))


def _with_empty(row: list[str], columns: Sequence[int]) -> list[str]:
    row = row + [""] * (max(columns, default=-1) + 1 - len(row))
    for column in columns:
        row[column] = WithoutValue()
    return row


def _rows(sheet: CalamineSheet, *, budget: Budget) -> Iterator[list[str]]:
    if sheet.start is None:
        return
    budget.reach("columns", sheet.total_width)
    before = [""] * sheet.start[1]
    merged = _merged(sheet, budget=budget)
    going_on: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(sheet.iter_rows()):
        row = [*before, *map(_text, values)]
        if going_on and any(row):
            going_on = {column: held for column, held in going_on.items() if held[0] >= number}
            for column, (_last, value) in going_on.items():
                row[column] = row[column] or value
        for column, last in merged.get(number, ()):
            if column < len(row):
                going_on[column] = (last, row[column])
        yield row


def _merged(sheet: CalamineSheet, *, budget: Budget) -> dict[int, list[tuple[int, int]]]:
    """Cells that are merged downwards hold for every row beside them: in which row each begins, its column, and its last row."""
    ranges = sheet.merged_cell_ranges or []
    budget.spend("merged", len(ranges))
    merged: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for (first, column), (last, _last_column) in ranges:
        if last > first:
            merged[first].append((column, last))
    return merged


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else str(value)


def _count_unpacked(file: IO[bytes], *, name: str, limit: int) -> dict[str, set[str]]:
    """Refuse what unpacks to many times the limit or the file, and a member that has another size than it says. Returned are formulas without values."""
    unpacked = 0
    formulas: defaultdict[str, set[str]] = defaultdict(set)
    limit = min(TIMES_UNPACKED * limit, max(TIMES_PACKED * file.seek(0, os.SEEK_END), ALWAYS_UNPACKED))
    with ZipFile(file) as archive:
        members: Sequence[ZipInfo] = [member for member in archive.infolist() if member.filename.lower().endswith((".xml", ".rels"))]
    for member in members:
        begin, size, before = b"", 0, b""
        for piece in _unpacked(file, member, name=name):
            begin = begin or piece[:FURTHEST_DECLARATION]
            size += len(piece)
            if b"<f" in before or b"<f" in piece:
                found = FORMULA.findall(before + piece)
                formulas[member.filename].update(map(bytes.decode, found))
            before = piece[-LONGEST_FORMULA:]
            if unpacked + size > limit:
                raise SheetTooLarge(file=name, limit=limit)
        if size != member.file_size or b"<!DOCTYPE" in begin or b"<!ENTITY" in begin:
            raise BrokenWorkbook(file=name)
        unpacked += size
    file.seek(0)
    return formulas


def _unpacked(file: IO[bytes], member: ZipInfo, *, name: str) -> Iterator[bytes]:
    """What is there, whatever the archive says of it: `ZipFile` would stop where the member says that it ends."""
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or member.flag_bits & 1 or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BrokenWorkbook(file=name)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, unpacking = member.compress_size, zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 and (packed := file.read(min(left, AT_ONCE))):
            left -= len(packed)
            if member.compress_type == ZIP_STORED:
                yield packed
                continue
            while packed and not unpacking.eof:
                yield unpacking.decompress(packed, AT_ONCE)
                packed = unpacking.unconsumed_tail
    except zlib.error as error:
        raise BrokenWorkbook(file=name) from error
