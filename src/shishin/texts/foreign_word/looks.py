"""Looks: which of Word's styles make a heading, a title or a line of the contents, and which belong to a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

HEADING_NAME = re.compile(r"(?:heading|見出し|berschrift|titre)\s*([1-9])", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"(?:toc|目次|contents)\s*(?:[1-9]|heading|の見出し)?$", re.IGNORECASE)
TITLE_NAMES = {"title", "表題"}
LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its paragraphs, with what it takes from those it is based on."""

    name: str = ""
    level: int | None = None
    """Of a heading, from 1."""
    list_number: str = ""
    list_level: int = 0
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
    told = {style.get(qn("w:styleId"), ""): style for style in part.findall(qn("w:style")) if style.get(qn("w:type")) == "paragraph"}
    normal = next((number for number, style in told.items() if style.get(qn("w:default")) in ("1", "true", "on")), "")
    return Looks({number: _style(number, told) for number in told}, normal)


def _style(number: str, told: Mapping[str, Any]) -> Style:
    own = told[number]
    name = _inner(own, "w:name")
    chain: list[Any] = []
    while number in told and len(chain) < LONGEST_CHAIN:
        chain.append(told[number])
        number = _inner(told[number], "w:basedOn")
    level, listed, list_level, bold = None, "", 0, None
    for style in chain:
        properties = style.find(qn("w:pPr"))
        if level is None:
            level = level_of(properties) or _level_by_name(_inner(style, "w:name"))
        if not listed:
            listed, list_level = list_of(properties) or ("", 0)
        bold = bold if bold is not None else is_on(style.find(qn("w:rPr")), "w:b")
    return Style(name, level or None, listed, list_level, bool(bold))


def level_of(properties: Any) -> int | None:
    """The level of the outline that a paragraph or style says: 0 where it says that it is running text."""
    found = properties.find(qn("w:outlineLvl")) if properties is not None else None
    value = found.get(qn("w:val"), "") if found is not None else ""
    return (int(value) + 1 if value in set("012345678") else 0) if value else None


def list_of(properties: Any) -> tuple[str, int] | None:
    """The list and its level, as a paragraph or style says; the list 0 is none."""
    found = properties.find(qn("w:numPr")) if properties is not None else None
    if found is None:
        return None
    level = _inner(found, "w:ilvl")
    return _inner(found, "w:numId"), int(level) if level in set("012345678") else 0


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a switch such as bold is on, off or not touched."""
    found = properties.find(qn(name)) if properties is not None else None
    return None if found is None else found.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _level_by_name(name: str) -> int | None:
    found = HEADING_NAME.match(name)
    return int(found[1]) if found else None


def _inner(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))
