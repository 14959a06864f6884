"""Blocks: the body of a Word file as paragraphs and tables, each with what its looks and its number say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from shishin.kit.budget import Budget
from shishin.kit.identity import CODE_STYLE, QUOTE_STYLE, RULE_STYLE
from shishin.texts.foreign_word.numbers import Numbers, Printed, numbers_of
from shishin.texts.foreign_word.opening import WordParts
from shishin.texts.foreign_word.tables import is_box, lines_of_table, paragraphs_of
from shishin.texts.foreign_word.words import BOLD, SPACES, Mark, Reader, bold_lead, fence_of, is_all_bold, is_on, markdown, plain, value_in

PAGE_OF_CONTENTS = re.compile(r"(?:\t|[ .…・]{3,})[ ]*[0-9ivx-]{1,6}\s*$")
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
    is_code: bool = False
    """What stands in `table` is code or a rule, sign by sign."""
    is_quote: bool = False
    notes: list[str] = field(default_factory=list)


class Blocks:
    """Reads the body from top to bottom."""

    def __init__(self, parts: WordParts, budget: Budget) -> None:
        self.parts = parts
        self.budget = budget
        self.texts_of_notes = {"footnotes": _by_number(parts.footnotes), "endnotes": _by_number(parts.endnotes)}
        self.looks: Looks = looks_of(parts.styles)
        self.numbers: Numbers = numbers_of(parts.numbering)
        self.reader = Reader(parts.addresses.get("document", {}), budget=budget)
        self.carried = ""
        """Words of a paragraph whose end was deleted: they go on in the next."""
        self.contents: list[str] = []
        """The lines of the table of contents, without their pages."""

    def read(self) -> list[Block]:
        return list(self._inside(self.parts.document.find(qn("w:body")), 0))

    def _inside(self, element: Any, depth: int) -> Iterator[Block]:
        self.budget.reach("nesting", depth, paragraph=self.reader.paragraph_count)
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child, depth)
            elif child.tag == qn("w:sdt"):
                if _is_contents(child):
                    self.contents += map(_line_of_contents, child.iter(qn("w:p")))
                else:
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
        text = plain(pieces).strip(SPACES)
        if self._is_in_contents(paragraph, text, style, was_in_contents=was_in_contents):
            return
        is_bold = is_all_bold(pieces) or (style.is_bold and bool(pieces))
        words = self.carried + markdown(pieces, without=BOLD if is_bold else "")
        if _is_joined_to_next(properties):
            self.carried = words
            return
        self.carried = ""
        if style.name in (CODE_STYLE, RULE_STYLE):
            yield Block(table=_code_lines(plain(pieces)) if style.name == CODE_STYLE else ["---"], is_code=True, notes=self._notes())
            return
        level = level_of(properties)
        lead, rest = bold_lead(pieces)
        block = Block(
            words.strip(SPACES),
            text,
            (level if level is not None else style.level) or 0,
            is_title=style.is_title,
            is_bold=is_bold,
            printed=self._number(properties, style) if text or marks else None,
            indent=_indent(properties),
            lead=plain(lead).strip(SPACES),
            rest=markdown(rest).strip(SPACES),
            mark=marks[-1] if marks else None,
            is_quote=style.name.lower() in QUOTE_NAMES,
            notes=self._notes(),
        )
        if block.words or block.mark:
            yield block

    def _is_in_contents(self, paragraph: Any, text: str, style: Style, *, was_in_contents: bool) -> bool:
        """Whether the paragraph is no part of the text but of its table of contents, whose lines are kept."""
        touches = was_in_contents or self.reader.is_in_contents
        if style.is_contents or (touches and not text):
            self.contents.append(_line_of_contents(paragraph))
        return style.is_contents or (was_in_contents and self.reader.is_in_contents)

    def _number(self, properties: Any, style: Style) -> Printed | None:
        listed, level = list_of(properties)
        if not listed:
            # A paragraph may name the level alone and leave the list to its style.
            listed, level = style.list_number, level if level is not None else style.list_level
        if level is None:
            level = self.numbers.level_of_style(listed, style.number)
        printed = self.numbers.next(listed, level) if listed not in ("", "0") else None
        self.budget.spend("characters", len(printed.label) if printed else 0, paragraph=self.reader.paragraph_count)
        return printed

    def _table(self, table: Any, depth: int) -> Iterator[Block]:
        if is_box(table):
            for child in paragraphs_of(table):
                yield from self._inside([child], depth + 1)
            return
        lines = lines_of_table(table, self.reader)
        self.reader.marks = []
        if lines:
            yield Block(table=lines, notes=self._notes())

    def _notes(self) -> list[str]:
        """The words of the notes that were referred to, each with its sign."""
        wanted, self.reader.notes = self.reader.notes, []
        first = self.reader.note_count - len(wanted) + 1
        found = []
        for at, (kind, number) in enumerate(wanted):
            note = self.texts_of_notes[kind].get(number, ())
            with self.reader.leading_to(self.parts.addresses.get(kind, {})):
                read = (markdown(self.reader.pieces(inner)).strip(SPACES) for inner in note if inner.tag == qn("w:p"))
                words = "\n\n    ".join(paragraph for paragraph in read if paragraph)
            # One note may be referred to again and again.
            self.budget.spend("characters", len(words), paragraph=self.reader.paragraph_count)
            found.append(f"[^{first + at}]: {words}")
        return found


def _code_lines(text: str) -> list[str]:
    fence = fence_of(text, least=3)
    return [fence, *text.split("\n"), fence]


def _by_number(part: Any) -> dict[str, Any]:
    """The notes of a part; of two with one number the first counts."""
    return {str(note.get(qn("w:id"), "")): note for note in reversed(part)} if part is not None else {}


def _is_contents(control: Any) -> bool:
    return any(found.get(qn("w:val"), "") == CONTENTS_GALLERY for found in control.iter(qn("w:docPartGallery")))


def _line_of_contents(paragraph: Any) -> str:
    signs = {qn("w:t"): lambda found: found.text or "", qn("w:tab"): lambda _found: "\t"}
    line = "".join(signs[found.tag](found) for found in paragraph.iter(qn("w:t"), qn("w:tab")) if found.getparent().tag == qn("w:r"))
    return PAGE_OF_CONTENTS.sub("", line).strip(SPACES)


def _indent(properties: Any) -> int:
    value = value_in(properties, "w:ind", "w:left") or value_in(properties, "w:ind", "w:start")
    return int(value) if value.isdecimal() and len(value) < 7 else 0


def _is_joined_to_next(properties: Any) -> bool:
    """The end of the paragraph was deleted: accepted, its words stand in the next one."""
    marks = properties.find(qn("w:rPr")) if properties is not None else None
    return marks is not None and (marks.find(qn("w:del")) is not None or marks.find(qn("w:moveFrom")) is not None)


# Which of Word's styles make a heading, a title or a line of the contents, and which belong to a list.


HEADING_NAME = re.compile(r"(?:heading|見出し|berschrift|titre)\s*([1-9])", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"(?:toc|目次|contents)\s*(?:[1-9]|heading|の見出し)?$", re.IGNORECASE)
TITLE_NAMES = {"title", "表題"}
QUOTE_NAMES = {QUOTE_STYLE.lower(), "intense quote", "quotations", "引用文"}
LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its paragraphs, with what it takes from those it is based on."""

    name: str = ""
    level: int | None = None
    """Of a heading, from 1."""
    list_number: str = ""
    list_level: int | None = None
    number: str = ""
    """Of the style itself, by which levels of lists name it."""
    is_bold: bool = False

    @property
    def is_title(self) -> bool:
        return self.name.lower() in TITLE_NAMES

    @property
    def is_contents(self) -> bool:
        return CONTENTS_NAME.match(self.name) is not None


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a file by their number there."""

    styles: Mapping[str, Style] = field(default_factory=dict)
    normal: str = ""

    def of(self, paragraph: Any) -> Style:
        properties = paragraph.find(qn("w:pPr"))
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        return self.styles.get(named.get(qn("w:val"), "") if named is not None else self.normal, Style())


def looks_of(part: Any) -> Looks:
    if part is None:
        return Looks()
    styles = {style.get(qn("w:styleId"), ""): style for style in part.findall(qn("w:style")) if style.get(qn("w:type")) == "paragraph"}
    normal = next((number for number, style in styles.items() if style.get(qn("w:default")) in ("1", "true", "on")), "")
    return Looks({number: _style(number, styles) for number in styles}, normal)


def _style(number: str, styles: Mapping[str, Any]) -> Style:
    own, own_number = styles[number], number
    name = value_in(own, "w:name")
    chain: list[Any] = []
    while number in styles and len(chain) < LONGEST_CHAIN:
        chain.append(styles[number])
        number = value_in(styles[number], "w:basedOn")
    level, listed, list_level, bold = None, "", None, None
    for style in chain:
        properties = style.find(qn("w:pPr"))
        if level is None:
            named = HEADING_NAME.match(value_in(style, "w:name"))
            level = level_of(properties) or (int(named[1]) if named else None)
        # A style may say the level alone and take the list from the one it is based on.
        its_list, its_level = list_of(properties) if not listed else ("", None)
        listed, list_level = listed or its_list, list_level if list_level is not None else its_level
        bold = bold if bold is not None else is_on(style.find(qn("w:rPr")), "w:b")
    return Style(name, level or None, listed, list_level, own_number, bool(bold))


def level_of(properties: Any) -> int | None:
    """The level of the outline that a paragraph or style says: 0 where it says that it is running text."""
    value = value_in(properties, "w:outlineLvl")
    return (int(value) + 1 if value in set("012345678") else 0) if value else None


def list_of(properties: Any) -> tuple[str, int | None]:
    """The list and its level, as a paragraph or style says either; the list 0 is none."""
    found = properties.find(qn("w:numPr")) if properties is not None else None
    level = value_in(found, "w:ilvl")
    return value_in(found, "w:numId"), int(level) if level in set("012345678") else None
