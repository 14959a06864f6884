"""Printed numbers: paragraphs that begin with a number somebody typed, and how deep that number stands among the others."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

KANJI = "一二三四五六七八九十百千"
UNITS = "編章節款条"
"""The parts of a law from the largest; what has another number stands below them."""
PATTERN = re.compile(
    rf"""(?P<number>
      第[ ]?[0-9０-９{KANJI}]+(?P<unit>[編章節款目条項号])?(?:の[0-9０-９{KANJI}]+)*
    | [(（](?:[0-9０-９]{{1,3}}|[ア-ン]|[{KANJI}]{{1,3}}|[a-z])[)）]
    | [0-9０-９]{{1,3}}(?:[.．\-－‐][0-9０-９]{{1,3}})+[.．]?
    | [0-9０-９]{{1,3}}[.．)）]?
    | [①-⑳㉑-㊿]
    | [ア-ン]
    | [{KANJI}]{{1,3}}
    )(?P<gap>[ \t\u3000]+)(?=\S)""",
    re.VERBOSE,
)
BARE = re.compile(rf"第[ ]?[0-9０-９{KANJI}]+[編章節款目条]?(?:の[0-9０-９{KANJI}]+)*$")
KANJI_ALONE = re.compile(rf"[{KANJI}]+$")
KANA_ALONE = re.compile(r"[ア-ン]$")
PLAIN_NUMBER = re.compile(r"[0-9]{1,3}[.)]?$")
SENTENCE = re.compile(r"[。．!！?？]|[.:：;；、,]$")
CAPTION = re.compile(r"[（(]([^（）()]{1,40})[)）]$")
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff「『（]")
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph with a number: the number, its form (digits taken out) and the words behind it."""

    number: str
    form: str
    unit: str
    rest: str

    @property
    def is_heading(self) -> bool:
        """Short words that are no sentence. An article's first sentence never is its heading."""
        return self.unit != "条" and len(self.rest) <= LONGEST_HEADING and not SENTENCE.search(self.rest)


def numbered(text: str, *, is_bold: bool = False, is_below_article: bool = False) -> Numbered | None:
    """The number that a paragraph begins with; none where the digits are words of a sentence or of a simple list."""
    if BARE.match(text):
        return _numbered(text, "")
    found = PATTERN.match(text)
    if found is None:
        return None
    number, rest = found["number"], text[found.end() :]
    is_words = _is_words(number, found["gap"], rest, is_bold=is_bold, is_below_article=is_below_article)
    return None if is_words else _numbered(number, rest)


def _is_words(number: str, gap: str, rest: str, *, is_bold: bool, is_below_article: bool) -> bool:
    """Whether what looks like a number may as well begin a sentence, such as “10 people”, or is one of a simple list."""
    if KANJI_ALONE.match(number):
        return not (is_below_article or (gap != " " and (is_bold or not SENTENCE.search(rest))))
    if PLAIN_NUMBER.match(number) and not is_bold:
        return number[-1] in ".)" or (gap == " " and not JAPANESE.match(rest))
    return KANA_ALONE.match(number) is not None and gap == " " and len(rest) < 2


def _numbered(number: str, rest: str) -> Numbered:
    unit = next((sign for sign in number if sign in UNITS + "目項号"), "")
    return Numbered(number, unit or _form(number), unit, rest)


def _form(number: str) -> str:
    """The number with its digits taken for one: (1) and （２） have the same form."""
    if re.fullmatch(r"[①-⑳㉑-㊿]", number):
        return "①"
    plain = re.sub(r"[0-9]+", "1", unicodedata.normalize("NFKC", number))
    return re.sub(r"[ア-ン]", "ア", re.sub(rf"[{KANJI}]+", "一", plain))


class Depths:
    """How deep each form of number stands below the last heading, as the forms come up."""

    def __init__(self) -> None:
        self.forms: list[str] = []

    def begin_again(self) -> None:
        self.forms = []

    def of(self, found: Numbered) -> int:
        """From 1. A form seen before closes those opened since; the parts of a law stand in their order, whatever came first."""
        if found.form in self.forms:
            self.forms = self.forms[: self.forms.index(found.form)]
        elif found.form in UNITS:
            rank = UNITS.index(found.form)
            self.forms = [form for form in self.forms if form in UNITS and UNITS.index(form) < rank]
        self.forms.append(found.form)
        return len(self.forms)

    @property
    def is_below_article(self) -> bool:
        return "条" in self.forms
