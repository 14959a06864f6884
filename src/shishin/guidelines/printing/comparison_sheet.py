"""The comparison table as it is printed: head, rows and foot in words, the same for PDF and Word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.guidelines.comparing.remarks import Remark, Tone, others_behind, remarks_on, tags_on
from shishin.guidelines.comparing.table import Comparison, EditionShown, Paragraph, Row
from shishin.kit.dates import day_in_words

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
    def way(self) -> str:
        return _("from %(old)s to %(new)s") % {"old": self.comparison.old.words, "new": self.comparison.new.words}

    @cached_property
    def running_head(self) -> str:
        return f"{self.title}　{self.comparison.document}　{self.way}"

    @cached_property
    def notice(self) -> str:
        """What stands on every page of a worked example."""
        if not self.comparison.is_example:
            return ""
        return _("A worked example, written for this site: not the text of Tokyo or of Japan.")

    @cached_property
    def days(self) -> list[str]:
        """One line for each edition: the newer one first, as in the table."""
        found = []
        for edition in (self.comparison.new, self.comparison.old):
            facts = [*self._days_of(edition), *([_("Taken over")] if edition.taken_over_from else [])]
            found.append("　".join([edition.words, *facts]))
        return found

    def _days_of(self, edition: EditionShown) -> Iterator[str]:
        language = self.comparison.language
        return (f"{words} {day_in_words(day, language, era=True)}" for words, day in edition.days)

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
        yield from (said(remark) for remark in remarks_on(row, self.comparison))
        for cause in row.causes:
            yield said(Remark("　".join(part for part in (f"・{cause.words}", others_behind(cause)) if part)))
        if tags := list(tags_on(row, self.comparison)):
            yield SheetLine([Piece("　".join(f"［{tag.words}］" for tag in tags))], tone=Tone.TAG)


def said(remark: Remark) -> SheetLine:
    return SheetLine([Piece(remark.words)], tone=remark.tone)
