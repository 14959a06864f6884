"""Guessing: language, version, title, address and keys, where nobody has given them."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath

JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
# No piece may hold its own beginning: thousands of beginnings without an end would be read thousands of times.
LINKS_AND_MARKS = re.compile(r"\]\([^)\]]*\)|[*_`\[\]]|<[^<>]*>")
LATIN_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
VERSIONS = (
    re.compile(r"(?<!\d)(\d{1,6}(?:\.\d{1,6}){1,2})\s*版"),
    re.compile(r"第\s*(\d{1,6}(?:\.\d{1,6}){1,2})\s*版"),
    re.compile(r"\b(?:version|ver|v)\s*\.?\s*(\d{1,6}(?:\.\d{1,6}){0,2})\b", re.IGNORECASE),
)
VERSION_IN_NAME = re.compile(r"(?<![\d.])v?(\d+\.\d+\.\d+(?:-draft\.\d+)?)(?!\.?\d)", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
WORDS_IN_KEY = 7
LENGTH_OF_KEY = 60


def language_of(text: str) -> str:
    """Japanese where a tenth of the letters are kana or kanji; otherwise English."""
    letters = sum(1 for character in text if character.isalpha())
    return "ja" if letters and len(JAPANESE.findall(text)) * 10 >= letters else "en"


def version_of(*, title: str, text: str, names: Iterable[str]) -> tuple[str, date | None]:
    """The version and, where the version is a day, that day. A day as a version is written 2014.8.12."""
    names = tuple(names)
    for name in names:
        if match := VERSION_IN_NAME.search(name):
            return match[1], None
    for words in (title[:300], text[:3000]):
        for pattern in VERSIONS:
            if match := pattern.search(unicodedata.normalize("NFKC", words)):
                return _three_parts(match[1]), None
    for name in names:
        if match := DAY.search(name):
            try:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            return f"{day.year}.{day.month}.{day.day}", day
    return "1.0.0", None


def _three_parts(version: str) -> str:
    parts = [str(int(part)) for part in version.split(".")]
    return ".".join([*parts, "0", "0"][:3])


def name_of_document(names: Iterable[str]) -> str:
    """The last part of the path that names the document: not a number, a day or a version."""
    paths = [PurePosixPath(name) for name in names]
    candidates = [paths[0].stem] if len(paths) == 1 else []
    candidates += [part for part in reversed(paths[0].parts[:-1]) if part not in {".", "/", ".."}]
    for candidate in candidates:
        normalized = VERSION_IN_NAME.sub("", DAY.sub("", candidate)).strip(" -_.")
        if normalized and not normalized.isdigit():
            return normalized
    return ""


def slug_of(name: str) -> str:
    """An address from a name; from a name without Latin letters, a short tail of its own."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:80].strip("-")
    return slug if re.search(r"[a-z]", slug) else f"document-{tail_of(name)}"


def tail_of(text: str, length: int = 6) -> str:
    """A few letters that are always the same for the same words."""
    normalized = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return base64.b32encode(hashlib.sha256(normalized.encode()).digest()).decode().casefold()[:length]


def key_of(words: str, *, kind: str) -> str:
    """A key from the Latin words of a heading or line; where they are not its main part, kind and tail."""
    normalized = unicodedata.normalize("NFKC", LINKS_AND_MARKS.sub("", words)).casefold()
    normalized = "".join(character for character in unicodedata.normalize("NFKD", normalized) if not unicodedata.combining(character))
    latin = [re.sub(r"['’]", "", word) for word in LATIN_WORD.findall(normalized)]
    if not _is_latin(latin, normalized):
        return f"{kind}-{tail_of(words)}"
    key = ""
    for word in latin[:WORDS_IN_KEY]:
        if key and len(key) + len(word) >= LENGTH_OF_KEY:
            break
        key = f"{key}-{word}" if key else word[:LENGTH_OF_KEY]
    return key


def _is_latin(words: Sequence[str], text: str) -> bool:
    """Whether its Latin words are the main part of a text, and not all of them numbers."""
    letters = sum(1 for character in text if character.isalpha())
    return 0 < letters * 3 <= sum(map(len, words)) * 5 and any(word.isalpha() for word in words)
