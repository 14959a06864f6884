"""Delimited text: the rows of a CSV or TSV file, whatever its encoding and whatever parts its columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import IO, NamedTuple

from shishin.kit.intake.errors import BrokenRecord, WrongEncoding
from shishin.kit.sheets import FORMULA_BEGINS, GUARD

ENCODINGS: Mapping[str, str] = {"utf-8": "utf-8-sig", "cp932": "cp932", "utf-16": "utf-16"}
"""By the names under which people choose them. Which one a file has is tried in this order."""
NAMES: Mapping[str, str] = {"utf-8": "UTF-8", "cp932": "CP932", "utf-16": "UTF-16"}
DELIMITERS = (",", "\t", ";")
NO_CHARACTER = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
"""What Python makes of bytes that CP932 does not use."""
LONGEST_CELL = 2_000_000
"""Characters. What is longer comes of a quotation mark that nobody closed."""
AT_ONCE = 1024 * 1024
BEGINNING = 64 * 1024
ROWS_COMPARED = 50


def delimited_rows(file: IO[bytes], *, name: str, encoding: str) -> Iterator[list[str]]:
    """The records of a file in an encoding of ENCODINGS, as text."""
    text = io.TextIOWrapper(file, encoding=_codec(file, encoding), newline="")
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        beginning = text.read(BEGINNING)
        text.seek(0)
        reader = csv.reader(text, delimiter=_delimiter(beginning))
        try:
            for number, cells in enumerate(reader, start=1):  # noqa: B007 - told where it breaks
                yield [_unguarded(cell) for cell in cells]
        except csv.Error as error:
            raise BrokenRecord(file=name, line=number + 1) from error
    finally:
        text.detach()


def encoding_of(file: IO[bytes], *, name: str, chosen: str = "") -> str:
    """The encoding that was chosen, or the first in which all bytes are characters."""
    furthest = (0, "")
    for encoding in [chosen] if chosen else _candidates(file):
        fault = _first_fault(file, encoding)
        if fault is None:
            return encoding
        furthest = max(furthest, (fault.line, encoding))
        if fault.is_behind_words:
            break
    raise WrongEncoding(file=name, line=furthest[0], encoding=NAMES[furthest[1]])


def _candidates(file: IO[bytes]) -> list[str]:
    file.seek(0)
    begin = file.read(BEGINNING)
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _has_zeros(begin):
        return ["utf-16"]
    return ["utf-8"] if begin.startswith(codecs.BOM_UTF8) else ["utf-8", "cp932"]


def _has_zeros(begin: bytes) -> bool:
    """Commas and ends of lines are half zeros in UTF-16; elsewhere a zero is one that strayed in."""
    even, odd = begin[::2].count(0), begin[1::2].count(0)
    return max(even, odd) > 10 * min(even, odd) + len(begin) // 200


def _codec(file: IO[bytes], encoding: str) -> str:
    if encoding != "utf-16":
        file.seek(0)
        return ENCODINGS[encoding]
    file.seek(0)
    begin = file.read(BEGINNING)
    file.seek(0)
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-be" if begin[::2].count(0) > begin[1::2].count(0) else "utf-16-le"


class _Fault(NamedTuple):
    """The first bytes that are no characters, and whether others before them were, beyond those that all encodings share."""

    line: int
    is_behind_words: bool


def _first_fault(file: IO[bytes], encoding: str) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(_codec(file, encoding))()
    lines, is_ascii = 1, True
    while True:
        piece = file.read(AT_ONCE)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            text = bytes(error.object[: error.start]).decode(_codec(file, encoding))
            return _Fault(lines + text.count("\n"), not (is_ascii and text.isascii()))
        if encoding == "cp932" and (stray := NO_CHARACTER.search(text)):
            return _Fault(lines + text.count("\n", 0, stray.start()), False)
        lines, is_ascii = lines + text.count("\n"), is_ascii and text.isascii()
        if not piece:
            return None


def _delimiter(beginning: str) -> str:
    """What parts most of the first rows into as many columns as one another."""

    def rows_alike(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in islice(csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter), ROWS_COMPARED))
        except csv.Error:
            return 0, 0
        width, rows = max(((width, rows) for width, rows in widths.items() if width > 1), key=lambda one: one[1], default=(0, 0))
        return rows, width

    return max(DELIMITERS, key=rows_alike)


def _unguarded(cell: str) -> str:
    """A table of ours guards what looks like a formula."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(FORMULA_BEGINS) else cell
