"""A comparison table as PDF: A4 landscape, the header row repeated on each page."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import override

from shishin.guidelines.comparing.table import Comparison
from shishin.guidelines.printing.comparison_sheet import Cell, ComparisonSheet, PrintedRow
from shishin.paper.typesetting import spoken, typeset
from shishin.texts.languages import spoken_about

TEMPLATE = Path(__file__).parent / "templates" / "comparison.typ"


def write_comparison_pdf(comparison: Comparison) -> bytes:
    with override(spoken_about(comparison.language)):
        sheet = ComparisonSheet(comparison)
        return typeset(
            TEMPLATE,
            {
                "language": spoken(comparison.language),
                "title": sheet.title,
                "name": sheet.running_head,
                "document": comparison.document,
                "way": sheet.way,
                "notice": sheet.notice,
                "days": sheet.days,
                "notes": sheet.notes,
                "headings": sheet.headings,
                "rows": [row_of(row) for row in sheet.rows],
                "foot": sheet.foot,
            },
        )


def row_of(row: PrintedRow) -> dict[str, object]:
    if row.place:
        return {"place": row.place}
    return {
        "long": row.is_long,
        "cells": [{"lang": spoken(tag), "lines": lines_of(cell)} for cell, tag in zip(row.cells, row.languages, strict=True)],
    }


def lines_of(cell: Cell) -> list[dict[str, object]]:
    return [
        {"heading": line.is_heading, "tone": line.tone.value, "pieces": [[piece.text, piece.is_underlined] for piece in line.pieces]}
        for line in cell
    ]
