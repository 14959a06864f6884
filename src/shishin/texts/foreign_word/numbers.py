"""Numbers: what Word counts and prints before its paragraphs, worked out as it works them out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml.ns import qn

from shishin.texts.foreign_word.words import is_on, value_in
from shishin.texts.numbering.numerals import STYLES
from shishin.texts.numbering.printed import Numbered, form_of

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
    restarts: int = LEVELS
    """The level, from 1, after which it begins again; 0 never, else after each above it."""
    is_legal: bool = False
    """All numbers in it are written in figures, whatever the levels above say."""
    style: str = ""

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

    def level_of_style(self, list_number: str, style: str) -> int:
        """The level that a list keeps for the paragraphs of a style."""
        levels = self.levels.get(list_number, {})
        return next((at for at, rule in levels.items() if style and rule.style == style), 0)

    def next(self, list_number: str, level: int) -> Printed | None:
        """The number of the next paragraph of a list. A list that is told nowhere prints nothing."""
        levels = self.levels.get(list_number)
        if levels is None or not 0 <= level < LEVELS:
            return None
        counts = self.counts[self.counters[list_number]]
        rule = levels.get(level, Level())
        counts[level] = counts[level] + 1 if level in counts else rule.start
        for deeper in [other for other in counts if other > level and level < levels.get(other, rule).restarts]:
            del counts[deeper]
        if rule.is_bullet:
            return Printed("", level, is_bullet=True)
        if rule.format == "none":
            return Printed(PLACE.sub("", rule.text).strip(), level, is_bullet=False)

        def written(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            above = levels.get(at, Level())
            number = counts.get(at, above.start)
            return str(number) if rule.is_legal else above.write(number)

        return Printed(PLACE.sub(written, rule.text).strip(), level, is_bullet=False)


def numbers_of(part: Any) -> Numbers:
    """The lists that numbering.xml tells of."""
    if part is None:
        return Numbers()
    patterns = {
        _value(pattern, "w:abstractNumId"): {_int(_value(level, "w:ilvl")): _level(level) for level in pattern.findall(qn("w:lvl"))}
        for pattern in part.findall(qn("w:abstractNum"))
    }
    styled = {value_in(pattern, "w:styleLink"): _value(pattern, "w:abstractNumId") for pattern in part.findall(qn("w:abstractNum"))}
    for pattern in part.findall(qn("w:abstractNum")):
        # A list may be told in a style of lists alone.
        if link := value_in(pattern, "w:numStyleLink"):
            patterns[_value(pattern, "w:abstractNumId")] = patterns.get(styled.get(link, ""), {})
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
                own[at] = replace(own.get(at, Level()), start=_int(start))
                # A list that begins again counts for itself.
                counters[number] = f"own {number}"
        levels[number] = own
    return Numbers(levels, counters)


def _level(element: Any) -> Level:
    start, restart = value_in(element, "w:start"), value_in(element, "w:lvlRestart")
    return Level(
        value_in(element, "w:numFmt") or "decimal",
        value_in(element, "w:lvlText"),
        _int(start) if start else 1,
        restarts=_int(restart) if restart else LEVELS,
        is_legal=bool(is_on(element, "w:isLgl")),
        style=value_in(element, "w:pStyle"),
    )


def _value(element: Any, name: str) -> str:
    return str(element.get(qn(name), ""))


def _int(words: str) -> int:
    # More digits than any list has would only take time.
    return int(words) if re.fullmatch(r"-?[0-9]{1,6}", words) else 0


def numbered_by_word(printed: Printed, rest: str) -> Numbered:
    """Word says the level itself; a letter alone would not tell whether it counts in letters or in Roman numbers."""
    return Numbered(printed.label, f"{form_of(printed.label)} {printed.level}", "", rest)
