"""Typesetting: a template and plain data become a PDF, in type that comes along. Words of people reach the template as data, never as its code."""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import typst
from typst import Fonts

from shishin.kit.identity import base

FAMILY = "Noto Sans CJK JP"
FONT_FILES = tuple(Path(str(package.FONT_PATH)) for package in (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold))
"""The one place that knows where the files lie: packages bring them, so a PDF is the same on every machine."""

GETA = "〓"
"""What printers set where they have no type for a character."""
FORMS_OF_PICTURES = range(0xFE00, 0xFE10)
FORMS_OF_KANJI = range(0xE0100, 0xE01F0)
SEPARATE_MARKS = re.compile("[\u0300-\u036f\u3099\u309a]")
SEGMENTS = 12


class FontIsBroken(RuntimeError):
    """A font file that does not say which characters it has."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name} has no table of its characters. Install the package it comes from again.")


@lru_cache(maxsize=1)
def type_cases() -> Fonts:
    """Read once: the files hold 34 MB. The typesetter's own fonts are for code alone."""
    return Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(file.parent) for file in FONT_FILES])


def has_threads() -> bool:
    """Whether this process has set something: it has threads then that a process forked from it lacks and would wait for."""
    return bool(type_cases.cache_info().currsize)


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """The characters that both weights have."""
    regular, bold = (frozenset(characters_of(file)) for file in FONT_FILES)
    return regular & bold


def characters_of(file: Path) -> set[int]:
    """The characters of an OpenType font, from the table of whole Unicode in it."""
    font = file.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    for table in range(tables):
        tag, _sum, start, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * table)
        if tag == b"cmap":
            return characters_in(font, start, file)
    raise FontIsBroken(file)


def characters_in(font: bytes, start: int, file: Path) -> set[int]:
    (encodings,) = struct.unpack_from(">H", font, start + 2)
    for encoding in range(encodings):
        (offset,) = struct.unpack_from(">L", font, start + 4 + 8 * encoding + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form != SEGMENTS:
            continue
        (groups,) = struct.unpack_from(">L", font, start + offset + 12)
        found: set[int] = set()
        for first, last, _glyph in struct.iter_unpack(">LLL", font[start + offset + 16 : start + offset + 16 + 12 * groups]):
            found.update(range(first, last + 1))
        return found
    raise FontIsBroken(file)


def printable(text: str) -> str:
    """The text as this type can print it: what it does not have becomes 〓, what nobody sees goes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_printed_as, unicodedata.normalize("NFC", text) if SEPARATE_MARKS.search(text) else text))


@lru_cache(maxsize=8192)
def _printed_as(character: str) -> str:
    if character in "\n\t" or ord(character) in FORMS_OF_KANJI:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zl", "Zp") or ord(character) in FORMS_OF_PICTURES:
        return ""
    if ord(character) in characters():
        return character
    # A mark on a letter goes with its letter, which is a 〓 already or stands without it.
    return "" if category.startswith("M") else " " if category == "Zs" else GETA


PARTS = Path(__file__).parent / "templates"
"""What templates import by name: `page.typ`, `text.typ`."""
LANGUAGE = re.compile(r"[a-z]{2,3}")


class TypesettingFailed(RuntimeError):
    """The typesetter refused a template or warned of something: a file with boxes for characters must not go out."""

    def __init__(self, template: str, fault: str) -> None:
        super().__init__(f"{template} could not be set without fault: {fault}")
        self.fault = fault


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The same data give the same bytes: no time, no fonts of the machine, no packages from elsewhere.

    A template reads nothing but the parts that lie beside this module and what lies beside itself.
    """
    parts = {part.name: part.read_bytes() for part in PARTS.glob("*.typ")}
    try:
        pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # its stubs know no text in several files
            {**parts, "main.typ": template.read_bytes()},
            root=str(template.parent),
            font_paths=type_cases(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False), "font": FAMILY},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise TypesettingFailed(template.name, str(error)) from error
    if warnings:
        raise TypesettingFailed(template.name, "; ".join(str(warning) for warning in warnings))
    return bytes(pdf)


def spoken(tag: str) -> str:
    """The language of words as the typesetter takes it: two or three letters, else none."""
    language = base(tag).lower()
    return language if LANGUAGE.fullmatch(language) else ""


def _printable(data: Any) -> Any:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {name: _printable(value) for name, value in data.items()}
    if isinstance(data, Sequence):
        return [_printable(value) for value in data]
    return data
