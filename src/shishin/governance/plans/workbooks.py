"""The workbook of a plan: its tidy tables, one a sheet, written and read by the same columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import IO, Any

from shishin.governance.errors.importing import NotAPlanFile
from shishin.governance.plans.content import PlanContent
from shishin.governance.plans.importing import FileTables, SheetRow
from shishin.governance.plans.tables import CHOICES, Row, columns_of, tables_of
from shishin.kit.identity import compared_name
from shishin.kit.intake.reading import Sheet, read_book
from shishin.kit.sheets import BookSheet, Column, write_book


def write_workbook(content: PlanContent, _language: str = "") -> bytes:
    """Every sheet, also those without a row: whoever fills one in finds its headings."""
    tables = tables_of(content)
    sheets = [BookSheet(sheet, [_column(sheet, name) for name in columns], tables[sheet]) for sheet, columns in columns_of().items()]
    return b"".join(write_book(sheets))


def _column(sheet: str, name: str) -> Column:
    choices = {str(choice.label): str(choice.label) for choice in CHOICES.get((sheet, name), ())}
    return Column(name, name, partial(_value, name), choices)


def _value(name: str, row: Row) -> Any:
    return row.get(name, "")


def read_workbook(file: IO[bytes], *, name: str) -> FileTables:
    """The rows of each sheet by the names of its columns. What has another name is not read."""
    with read_book(file, name=name, titles=list(columns_of())) as book:
        if "measures" not in book.sheets:
            raise NotAPlanFile(file=name)
        return {title: _rows(sheet, columns_of()[title]) for title, sheet in book.sheets.items()}


def _rows(sheet: Sheet, columns: list[str]) -> list[SheetRow]:
    places: Mapping[str, int] = {compared_name(heading.words): at for at, heading in reversed([*enumerate(sheet.headings)])}
    known = {column: places[compared_name(column)] for column in columns if compared_name(column) in places}
    rows = []
    for row in sheet.rows:
        sheet.refuse_without_value(row, known.values())
        rows.append(SheetRow(row.line, {column: row.cells[at] for column, at in known.items()}))
    return rows


def tables_from_json(told: Mapping[str, Any]) -> FileTables:
    """The same tables as JSON names them: a list of rows a sheet."""
    return {
        sheet: [
            SheetRow(place, {name: str(value) for name, value in row.items() if value is not None})
            for place, row in enumerate(told.get(sheet) or (), 1)
            if isinstance(row, Mapping)
        ]
        for sheet in columns_of()
        if isinstance(told.get(sheet), list)
    }
