"""A comparison table as a Word file: A4 landscape, real underlines, the header row repeated on each page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override

from shishin.guidelines.comparing.remarks import Tone
from shishin.guidelines.comparing.table import Comparison
from shishin.guidelines.printing.comparison_sheet import Cell, ComparisonSheet, Line
from shishin.kit.identity import base
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


def line_runs(line: Line, language: str) -> Iterator[str]:
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
