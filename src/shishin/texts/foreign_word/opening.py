"""Opening: a Word file as its parts, and what is refused because it is none, is locked, or would fill the memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from shishin.kit.budget import Budget
from shishin.texts.errors import BrokenWordFile, FileTooLarge, LockedWordFile, NotAWordFile, OldWordFile, WordFileWithMacros

LIMIT = 30_000_000
"""Bytes of the file as it comes: a guideline with pictures has a few million."""
AT_ONCE = 65_536
OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
MAIN_PART = "word/document.xml"


@dataclass(frozen=True, slots=True)
class WordParts:
    """The parts that words are read from. A part that is not there is none."""

    document: Any
    styles: Any = None
    numbering: Any = None
    footnotes: Any = None
    endnotes: Any = None
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    """Where the links of each part lead, by their number there: `document`, `footnotes` and `endnotes` count for themselves."""


def is_word_file(name: str) -> bool:
    """Whether a file is meant as one of Word's, by its name; what it truly is, opening it tells."""
    return name.lower().endswith((".docx", ".docm", ".doc", ".dotx", ".dotm"))


def open_word(content: bytes, *, file: str, budget: Budget) -> WordParts:
    if len(content) > LIMIT:
        raise FileTooLarge(file=file, size=len(content), limit=LIMIT)
    if content.startswith(OLD_FILE):
        raise LockedWordFile(file=file) if LOCKED in content else OldWordFile(file=file)
    try:
        with ZipFile(BytesIO(content)) as package:
            return _parts(package, file=file, budget=budget)
    except (BadZipFile, SyntaxError, EOFError, OSError, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        # A program that makes Word files by hand breaks them in each of these ways; XML that is none is a SyntaxError, a member with a password a RuntimeError.
        raise (BrokenWordFile if content.startswith(b"PK") else NotAWordFile)(file=file) from error


def _parts(package: ZipFile, *, file: str, budget: Budget) -> WordParts:
    names = set(package.namelist())
    if MAIN_PART not in names or "[Content_Types].xml" not in names:
        raise NotAWordFile(file=file)
    if "word/vbaProject.bin" in names or b"macroEnabled" in _read(package, "[Content_Types].xml", file=file, budget=budget):
        raise WordFileWithMacros(file=file)

    def part(name: str) -> Any:
        return parse_xml(_read(package, name, file=file, budget=budget)) if name in names else None

    document = part(MAIN_PART)
    if document.find(qn("w:body")) is None:
        raise BrokenWordFile(file=file)
    return WordParts(
        document,
        styles=part("word/styles.xml"),
        numbering=part("word/numbering.xml"),
        footnotes=part("word/footnotes.xml"),
        endnotes=part("word/endnotes.xml"),
        addresses={name: _addresses(part(f"word/_rels/{name}.xml.rels")) for name in ("document", "footnotes", "endnotes")},
    )


def _read(package: ZipFile, name: str, *, file: str, budget: Budget) -> bytes:
    """The member, counted while it unpacks: what it says of its own size is believed only where that alone is too much."""
    member = package.getinfo(name)
    budget.reach("unpacked", budget.spent["unpacked"] + member.file_size, part=name)
    content = bytearray()
    with package.open(member) as opened:
        while piece := opened.read(AT_ONCE):
            budget.spend("unpacked", len(piece), part=name)
            # No “<” stands in words or values: what does not end an element begins one, or a comment.
            budget.spend("elements", piece.count(b"<") - piece.count(b"</"), part=name)
            content += piece
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:2000]:
        raise BrokenWordFile(file=file)
    return bytes(content)


def _addresses(relations: Any) -> dict[str, str]:
    found = {}
    for relation in relations if relations is not None else ():
        if relation.get("TargetMode") == "External":
            found[relation.get("Id", "")] = relation.get("Target", "")
    return found
