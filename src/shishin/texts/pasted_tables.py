"""Pasted tables: what a spreadsheet puts on the clipboard, cell by cell, and which column is which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shishin.texts.manuscript import FORCES

NUMBER, KEY, HEADING, BODY, FORCE = "number", "key", "heading", "body", "force"
NAMES: Mapping[str, str] = {
    name: column
    for column, names in {
        NUMBER: ("number", "no", "no.", "番号", "条番号", "項番"),
        KEY: ("key", "キー"),
        HEADING: ("heading", "title", "見出し", "項目", "標題"),
        BODY: ("body", "text", "words", "本文", "内容", "文言", "改正案"),
        FORCE: ("force", "効力", "拘束の強さ", "義務"),
    }.items()
    for name in names
}
"""What people write over their columns."""
FORCE_WORDS: Mapping[str, str] = {force: force for force in FORCES} | {
    word: force
    for force, words in {
        "must": ("必ず", "必須", "義務"),
        "should": ("できるだけ", "推奨"),
        "may": ("してもよい", "任意"),
        "must-not": ("must not", "してはならない", "禁止"),
        "none": ("なし", "-", "—"),
    }.items()
    for word in words
}
KEY_SHAPE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}$")
NUMBER_SHAPE = re.compile(r"[第(（]?[ ]?[0-9０-９一二三四五六七八九十百ア-ン①-⑳]{1,6}(?:[-.．－の条項号章節編)）0-9０-９]*)$")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row whose columns are known. `line` counts from 1."""

    line: int
    number: str = ""
    key: str = ""
    heading: str = ""
    body: str = ""
    force: str = ""


def cells_of(text: str) -> list[list[str]]:
    """Rows and cells. A cell in quotation marks may hold tabs, line breaks and doubled marks, as spreadsheets write them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _quoted(text, at) or _plain(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            break
        if text[at] == "\n":
            rows.append([])
        at += 1
    return [row for row in rows if any(cell.strip() for cell in row)]


def _quoted(text: str, at: int) -> tuple[str, int] | None:
    """A cell in quotation marks; none where it does not begin or end as one, and the marks are words."""
    if not text.startswith('"', at):
        return None
    parts = []
    begins = at + 1
    while (mark := text.find('"', begins)) >= 0:
        parts.append(text[begins:mark])
        if not text.startswith('"', mark + 1):
            is_end = mark + 1 == len(text) or text[mark + 1] in "\t\n"
            return ('"'.join(parts), mark + 1) if is_end else None
        begins = mark + 2
    return None


def _plain(text: str, at: int) -> tuple[str, int]:
    ends = [place for place in (text.find("\t", at), text.find("\n", at)) if place >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end


def is_table(text: str) -> bool:
    """Whether a pasted text is a table: every row has as many cells, two at least."""
    if "\t" not in text:
        return False
    widths = {len(row) for row in cells_of(text)}
    return len(widths) == 1 and min(widths) > 1


def rows_of(text: str, *, keys: Sequence[str], numbers: Sequence[str]) -> list[TableRow]:
    """The rows of a table by what its columns are; `keys` and `numbers` are those of the edition, by which columns are known."""
    table = [[cell.strip(" \u3000\n") for cell in row] for row in cells_of(text)]
    if not table:
        return []
    columns = _named(table[0])
    first = 1 if columns else 0
    columns = columns or _guessed(table, set(keys), {normalized_number(number) for number in numbers})
    rows = (_row(line, row, columns) for line, row in enumerate(table[first:], start=first + 1))
    return [row for row in rows if row]


def _row(line: int, cells: Sequence[str], columns: Mapping[int, str]) -> TableRow | None:
    words = dict.fromkeys((NUMBER, KEY, HEADING, BODY, FORCE), "")
    for at, cell in enumerate(cells):
        name = columns.get(at, BODY)
        # Columns that are none of these are words all the same.
        words[name] = "\n\n".join(filter(None, (words[name], cell))) if name == BODY else words[name] or cell
    force = FORCE_WORDS.get(unicodedata.normalize("NFKC", words[FORCE]).lower(), "")
    return TableRow(line, words[NUMBER], words[KEY], words[HEADING], words[BODY], force) if any(words.values()) else None


def normalized_number(number: str) -> str:
    return unicodedata.normalize("NFKC", number).replace(" ", "").strip(".")


def _named(row: Sequence[str]) -> dict[int, str]:
    """The columns as their heads name them; none where fewer than two are names."""
    found = {at: NAMES[cell.lower()] for at, cell in enumerate(row) if cell.lower() in NAMES}
    return found if len(found) > 1 or (found and len(row) == 1) else {}


def _guessed(table: Sequence[Sequence[str]], keys: set[str], numbers: set[str]) -> dict[int, str]:
    """The columns by what stands in them: keys or numbers first, forces last, and of what is left the first is the heading."""
    columns: dict[int, str] = {}
    width = max(len(row) for row in table)
    if name := _name_of_first(list(filter(None, (row[0] for row in table))), keys, numbers):
        columns[0] = name
    if width > 2 and _are_forces(list(filter(None, (row[-1] for row in table if len(row) == width)))):
        columns[width - 1] = FORCE
    others = [at for at in range(width) if at not in columns]
    if len(others) > 1:
        columns[others[0]] = HEADING
    return columns


def _name_of_first(cells: Sequence[str], keys: set[str], numbers: set[str]) -> str:
    if not cells:
        return ""
    if sum(cell in keys for cell in cells) * 2 > len(cells) and all(KEY_SHAPE.match(cell) for cell in cells):
        return KEY
    return NUMBER if all(normalized_number(cell) in numbers or NUMBER_SHAPE.match(cell) for cell in cells) else ""


def _are_forces(cells: Sequence[str]) -> bool:
    return bool(cells) and all(unicodedata.normalize("NFKC", cell).lower() in FORCE_WORDS for cell in cells)
