"""Phrases: what texts of each language call their parts, read from `phrases.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shishin.texts.numbering.printed import COUNTED, SENTENCE, numbered

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
    return re.compile(rf"(?:{words}){number}(?:[ \u3000]*[（(][^（）()]{{1,60}}[)）]){{0,2}}(?P<rest>[ \t\u3000:：–—-]+\S.*)?$")


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
