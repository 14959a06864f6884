"""Blocks: the body of a Word file as paragraphs and tables, each with what its looks and its number say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from shishin.texts.foreign_word.looks import Looks, level_of, list_of, looks_of
from shishin.texts.foreign_word.marks import Mark
from shishin.texts.foreign_word.numbers import Numbers, Printed, numbers_of
from shishin.texts.foreign_word.opening import WordParts
from shishin.texts.foreign_word.tables import is_box, lines_of, paragraphs_of, rows_of
from shishin.texts.foreign_word.words import BOLD, SPACES, LeftOut, Reader, bold_lead, is_all_bold, markdown, plain

DEEPEST = 40
CONTENTS_GALLERY = "Table of Contents"


@dataclass(slots=True)
class Block:
    """A paragraph, or a table in `table`. `level` is that of a heading, from 1; 0 is running text."""

    words: str = ""
    plain: str = ""
    level: int = 0
    is_title: bool = False
    is_bold: bool = False
    printed: Printed | None = None
    indent: int = 0
    """How far a paragraph is set in, in twentieths of a point."""
    mark: Mark | None = None
    lead: str = ""
    """The words in bold that the paragraph begins with, where others follow; `rest` are those."""
    rest: str = ""
    table: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Blocks:
    """Reads the body from top to bottom."""

    def __init__(self, parts: WordParts) -> None:
        self.parts = parts
        self.looks: Looks = looks_of(parts.styles)
        self.numbers: Numbers = numbers_of(parts.numbering)
        self.reader = Reader(parts.addresses)
        self.carried = ""
        """Words of a paragraph whose end was deleted: they go on in the next."""

    @property
    def left_out(self) -> LeftOut:
        return self.reader.left_out

    def read(self) -> list[Block]:
        return list(self._inside(self.parts.document.find(qn("w:body")), 0))

    def _inside(self, element: Any, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child, depth)
            elif child.tag == qn("w:sdt"):
                if not _is_contents(child):
                    yield from self._inside(child, depth + 1)
            elif child.tag in (qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
                yield from self._inside(child, depth + 1)
            elif child.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                self.reader.bookmark(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        style = self.looks.of(paragraph)
        properties = paragraph.find(qn("w:pPr"))
        was_in_contents = self.reader.is_in_contents
        pieces = self.reader.pieces(paragraph)
        marks, self.reader.marks = self.reader.marks, []
        if (was_in_contents and self.reader.is_in_contents) or style.is_contents:
            return
        is_bold = is_all_bold(pieces) or (style.is_bold and bool(pieces))
        words = self.carried + markdown(pieces, without=BOLD if is_bold else "")
        text = plain(pieces).strip(SPACES)
        if _is_joined_to_next(properties):
            self.carried = words
            return
        self.carried = ""
        level = level_of(properties)
        listed, list_level = list_of(properties) or ("", 0)
        if not listed:
            # A paragraph may name the level alone and leave the list to its style.
            listed, list_level = style.list_number, list_level or style.list_level
        lead, rest = bold_lead(pieces)
        block = Block(
            words.strip(SPACES),
            text,
            (level if level is not None else style.level) or 0,
            is_title=style.is_title,
            is_bold=is_bold,
            printed=self.numbers.next(listed, list_level) if listed not in ("", "0") and (text or marks) else None,
            indent=_indent(properties),
            lead=plain(lead).strip(SPACES),
            rest=markdown(rest).strip(SPACES),
            mark=marks[-1] if marks else None,
            notes=self._notes(),
        )
        if block.words or block.mark:
            yield block

    def _table(self, table: Any, depth: int) -> Iterator[Block]:
        if is_box(table):
            for child in paragraphs_of(table):
                yield from self._inside([child], depth + 1)
            return
        rows = rows_of(table, self.reader)
        self.reader.marks = []
        if any(cell for row in rows for cell in row):
            yield Block(table=lines_of(rows), notes=self._notes())

    def _notes(self) -> list[str]:
        """The words of the notes that were referred to, each with its sign."""
        wanted, self.reader.notes = self.reader.notes, []
        first = self.reader.note_count - len(wanted) + 1
        found = []
        for at, (kind, number) in enumerate(wanted):
            part = getattr(self.parts, kind)
            note = next((note for note in part if note.get(qn("w:id")) == number), ()) if part is not None else ()
            words = " ".join(markdown(self.reader.pieces(inner)).strip(SPACES) for inner in note if inner.tag == qn("w:p"))
            found.append(f"※{first + at}　{words}")
        return found


def _is_contents(control: Any) -> bool:
    return any(found.get(qn("w:val"), "") == CONTENTS_GALLERY for found in control.iter(qn("w:docPartGallery")))


def _indent(properties: Any) -> int:
    found = properties.find(qn("w:ind")) if properties is not None else None
    value = (found.get(qn("w:left")) or found.get(qn("w:start")) or "") if found is not None else ""
    return int(value) if value.isdigit() and len(value) < 7 else 0


def _is_joined_to_next(properties: Any) -> bool:
    """The end of the paragraph was deleted: accepted, its words stand in the next one."""
    marks = properties.find(qn("w:rPr")) if properties is not None else None
    return marks is not None and (marks.find(qn("w:del")) is not None or marks.find(qn("w:moveFrom")) is not None)
