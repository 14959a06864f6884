"""Printed numbers: what stands before the clauses of a text that was written elsewhere, its form, and how deep each form stands among the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from shishin.kit.dates import counted_in_kanji
from shishin.texts.numbering.numerals import arabic_wide, kanji

# No number of a clause has more than nine figures or parts: a page of figures would be read from each of them to the end.
KANJI = "一二三四五六七八九十百千"
UNITS, ARTICLE_UNIT = "編章節款条", "条"
"""The parts of a law from the largest; what has another number stands below them."""
FIGURES, COUNTED = "[0-9０-９]{1,9}", f"[0-9０-９{KANJI}]{{1,9}}"
IN_BRACKETS = rf"(?:{FIGURES}(?:の{FIGURES}){{0,9}}|[ア-ンｱ-ﾝ]|[{KANJI}]{{1,3}}|[a-z]|[ivx]{{1,5}})"
CLOSED = rf"(?:[(（]{IN_BRACKETS}[)）]|[①-⑳㉑-㊿⑴-⒇])"
BRANCHES = rf"(?:の{COUNTED}){{0,9}}"
NUMBER = rf"""(?:第[ ]?{COUNTED}(?:[編章節款目条項号](?:の{COUNTED}){{0,9}})?|{CLOSED}{BRANCHES}
|[0-9０-９]{{1,3}}(?:[\-－‐][0-9０-９]{{1,3}}){{1,9}}|{FIGURES}(?:[.．]{FIGURES}){{0,9}}[)）.．]?|[ア-ンｱ-ﾝ]|[{KANJI}]{{1,3}}{BRANCHES}|(?:[a-z]|[ivx]{{2,5}})[.)])"""
ARTICLE = rf"第[ ]?{COUNTED}条(?:の{COUNTED}){{0,9}}"
RANGE_PART = rf"第[ ]?{COUNTED}[編章節款条](?:の{COUNTED}){{0,9}}"
RANGE = rf"{RANGE_PART}(?:から{RANGE_PART}まで|[及並]び?に?{RANGE_PART})"
GOES_ON = "(?!の|から|及び|又は|並びに|に掲げる|において|により|まで|[、。])"
"""Words that go on from a number in brackets: there it is named, and begins nothing."""
PRINTED = re.compile(
    rf"({RANGE}(?=[ \t\u3000]+\S|$)|{NUMBER}(?=[ \t\u3000]+\S|$)|{ARTICLE}(?=[（(])|{CLOSED}(?=[^ \t\u3000]){GOES_ON})[ \t\u3000]*",
    re.VERBOSE,
)
BRANCH = re.compile(rf"(?:の[0-9０-９{KANJI}]+)+(?=[)）]?$)")
VACATED = re.compile(r"[（(]?削[ \u3000]?除[)）]?$")
ENDS_OF_RANGE = re.compile(rf"第[ ]?({COUNTED})([編章節款条])(?:から|[及並]び?に?)第[ ]?({COUNTED})\2(?:まで)?$")
LONGEST_RANGE = 99
KANJI_ALONE = re.compile(rf"[{KANJI}]+{BRANCHES}$")
KANA_ALONE = re.compile(r"[ア-ンｱ-ﾝ]$")
PLAIN_NUMBER = re.compile(r"[0-9]{1,3}[.)]?$")
LETTER = re.compile(r"[(（]?([a-z]|[ivx]{2,5})[.)）]$")
SENTENCE = re.compile(r"[。．!！?？]|[.:：;；、,]$")
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff「『（]")
LONGEST_HEADING, LONGEST_FIGURES = 60, 3
PARAGRAPH, ROMAN = "1", "(i)"
"""The forms of 項, which Japanese articles are made of whether printed or not, and of Roman numbers."""


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
        return self.unit != ARTICLE_UNIT and len(self.rest) <= LONGEST_HEADING and not SENTENCE.search(self.rest)


def numbered(text: str, *, is_bold: bool = False, is_below_article: bool = False) -> Numbered | None:
    """The number that a paragraph begins with; none where the digits are words of a sentence or of a simple list."""
    match = PRINTED.match(text)
    if match is None:
        return None
    number, gap, rest = match[1], match[0][len(match[1]) :], text[match.end() :]
    is_words = _is_words(number, gap, rest, is_bold=is_bold, is_below_article=is_below_article)
    return None if is_words else with_form(number, rest)


def _is_words(number: str, gap: str, rest: str, *, is_bold: bool, is_below_article: bool) -> bool:
    """Whether what looks like a number may as well begin a sentence, such as “10 people”, or is one of a simple list."""
    if not rest:
        return not number.startswith("第")
    if KANJI_ALONE.match(number):
        return not (is_below_article or (gap != " " and (is_bold or not SENTENCE.search(rest))))
    if PLAIN_NUMBER.match(number) and not is_bold:
        return number[-1] in ".)" or (gap == " " and not JAPANESE.match(rest))
    if number.isdecimal():
        return len(number) > LONGEST_FIGURES
    return KANA_ALONE.match(number) is not None and gap == " " and len(rest) < len("ab")


def with_form(number: str, rest: str) -> Numbered:
    unit = next((sign for sign in number if sign in UNITS + "目項号"), "")
    return Numbered(number, unit or form_of(number), unit, rest)


def form_of(number: str) -> str:
    """The number with its digits taken for one: (1), （２） and the branch (2)の2 have the same form."""
    if re.fullmatch(r"[①-⑳㉑-㊿]", number):
        return "①"
    plain = re.sub(r"[0-9]+", "1", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", unicodedata.normalize("NFKC", BRANCH.sub("", number)))))
    return re.sub(r"[ア-ン]", "ア", re.sub(rf"[{KANJI}]+", "一", plain))


class Depths:
    """How deep each form of number stands below the last heading, as the forms come up."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.letter = ""
        """The last that was counted in letters: after (h) comes (i), after (a) it is the Roman one."""

    def begin_again(self) -> None:
        self.forms = []

    def of(self, found: Numbered) -> int:
        """From 1. A form seen before closes those opened since; the parts of a law stand in their order, whatever came first."""
        form = self._form(found)
        if form in self.forms:
            self.forms = self.forms[: self.forms.index(form)]
        elif form in UNITS:
            rank = UNITS.index(form)
            self.forms = [open_form for open_form in self.forms if open_form in UNITS and UNITS.index(open_form) < rank]
        elif self.forms[-1:] == [ARTICLE_UNIT] and form != PARAGRAPH:
            # A list of an article stands in its first paragraph, which has no number.
            self.forms.append(PARAGRAPH)
        self.forms.append(form)
        return len(self.forms)

    def _form(self, found: Numbered) -> str:
        letter = LETTER.match(found.number)
        if letter is None:
            return found.form
        if len(letter[1]) > 1 or (letter[1] == "i" and self.letter != "h") or (letter[1] in "vx" and ROMAN + found.form in self.forms):
            return ROMAN + found.form
        self.letter = letter[1]
        return found.form

    @property
    def is_below_article(self) -> bool:
        return ARTICLE_UNIT in self.forms


def is_same_number(printed: str, label: str) -> bool:
    """Full or half width, in figures or in kanji, with or without the point behind it."""
    return normalized_number(printed) == normalized_number(label)


def normalized_number(number: str) -> str:
    if number[:1] and number in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return number
    plain = unicodedata.normalize("NFKC", number).replace(" ", "").rstrip(".")
    return re.sub(rf"(?<=[第の])[{KANJI}]+", lambda match: str(_count_in_kanji(match[0]) or match[0]), plain)


def _count_in_kanji(signs: str) -> int:
    """0 where they are not written in full, as numbers of clauses are."""
    count = counted_in_kanji(signs)
    return count if kanji(count) == signs else 0


def numbers_in_range(printed: str) -> Iterator[str]:
    """第四条から第六条まで is 第四条, 第五条 and 第六条; a number that is no range is itself."""
    ends = ENDS_OF_RANGE.match(printed)
    first, last = (_count(ends[1]), _count(ends[3])) if ends else (0, 0)
    if ends is None or not 0 < first < last <= first + LONGEST_RANGE:
        yield printed
        return
    write = kanji if ends[1][0] in KANJI else arabic_wide if ends[1][0] in "０１２３４５６７８９" else str
    yield from (f"第{write(number)}{ends[2]}" for number in range(first, last + 1))


def _count(figures: str) -> int:
    return int(figures) if figures.isdecimal() else _count_in_kanji(figures)
