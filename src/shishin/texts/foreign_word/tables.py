"""Tables: Word's as Markdown's, those with merged cells as HTML's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from shishin.kit.markdown import WIDEST_CELL
from shishin.texts.foreign_word.words import BOLD, BREAK, SPACES, Reader, child_of, html_of, is_all_bold, joined, markdown, value_in

BAR = re.compile(r"(?<!\\)\|")
"""Also in code it would end the cell."""


@dataclass(slots=True)
class Cell:
    """A cell in both ways of writing it. It goes on in the row below where that one `continues` it."""

    words: str
    html: str
    span: int = 1
    continues: bool = False
    is_head: bool = False


def lines_of_table(table: Any, reader: Reader) -> list[str]:
    """As Markdown; with merged cells as HTML, which alone can say it. Where a note is referred to, it is Markdown that can."""
    reader.table_count += 1
    notes = reader.note_count
    rows = [_cells(row, reader, at=at) for at, row in enumerate(row for row in _inside(table, "w:tr") if not _is_deleted(row))]
    if not any(cell.words for row in rows for cell in row):
        return []
    is_merged = any(cell.span > 1 or cell.continues for row in rows for cell in row)
    return _merged(rows) if is_merged and reader.note_count == notes else lines_of(_level(rows, reader))


def _level(rows: list[list[Cell]], reader: Reader) -> list[list[str]]:
    """All rows of one length: a cell over several columns is followed by empty ones, one over several rows says its words once."""
    words = [[part for cell in row for part in ("" if cell.continues else cell.words, *[""] * (cell.span - 1))] for row in rows]
    for row in words:
        reader.left_out.beside_table(reader.table_count, row[WIDEST_CELL:])
    width = min(WIDEST_CELL, max(map(len, words)))
    reader.budget.spend("cells", width * len(words) - sum(len(row[:width]) for row in words), table=reader.table_count)
    return [[*row[:width], *[""] * (width - len(row))] for row in words]


def _merged(rows: list[list[Cell]]) -> list[str]:
    """Cells that say over how many columns and rows they go; their words hold no Markdown."""
    columns = [_by_column(row) for row in rows]
    written = ["<table>"]
    for at, row in enumerate(columns):
        cells = []
        for column, cell in row.items():
            if cell.continues:
                continue
            down = 1
            while at + down < len(columns) and (below := columns[at + down].get(column)) and below.continues:
                down += 1
            spans = (f' colspan="{cell.span}"' if cell.span > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
            tag = "th" if cell.is_head else "td"
            cells.append(f"<{tag}{spans}>{cell.html}</{tag}>")
        written.append(f"<tr>{''.join(cells)}</tr>")
    return [*written, "</table>"]


def _by_column(row: list[Cell]) -> dict[int, Cell]:
    found: dict[int, Cell] = {}
    at = 0
    for cell in row:
        found[at] = cell
        at += cell.span
    return found


def lines_of(rows: list[list[str]]) -> list[str]:
    """The first row is the head; a Markdown table has one always."""
    if not rows:
        return []
    written = ["| " + " | ".join(BAR.sub(r"\|", cell) or " " for cell in row) + " |" for row in rows]
    return [written[0], "|" + " --- |" * len(rows[0]), *written[1:]]


def paragraphs_of(table: Any) -> Iterator[Any]:
    """The paragraphs of a table with one cell: a box around them, not a table."""
    for row in _inside(table, "w:tr"):
        for cell in _inside(row, "w:tc"):
            yield from cell.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sdt"))


def is_box(table: Any) -> bool:
    rows = list(_inside(table, "w:tr"))
    return len(rows) == 1 and len(list(_inside(rows[0], "w:tc"))) == 1


def _cells(row: Any, reader: Reader, *, at: int) -> list[Cell]:
    reader.budget.spend("rows", table=reader.table_count)
    is_head = child_of(row.find(qn("w:trPr")), "w:tblHeader") is not None
    cells: list[Cell] = []
    for cell in _inside(row, "w:tc"):
        properties = cell.find(qn("w:tcPr"))
        span = _span(properties)
        reader.budget.spend("cells", span, table=reader.table_count)
        continues = _continues(properties)
        lines = [] if continues else [line for line in _lines(cell, reader, 0, heads=(at == 0, is_head)) if line[0]]
        words, html = (BREAK.join(parts) for parts in (zip(*lines, strict=True) if lines else ((), ())))
        cells.append(Cell(words, html, span, continues, is_head))
    return cells


def _lines(element: Any, reader: Reader, depth: int, *, heads: tuple[bool, bool] = (False, False)) -> Iterator[tuple[str, str]]:
    """The lines of a cell in both ways, a head without the bold that every head has; a table inside it becomes a line for each of its rows.

    Of a Markdown table the first row is the head; HTML says which row is, as Word does.
    """
    reader.budget.reach("nesting", depth, table=reader.table_count)
    for child in element:
        if child.tag == qn("w:p"):
            pieces = reader.pieces(child)
            bold_in = [BOLD if is_head and is_all_bold(pieces) else "" for is_head in heads]
            words = markdown(pieces, without=bold_in[0]).strip(SPACES).replace("\n", BREAK)
            html = "".join(html_of(piece, without=bold_in[1]) for piece in joined(pieces))
            yield words.replace("\t", " "), html.removesuffix(BREAK).strip(SPACES).replace("\t", " ")
        elif child.tag == qn("w:tbl"):
            for row in _inside(child, "w:tr"):
                cells = [list(_lines(cell, reader, depth + 1)) for cell in _inside(row, "w:tc")]
                words, html = (" / ".join(" ".join(line[way] for line in lines) for lines in cells) for way in (0, 1))
                yield words, html
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _lines(child, reader, depth + 1, heads=heads)
        elif child.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
            reader.bookmark(child)


def _inside(element: Any, name: str) -> Iterator[Any]:
    """Rows and cells, also those that stand in a control or a tracked insertion."""
    for child in element:
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _inside(child, name)


def _is_deleted(row: Any) -> bool:
    return child_of(row.find(qn("w:trPr")), "w:del") is not None


def _continues(properties: Any) -> bool:
    merged = child_of(properties, "w:vMerge")
    return merged is not None and merged.get(qn("w:val"), "continue") != "restart"


def _span(properties: Any) -> int:
    value = value_in(properties, "w:gridSpan")
    return min(int(value[:9]), WIDEST_CELL) if value.isdecimal() and int(value[:9]) else 1
