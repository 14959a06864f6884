"""Phrases: what texts of each language call their parts, their days and what they ask for, read from `phrases.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shishin.kit.dates import read_day
from shishin.kit.identity import base
from shishin.texts.numbering.printed import COUNTED, SENTENCE, UNITS, normalized_number, numbered

FILE = Path(__file__).with_name("phrases.yaml")
LONGEST_LINE = 80


@cache
def phrases() -> Mapping[str, Mapping[str, Any]]:
    read: Mapping[str, Mapping[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def _spaced(word: str) -> str:
    """Offices set two characters apart over a line: 附　則."""
    return re.escape(word) if word.isascii() else r"[ \u3000]*".join(word)


def _all(name: str) -> Iterable[str]:
    words = {word for language in phrases().values() for word in language.get(name, ())}
    return (_spaced(word) for word in sorted(words, key=len, reverse=True))


@cache
def _heads(*names: str) -> re.Pattern[str]:
    words = "|".join(word for name in names for word in _all(name))
    number = rf"(?:[ \u3000]?第?[ ]?{COUNTED}(?:号(?:様式)?)?(?:の{COUNTED}){{0,9}}|[ ][A-Z])?"
    in_part = rf"(?:[ \u3000]*(?:{'|'.join(_all('excerpts'))}))?"
    return re.compile(rf"(?:{words}){number}(?:[ \u3000]*[（(][^（）()]{{1,60}}[)）]){{0,2}}{in_part}(?P<rest>[ \t\u3000:：–—-]+\S.*)?$")


@cache
def _contents() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_all('contents'))})$", re.IGNORECASE)


def heads_annex(line: str) -> bool:
    """Whether a line heads an annex: 附則, 別表第一（第三条関係）, 様式第１号, Annex A. A sentence that begins with such a word does not."""
    return _is_headed(line, "supplements", "annexes")


def _is_headed(line: str, *names: str) -> bool:
    found = _heads(*names).match(line) if len(line) <= LONGEST_LINE else None
    return found is not None and not SENTENCE.search(found["rest"] or "")


def places_of_annexes(lines: Sequence[tuple[str, bool]]) -> set[int]:
    """Where annexes begin among lines, each with whether it is a heading by its looks: behind the last clause, or behind the first supplement."""
    first = next((at for at, (line, _is_heading) in enumerate(lines) if _is_headed(line, "supplements")), len(lines))
    clauses = (at for at, (line, is_heading) in enumerate(lines[:first]) if is_heading or (line.startswith("第") and numbered(line)))
    last = max(clauses, default=-1)
    return {at for at, (line, is_heading) in enumerate(lines) if at > last and not is_heading and heads_annex(line)}


def heads_contents(line: str) -> bool:
    return _contents().match(line) is not None


def place_of_contents(lines: Sequence[tuple[str, bool]]) -> range:
    """Where the contents that somebody typed stand among lines, each with whether it is a heading by its looks.

    Below their head stand the parts of the text by their names, up to the first that comes again.
    """
    head = next((at for at, (line, _is_heading) in enumerate(lines) if heads_contents(line)), len(lines))
    end, first = head + 1, ""
    while end < len(lines) and not lines[end][1]:
        line, part = lines[end][0], numbered(lines[end][0])
        is_part = part.unit in UNITS if part and part.unit else heads_annex(line)
        if not is_part or (part and normalized_number(part.number) == first):
            break
        first = first or (normalized_number(part.number) if part else "")
        end += 1
    return range(head, end) if end > head + 1 else range(0)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a text says of itself: `name` is what it is of an edition, `words` the line that says so."""

    name: str
    day: date
    words: str


FIGURE = "[0-9０-９〇一二三四五六七八九十百千]"
DAY = re.compile(rf"(?:(?:令和|平成|昭和|[RHS])[ ]?)?(?:{FIGURE}{{1,6}}|元)[年./-][ ]?{FIGURE}{{1,3}}[月./-][ ]?{FIGURE}{{1,3}}日?")
DAY_IN_LATIN = re.compile(r"\b(?:([0-9]{1,2})\.?[ ]([A-Z][a-zûéä]{2,9})|([A-Z][a-z]{2,8})[ ]([0-9]{1,2}),?)[ ]([0-9]{4})\b")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_in(line: str) -> date | None:
    """The first day that a line names."""
    if found := DAY.search(line):
        return read_day(found[0])
    latin = DAY_IN_LATIN.search(line)
    month = (latin[2] or latin[3])[:3].lower() if latin else ""
    if latin is None or month not in MONTHS:
        return None
    return read_day(f"{latin[5]}-{MONTHS.index(month) + 1}-{latin[1] or latin[4]}")


def named_day(line: str) -> NamedDay | None:
    """What a short line with a day says of the edition; none where it says nothing that is known."""
    day = day_in(line) if len(line) <= LONGEST_LINE else None
    if day is None:
        return None
    for language in phrases().values():
        for name, words in language.get("days", {}).items():
            if any(word in line.lower() for word in words):
                return NamedDay(name, day, line)
    return None


END_OF_SENTENCE = re.compile(r"[。．.!?！？\n]+")
BRACKETS = re.compile(r"[（(][^（）()\n]*[)）]")


def force_of(words: str, *, language: str) -> str:
    """What the first sentence that asks for something asks for; empty where none does, or the language is not known."""
    endings, anywhere = _forces(base(language), "forces"), _forces(base(language), "words")
    for sentence in END_OF_SENTENCE.split(BRACKETS.sub("", words)):
        ending = sentence.strip()
        if force := next((force for phrase, force in endings if ending.endswith(phrase)), ""):
            return force
        # Where one word holds another, such as “must not” and “must”, the longer is meant.
        if force := next((force for phrase, force in anywhere if re.search(rf"\b{phrase}\b", sentence)), ""):
            return force
    return ""


@cache
def _forces(language: str, name: str) -> Sequence[tuple[str, str]]:
    """Phrases and the forces they mean, the longest first."""
    forces = phrases().get(language, {}).get(name, {})
    return sorted(((phrase, force) for force, known in forces.items() for phrase in known), key=lambda pair: -len(pair[0]))
