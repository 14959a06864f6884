"""A comparison table as a Word file: A4 landscape, real underlines, the header row repeated on each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.remarks import Tone
from shishin.guidelines.comparing.table import Comparison
from shishin.guidelines.printing.comparison_sheet import Cell, ComparisonSheet, PrintedRow, SheetLine
from shishin.kit.identity import base
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Look, WordCell, paragraph, row, run, table
from shishin.texts.languages import spoken_about

PAPER = Paper(is_landscape=True, margin=15, body_size=9)
SHARES = {2: (0.5, 0.5), 3: (0.38, 0.38, 0.24)}


def write_comparison_word(comparison: Comparison) -> bytes:
    with override(spoken_about(comparison.language)):
        sheet = ComparisonSheet(comparison)
        days = [day for edition in (comparison.new, comparison.old) for _words, day in edition.days]
        imprint = Imprint(
            title=sheet.running_head,
            running_head=sheet.running_head,
            language=comparison.language,
            day=max(days, default=None),
            notice=sheet.notice,
        )
        return word_file(body(sheet), imprint=imprint, paper=PAPER)


def body(sheet: ComparisonSheet) -> Iterator[str]:
    yield paragraph(run(sheet.title, Look(is_heading=True)), "Title")
    heading = Look(is_heading=True, is_bold=True, size=22)
    yield paragraph([run(sheet.comparison.document, heading), run(f"　{sheet.way}", Look(is_heading=True, size=22))])
    for line in (*sheet.days, *sheet.notes):
        yield paragraph(run(line), "Small")
    if sheet.rows:
        widths = [round(PAPER.width * share) for share in SHARES[len(sheet.headings)]]
        yield table(widths, rows(sheet, widths))
    for line in sheet.foot:
        yield paragraph(run(line, Look(is_soft=True)), "Small")


def rows(sheet: ComparisonSheet, widths: list[int]) -> Iterator[str]:
    look = Look(is_heading=True, is_bold=True)
    yield row(
        [WordCell(paragraph(run(heading, look), align="center", keep_next=True)) for heading in sheet.headings], widths, is_header=True
    )
    for printed in sheet.rows:
        if printed.place:
            yield row([WordCell(paragraph(run(printed.place, look), keep_next=True), span=len(widths))], widths)
        else:
            cells = [WordCell("".join(cell_lines(cell, language))) for cell, language in zip(printed.cells, printed.languages, strict=True)]
            yield row(cells, widths, may_break=printed.is_long)


def cell_lines(cell: Cell, language: str) -> Iterator[str]:
    return (paragraph(line_runs(line, language)) for line in cell)


def line_runs(line: SheetLine, language: str) -> Iterator[str]:
    spoken = "ja-JP" if base(language) == "ja" else "en-US"
    is_small = line.tone is not Tone.PLAIN
    for piece in line.pieces:
        yield run(
            piece.text,
            Look(
                is_bold=line.is_heading,
                is_heading=line.is_heading,
                is_underlined=piece.is_underlined,
                is_soft=is_small,
                size=16 if is_small else 0,
                language=spoken,
            ),
        )


def write_html(comparison: Comparison) -> bytes:
    style = Path(finders.find("kit/shishin.css") or "").read_text(encoding="utf-8")
    with override(spoken_about(comparison.language)):
        shown = {"comparison": comparison, "table": draw_comparison(comparison), "style": mark_safe(style)}
        return render_to_string("guidelines/compare_file.html", shown).encode()


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
