"""Tables: Word's as Markdown's. A cell over several columns is followed by empty ones, a cell over several rows says its words once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from shishin.kit.markdown import WIDEST_CELL
from shishin.texts.foreign_word.words import BOLD, SPACES, Reader, child_of, is_all_bold, markdown, value_in

BREAK = "<br>"


def rows_of(table: Any, reader: Reader) -> list[list[str]]:
    """The cells by row, all rows of one length."""
    reader.table_count += 1
    rows = [_cells(row, reader, is_head=at == 0) for at, row in enumerate(row for row in _inside(table, "w:tr") if not _is_deleted(row))]
    width = max((len(row) for row in rows), default=0)
    reader.budget.spend("cells", width * len(rows) - sum(map(len, rows)), table=reader.table_count)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def lines_of(rows: list[list[str]]) -> list[str]:
    """The first row is the head; a Markdown table has one always."""
    if not rows:
        return []
    written = ["| " + " | ".join(cell or " " for cell in row) + " |" for row in rows]
    return [written[0], "|" + " --- |" * len(rows[0]), *written[1:]]


def paragraphs_of(table: Any) -> Iterator[Any]:
    """The paragraphs of a table with one cell: a box around them, not a table."""
    for row in _inside(table, "w:tr"):
        for cell in _inside(row, "w:tc"):
            yield from cell.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sdt"))


def is_box(table: Any) -> bool:
    rows = list(_inside(table, "w:tr"))
    return len(rows) == 1 and len(list(_inside(rows[0], "w:tc"))) == 1


def _cells(row: Any, reader: Reader, *, is_head: bool) -> list[str]:
    cells: list[str] = []
    reader.budget.spend("rows", table=reader.table_count)
    for cell in _inside(row, "w:tc"):
        properties = cell.find(qn("w:tcPr"))
        span = _span(properties)
        reader.budget.spend("cells", span, table=reader.table_count)
        words = "" if _continues(properties) else BREAK.join(line for line in _lines(cell, reader, 0, is_head=is_head) if line)
        cells += [words, *[""] * (span - 1)]
    reader.left_out.beside_table(reader.table_count, cells[WIDEST_CELL:])
    return cells[:WIDEST_CELL]


def _lines(element: Any, reader: Reader, depth: int, *, is_head: bool = False) -> Iterator[str]:
    """The lines of a cell, a head without the bold that every head has; a table inside it becomes a line for each of its rows."""
    reader.budget.reach("nesting", depth, table=reader.table_count)
    for child in element:
        if child.tag == qn("w:p"):
            pieces = reader.pieces(child)
            yield (
                markdown(pieces, without=BOLD if is_head and is_all_bold(pieces) else "")
                .strip(SPACES)
                .replace("\n", BREAK)
                .replace("\t", " ")
            )
        elif child.tag == qn("w:tbl"):
            for row in _inside(child, "w:tr"):
                yield " / ".join(" ".join(_lines(cell, reader, depth + 1)) for cell in _inside(row, "w:tc"))
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _lines(child, reader, depth + 1)
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
