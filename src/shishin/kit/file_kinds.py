"""File kinds: whether the content of a file is what the ending of its name says."""

from __future__ import annotations

import codecs
import os
import zipfile
from collections.abc import Mapping
from typing import IO, Any

BEGINNING = 64 * 1024
"""Bytes that are looked at; a text has to be one only so far."""
PDF_BEGINS_WITHIN = 1024
WRITING = frozenset("\t\n\r\f")
ENCODINGS = ("utf-8-sig", "cp932")
IN_ARCHIVE: Mapping[str, str] = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
BEGINNINGS: Mapping[str, bytes] = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
TEXTS = frozenset({"txt", "csv", "md"})
MOST_OF_NAMES = 4_000_000
"""Bytes that an archive's list of its members may have: some 50,000 members, and less than 50 MB while it is read."""
END_OF_ARCHIVE, END_OF_LARGE_ARCHIVE = b"PK\x05\x06", b"PK\x06\x07"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_as_named(content: IO[bytes] | Any, *, name: str) -> bool:
    """Whether a file is of the kind that its name says; a kind that is not known here counts as no."""
    ending = ending_of(name)
    content.seek(0)
    begin = content.read(BEGINNING)
    content.seek(0)
    if ending == "pdf":
        return b"%PDF-" in begin[:PDF_BEGINS_WITHIN]
    if ending in BEGINNINGS:
        return begin.startswith(BEGINNINGS[ending])
    if ending in TEXTS:
        return _is_text(begin)
    if ending == "zip" or ending in IN_ARCHIVE:
        return _is_archive(content, with_folder=IN_ARCHIVE.get(ending, ""))
    return False


def _is_text(begin: bytes) -> bool:
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _is_writing(begin[: len(begin) // 2 * 2], "utf-16")
    return any(_is_writing(begin, encoding) for encoding in ENCODINGS)


def _is_writing(begin: bytes, encoding: str) -> bool:
    try:
        # Not final: the beginning may end within a character.
        text = codecs.getincrementaldecoder(encoding)().decode(begin, final=False)
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in WRITING for character in text)


def _is_archive(content: Any, *, with_folder: str) -> bool:
    if _size_of_names(content) > MOST_OF_NAMES:
        return False
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    finally:
        content.seek(0)
    if not with_folder:
        return True
    return "[Content_Types].xml" in names and any(name.startswith(with_folder) for name in names)


def _size_of_names(content: Any) -> int:
    """What the end of an archive says of its list, before anybody reads that list: an archive of the large kind says it elsewhere and is taken for too large."""
    end = content.seek(0, os.SEEK_END)
    content.seek(max(0, end - BEGINNING - 22))
    tail = content.read()
    content.seek(0)
    at = tail.rfind(END_OF_ARCHIVE)
    if at < 0:
        return 0
    is_said_elsewhere = len(tail) < at + 22 or END_OF_LARGE_ARCHIVE in tail[max(0, at - 20) : at]
    return MOST_OF_NAMES + 1 if is_said_elsewhere else int.from_bytes(tail[at + 12 : at + 16], "little")
