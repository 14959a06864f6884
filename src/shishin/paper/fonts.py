"""Fonts: the type that PDF files are set in, and which characters it has."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
from typst import Fonts

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
    return "".join(map(_printable, unicodedata.normalize("NFC", text) if SEPARATE_MARKS.search(text) else text))


@lru_cache(maxsize=8192)
def _printable(character: str) -> str:
    if character in "\n\t" or ord(character) in FORMS_OF_KANJI:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zl", "Zp") or ord(character) in FORMS_OF_PICTURES:
        return ""
    if ord(character) in characters():
        return character
    # A mark on a letter goes with its letter, which is a 〓 already or stands without it.
    return "" if category.startswith("M") else " " if category == "Zs" else GETA
