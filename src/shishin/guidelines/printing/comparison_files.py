"""A comparison table as a file: head, rows and foot in words, the same for PDF and Word, and as HTML.

The Word file is A4 landscape with real underlines, the header row repeated on each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from shishin.kit.own_process import IN_PLACE, Process
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.word_files import Imprint, Paper, word_file
from shishin.paper.word_markup import Look, WordCell, paragraph, row, run, table, word_tag
from shishin.texts.languages import spoken_about

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


Cell = Sequence[SheetLine]


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
        return f"{self.title}　{self.comparison.document}　{self.versions}"

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
            lines.append("　".join([edition.words, *facts, *([_("Taken over")] if edition.taken_over_from else [])]))
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
        sides = {"new": self._cell(row.new), "old": self._cell(row.old)}
        remarks = list(self._remarks(row)) if row.is_change else []
        if not self.has_reasons:
            sides["new"] += remarks
        cells = [sides[column.side] for column in self.comparison.columns]
        languages = [row.language, row.language]
        if self.has_reasons:
            return PrintedRow(cells=[*cells, remarks], languages=[*languages, self.comparison.language])
        return PrintedRow(cells=cells, languages=languages)

    def _cell(self, paragraphs: Iterable[Paragraph]) -> list[SheetLine]:
        omitted = self.comparison.profile.omitted
        return [
            SheetLine(
                [Piece(omitted if segment.is_omitted else segment.text, segment.is_changed) for segment in paragraph.segments],
                paragraph.is_heading,
            )
            for paragraph in paragraphs
        ]

    def _remarks(self, row: Row) -> Iterator[SheetLine]:
        yield from (remark_line(remark) for remark in remarks_on(row, self.comparison))
        for cause in row.causes:
            yield remark_line(Remark("　".join(part for part in (f"・{cause.words}", cause.others) if part)))
        if tags := list(tags_on(row, self.comparison)):
            yield SheetLine([Piece("　".join(f"［{tag.words}］" for tag in tags))], tone=Tone.TAG)


def remark_line(remark: Remark) -> SheetLine:
    return SheetLine([Piece(remark.words)], tone=remark.tone)


PAPER = Paper(is_landscape=True, margin=15, body_size=9)
SHARES = {2: (0.5, 0.5), 3: (0.38, 0.38, 0.24)}


def write_comparison_word(comparison: Comparison, *, apart: Process = IN_PLACE) -> bytes:
    with override(spoken_about(comparison.language)):
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
    yield paragraph([run(sheet.comparison.document, heading), run(f"　{sheet.versions}", Look(is_heading=True, size=22))])
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
    spoken = word_tag(language)
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
        context = {"comparison": comparison, "table": draw_comparison(comparison), "style": mark_safe(style)}
        return render_to_string("guidelines/compare_file.html", context).encode()


TEMPLATE = Path(__file__).parent / "templates" / "comparison.typ"


def write_comparison_pdf(comparison: Comparison, *, apart: Process = IN_PLACE) -> bytes:
    with override(spoken_about(comparison.language)):
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
        "cells": [{"lang": spoken(tag), "lines": lines_of(cell)} for cell, tag in zip(row.cells, row.languages, strict=True)],
    }


def lines_of(cell: Cell) -> list[dict[str, object]]:
    return [
        {"heading": line.is_heading, "tone": line.tone.value, "pieces": [[piece.text, piece.is_underlined] for piece in line.pieces]}
        for line in cell
    ]
