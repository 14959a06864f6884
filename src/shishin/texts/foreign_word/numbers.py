"""Numbers: what Word counts and prints before its paragraphs, worked out as it works them out, and numbers that somebody typed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from shishin.texts.foreign_word.words import value_in
from shishin.texts.numbering.numerals import STYLES

LEVELS = 9
FORMATS: Mapping[str, str] = {
    name: style
    for style, names in {
        "arabic": ("decimal", "decimalZero", "decimalHalfWidth"),
        "arabic-wide": ("decimalFullWidth", "decimalFullWidth2"),
        "kanji": (
            "japaneseCounting",
            "japaneseLegal",
            "japaneseDigitalTenThousand",
            "ideographDigital",
            "chineseCounting",
            "chineseCountingThousand",
        ),
        "katakana": ("aiueo", "aiueoFullWidth"),
        "iroha": ("iroha", "irohaFullWidth"),
        "circled": ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"),
        "letters": ("lowerLetter",),
        "letters-upper": ("upperLetter",),
        "roman-lower": ("lowerRoman",),
        "roman": ("upperRoman",),
    }.items()
    for name in names
}
PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1

    @property
    def is_bullet(self) -> bool:
        return self.format == "bullet"

    def write(self, number: int) -> str:
        write: Callable[[int], str] = STYLES[FORMATS.get(self.format, "arabic")] or str
        return write(number) if number > 0 else "0"


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands before a paragraph: a bullet, or a number with all its signs."""

    label: str
    level: int
    is_bullet: bool


@dataclass(slots=True)
class Numbers:
    """Counts as the paragraphs go by."""

    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    """Number of the list → its levels."""
    counters: Mapping[str, str] = field(default_factory=dict)
    """Number of the list → the counter it shares with others of its kind."""
    counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next(self, list_number: str, level: int) -> Printed | None:
        """The number of the next paragraph of a list. A list that is told nowhere prints nothing."""
        levels = self.levels.get(list_number)
        if levels is None or not 0 <= level < LEVELS:
            return None
        counts = self.counts[self.counters[list_number]]
        rule = levels.get(level, Level())
        counts[level] = counts[level] + 1 if level in counts else rule.start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if rule.is_bullet:
            return Printed("", level, is_bullet=True)
        if rule.format == "none":
            return Printed(PLACE.sub("", rule.text).strip(), level, is_bullet=False)

        def written(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            above = levels.get(at, Level())
            return above.write(counts.get(at, above.start))

        return Printed(PLACE.sub(written, rule.text).strip(), level, is_bullet=False)


def numbers_of(part: Any) -> Numbers:
    """The lists that numbering.xml tells of."""
    if part is None:
        return Numbers()
    patterns = {
        _value(pattern, "w:abstractNumId"): {_int(_value(level, "w:ilvl")): _level(level) for level in pattern.findall(qn("w:lvl"))}
        for pattern in part.findall(qn("w:abstractNum"))
    }
    levels: dict[str, Mapping[int, Level]] = {}
    counters: dict[str, str] = {}
    for element in part.findall(qn("w:num")):
        number = _value(element, "w:numId")
        pattern = value_in(element, "w:abstractNumId")
        own = dict(patterns.get(pattern, {}))
        counters[number] = pattern
        for override in element.findall(qn("w:lvlOverride")):
            at = _int(_value(override, "w:ilvl"))
            for redefined in override.findall(qn("w:lvl")):
                own[at] = _level(redefined)
            if start := value_in(override, "w:startOverride"):
                own[at] = Level(own.get(at, Level()).format, own.get(at, Level()).text, _int(start))
                # A list that begins again counts for itself.
                counters[number] = f"own {number}"
        levels[number] = own
    return Numbers(levels, counters)


def _level(element: Any) -> Level:
    start = value_in(element, "w:start")
    return Level(value_in(element, "w:numFmt") or "decimal", value_in(element, "w:lvlText"), _int(start) if start else 1)


def _value(element: Any, name: str) -> str:
    return str(element.get(qn(name), ""))


def _int(words: str) -> int:
    # More digits than any list has would only take time.
    return int(words) if re.fullmatch(r"-?[0-9]{1,6}", words) else 0


# Numbers that somebody typed, and how deep each stands among the others.


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
    )(?P<gap>[ \t\u3000]+(?=\S)|(?<=条)(?=[（(])|(?<=条の.)(?=[（(]))""",
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
    match = PATTERN.match(text)
    if match is None:
        return None
    number, rest = match["number"], text[match.end() :]
    is_words = _is_words(number, match["gap"], rest, is_bold=is_bold, is_below_article=is_below_article)
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


def numbered_by_word(printed: Printed, rest: str) -> Numbered:
    """Word says the level itself; a letter alone would not tell whether it counts in letters or in Roman numbers."""
    return Numbered(printed.label, f"{_form(printed.label)} {printed.level}", "", rest)


def _form(number: str) -> str:
    """The number with its digits taken for one: (1) and （２） have the same form."""
    if re.fullmatch(r"[①-⑳㉑-㊿]", number):
        return "①"
    plain = re.sub(r"[0-9]+", "1", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", unicodedata.normalize("NFKC", number))))
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
