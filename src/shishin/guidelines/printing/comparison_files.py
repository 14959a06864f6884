"""A comparison table as a file: head, rows and foot in words, the same for PDF and Word, and as HTML.

The Word file is A4 landscape with real underlines, the header row repeated on each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.table import Comparison, Paragraph, Remark, Row, Tone, remarks_on, tags_on
from shishin.guidelines.editions.naming import EXAMPLE_NOTICE
from shishin.guidelines.printing.printed_edition import gathered
from shishin.kit.dates import day_in_words
from shishin.kit.identity import base
from shishin.kit.own_process import IN_PLACE, Process
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Look, WordCell, paragraph, row, run, table, word_language
from shishin.texts.marking import Segment
from shishin.texts.marking_tables import MarkedCell, MarkedTable

LONG = 500
"""A row with more characters than this in a cell may be broken between pages; others stay in one piece."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look."""

    text: str
    is_underlined: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A paragraph of a cell. `tone` is how a remark is set apart."""

    pieces: Sequence[Piece]
    is_heading: bool = False
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table within a cell, each of its cells with its words."""

    rows: Sequence[Sequence[tuple[MarkedCell, Sequence[Piece]]]]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for row in self.rows for _cell, pieces in row for piece in pieces]

    @property
    def width(self) -> int:
        return sum(cell.columns for cell, _pieces in self.rows[0])

    @property
    def has_head(self) -> bool:
        return all(cell.is_heading and cell.rows == 1 for cell, _pieces in self.rows[0])


Cell = Sequence[SheetLine | SheetTable]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of cells, or with a place alone the row that names where the next ones stand."""

    place: str = ""
    cells: Sequence[Cell] = ()
    languages: Sequence[str] = ()

    @property
    def is_long(self) -> bool:
        """Whether it may go over to the next page."""
        return any(sum(len(piece.text) for line in cell for piece in line.pieces) > LONG for cell in self.cells)


@dataclass(frozen=True)
class ComparisonSheet:
    """All that stands on paper. Made in the language of the table."""

    comparison: Comparison

    @cached_property
    def title(self) -> str:
        return _("Comparison table")

    @cached_property
    def versions(self) -> str:
        return _("from %(old)s to %(new)s") % {"old": self.comparison.old.words, "new": self.comparison.new.words}

    @cached_property
    def running_head(self) -> str:
        return self.gap.join((self.title, self.comparison.document, self.versions))

    @cached_property
    def gap(self) -> str:
        """Between what stands in one line."""
        return "　" if self.is_japanese else " – "

    @cached_property
    def is_japanese(self) -> bool:
        return base(self.comparison.language) == "ja"

    @cached_property
    def notice(self) -> str:
        """What stands on every page of a worked example."""
        return str(EXAMPLE_NOTICE) if self.comparison.is_example else ""

    @cached_property
    def days(self) -> list[str]:
        """One line for each edition: the newer one first, as in the table."""
        language, lines = self.comparison.language, []
        for edition in (self.comparison.new, self.comparison.old):
            facts = [f"{words} {day_in_words(day, language, era=True)}" for words, day in edition.days]
            lines.append(self.gap.join([edition.words, *facts, *([_("Taken over")] if edition.taken_over_from else [])]))
        return lines

    @cached_property
    def headings(self) -> list[str]:
        headings = [column.heading for column in self.comparison.columns]
        return [*headings, self.comparison.reason_label] if self.has_reasons else headings

    @property
    def has_reasons(self) -> bool:
        return self.comparison.profile.has_reasons

    @cached_property
    def notes(self) -> list[str]:
        """What stands between the head and the table."""
        comparison = self.comparison
        if not comparison.counts.get("all"):
            return [note for note in (comparison.translation_note, _("These two editions do not differ.")) if note]
        return [note for note in (comparison.lead, comparison.translation_note) if note]

    @cached_property
    def foot(self) -> list[str]:
        comparison = self.comparison
        lines = [comparison.basis]
        if comparison.unprinted:
            lines.append(
                ngettext(
                    "%(number)s clause was dropped and is not printed in this organization's form of the table.",
                    "%(number)s clauses were dropped and are not printed in this organization's form of the table.",
                    comparison.unprinted,
                )
                % {"number": comparison.unprinted}
            )
        return [*lines, self.address]

    @cached_property
    def address(self) -> str:
        path = reverse("guidelines:compare", args=[self.comparison.slug, self.comparison.old.version, self.comparison.new.version])
        return urljoin(settings.SITE_URL, path)

    @cached_property
    def rows(self) -> list[PrintedRow]:
        found: list[PrintedRow] = []
        for group in self.comparison.groups if self.comparison.counts.get("all") else ():
            if group.place:
                found.append(PrintedRow(place=group.place))
            found += [self._row(row) for row in group.rows]
        return found

    def _row(self, row: Row) -> PrintedRow:
        sides: dict[str, list[SheetLine | SheetTable]] = {"new": self._cell(row.new), "old": self._cell(row.old)}
        remarks = list(self._remarks(row)) if row.is_change else []
        if not self.has_reasons:
            sides["new"] += remarks
        cells = [sides[column.side] for column in self.comparison.columns]
        languages = [row.language, row.language]
        if self.has_reasons:
            return PrintedRow(cells=[*cells, remarks], languages=[*languages, self.comparison.language])
        return PrintedRow(cells=cells, languages=languages)

    def _cell(self, parts: Iterable[Paragraph | MarkedTable]) -> list[SheetLine | SheetTable]:
        return [
            SheetTable([[(cell, self._pieces(cell.shown)) for cell in row] for row in part.rows])
            if isinstance(part, MarkedTable)
            else SheetLine(self._pieces(part.segments), part.is_heading)
            for part in parts
        ]

    def _pieces(self, segments: Iterable[Segment]) -> list[Piece]:
        omitted = self.comparison.profile.omitted
        return [Piece(omitted if segment.is_omitted else segment.text, segment.is_changed) for segment in segments]

    def _remarks(self, row: Row) -> Iterator[SheetLine]:
        yield from (remark_line(remark) for remark in remarks_on(row, self.comparison))
        for cause in row.causes:
            sign = "・" if self.is_japanese else "• "
            yield remark_line(Remark(self.gap.join(part for part in (f"{sign}{cause.words}", cause.others) if part)))
        if tags := list(tags_on(row, self.comparison)):
            opens, closes = "［］" if self.is_japanese else "[]"
            yield SheetLine([Piece(" ".join(f"{opens}{tag.words}{closes}" for tag in tags))], tone=Tone.TAG)


def remark_line(remark: Remark) -> SheetLine:
    return SheetLine([Piece(remark.words)], tone=remark.tone)


PAPER = Paper(is_landscape=True, margin=15, body_size=9)
ROOM_BESIDE_TABLE = 200
"""What the margins of a cell take of its width, in twentieths of a point."""
SHARES = {2: (0.5, 0.5), 3: (0.38, 0.38, 0.24)}


def write_comparison_word(comparison: Comparison, *, apart: Process = IN_PLACE) -> bytes:
    with override(comparison.spoken):
        return apart.run(word_of, gathered(ComparisonSheet(comparison)))


def word_of(sheet: ComparisonSheet) -> bytes:
    comparison = sheet.comparison
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
    yield paragraph([run(sheet.comparison.document, heading), run(f"{sheet.gap}{sheet.versions}", Look(is_heading=True, size=22))])
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
            columns = zip(printed.cells, printed.languages, widths, strict=True)
            cells = [WordCell("".join(cell_markup(cell, language, width))) for cell, language, width in columns]
            yield row(cells, widths, may_break=printed.is_long)


def cell_markup(cell: Cell, language: str, width: int) -> Iterator[str]:
    for part, following in zip(cell, [*cell[1:], None], strict=False):
        if isinstance(part, SheetLine):
            is_small = part.tone is not Tone.PLAIN
            look = Look(is_bold=part.is_heading, is_heading=part.is_heading, is_soft=is_small, size=16 if is_small else 0)
            yield paragraph(piece_runs(part.pieces, look, language))
        else:
            widths = [(width - ROOM_BESIDE_TABLE) // part.width] * part.width
            yield table(widths, inner_rows(part, widths, language))
            # Word wants a paragraph after each table in a cell.
            yield "" if isinstance(following, SheetLine) else paragraph("")


def inner_rows(inner: SheetTable, widths: Sequence[int], language: str) -> Iterator[str]:
    """A cell over several rows comes back in each of them, without words."""
    below: dict[int, tuple[int, int]] = {}
    for number, cells in enumerate(inner.rows):
        drawn: list[WordCell] = []
        waiting = iter(cells)
        at = 0
        while at < inner.width:
            if at in below:
                rows, columns = below.pop(at)
                drawn.append(WordCell("", columns, merged="continue"))
            else:
                cell, pieces = next(waiting)
                rows, columns = cell.rows, cell.columns
                look = Look(is_bold=cell.is_heading, size=17)
                words = paragraph(piece_runs(pieces, look, language), align="right" if cell.is_amount else "")
                drawn.append(WordCell(words, columns, merged="restart" if rows > 1 else ""))
            if rows > 1:
                below[at] = (rows - 1, columns)
            at += columns
        yield row(drawn, widths, is_header=number == 0 and inner.has_head, may_break=True)


def piece_runs(pieces: Iterable[Piece], look: Look, language: str) -> Iterator[str]:
    look = replace(look, language=word_language(language))
    return (run(piece.text, replace(look, is_underlined=piece.is_underlined)) for piece in pieces)


def write_html(comparison: Comparison) -> bytes:
    style = Path(finders.find("kit/shishin.css") or "").read_text(encoding="utf-8")
    with override(comparison.spoken):
        context = {"comparison": comparison, "table": draw_comparison(comparison), "style": mark_safe(style)}
        return render_to_string("guidelines/compare_file.html", context).encode()


TEMPLATE = Path(__file__).parent / "templates" / "comparison.typ"


def write_comparison_pdf(comparison: Comparison, *, apart: Process = IN_PLACE) -> bytes:
    with override(comparison.spoken):
        sheet = ComparisonSheet(comparison)
        return apart.run(
            typeset,
            TEMPLATE,
            {
                "language": spoken(comparison.language),
                "name": sheet.running_head,
                "document": comparison.document,
                "rows": [row_of(row) for row in sheet.rows],
                **{name: getattr(sheet, name) for name in ("title", "versions", "notice", "days", "notes", "headings", "foot")},
            },
        )


def row_of(row: PrintedRow) -> dict[str, object]:
    if row.place:
        return {"place": row.place}
    return {
        "long": row.is_long,
        "cells": [{"lang": spoken(tag), "parts": list(map(part_of, cell))} for cell, tag in zip(row.cells, row.languages, strict=True)],
    }


def part_of(part: SheetLine | SheetTable) -> dict[str, object]:
    if isinstance(part, SheetLine):
        return {"heading": part.is_heading, "tone": part.tone.value, "pieces": list(map(astuple, part.pieces))}
    return {
        "columns": part.width,
        "has-head": part.has_head,
        "rows": [[inner_cell(cell, pieces) for cell, pieces in row] for row in part.rows],
    }


def inner_cell(cell: MarkedCell, pieces: Iterable[Piece]) -> dict[str, object]:
    return {
        "columns": cell.columns,
        "rows": cell.rows,
        "heading": cell.is_heading,
        "amount": cell.is_amount,
        "pieces": list(map(astuple, pieces)),
    }
