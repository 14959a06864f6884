"""Naming: which clauses a text names, by number (`#9`, `9-3`, `第3の2`, `第9条第3項`, `section 3.2`) or by heading.

A number is read as steps, each with its unit where one is written: `第９条第３項` and `Article 9, paragraph 3` are 9 条, 3 項, and `9-3` is 9, 3 of
whatever. A clause is named when its steps are those and no unit is another; the very same units and signs go before others. What goes on after the number
(`第3の2つの点`) is left off until a clause is named so. A number behind the name of another law is none of this text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from shishin.opinion_analysis.normalising import is_unspaced, letters, normalised

Step = tuple[str, str]
"""A number, or a letter, and its unit, or the sign before it; an empty word where none is written."""

_UNITS = {"article": "条", "section": "節", "chapter": "章", "paragraph": "項", "item": "号", "part": "編"}
_UNITS |= dict.fromkeys(("#", "番", "code", "principle", "規範", "原則"), "#")
_PREFIX = r"(?P<prefix>\b(?:article|section|chapter|paragraph|item|part|clause|rule|code|principle|no\.)s?|規範|原則|#|第)"
_KANJI = "〇一二三四五六七八九十百"
_NUMBER = rf"(?P<number>\d{{1,4}}|[{_KANJI}]{{1,9}})"
_UNIT = "(?P<unit>編|章|節|款|条|項(?!目)|号|番(?![目号地線]))"
_FIRST = re.compile(
    # A number that says itself what it is, or two or more parted by a hyphen or a dot.
    rf"(?<![法令例則程]){_PREFIX}\s?{_NUMBER}\s?{_UNIT}?"
    r"|(?<![法令例則程第a-z\d.#/-])(?P<alone>\d{1,4})\s?(?P<its_unit>章|節|条(?![件例])|番(?![目号地線]))"
    r"|(?<![a-z\d./-])(?P<begin>\d{1,3})(?=[.-]\d{1,3}(?![\d%])(?!\s?[一-鿿ァ-ヺ]))"
)
_NEXT = re.compile(
    rf"\s?(?:の|(?P<sign>[-.])|,(?=\s?[a-z]))?\s?{_PREFIX}?\s?(?:\(?{_NUMBER}\)?(?!\d)\s?{_UNIT}?|\(?(?P<letter>[ア-ンａ-ｚa-z])\)?(?![ァ-ヺーa-z]))"
)
_OTHER_UNIT = re.compile("[一-鿿](?<!第)")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SIGNS = ("", "-", ".")
MOST_STEPS = 6
SHORTEST_HEADING, SHORTEST_SPACED = 6, 12
"""Letters of a heading that names its clause; a heading of a spaced script is longer."""


class Names(NamedTuple):
    """By which numbers and headings clauses are named."""

    numbers: Mapping[tuple[str, ...], Sequence[tuple[tuple[str, ...], str]]]
    headings: Mapping[str, str]

    def named_in(self, text: str) -> list[str]:
        """The keys of the clauses that a text names, in the order in which it does; then those whose heading it has."""
        plain = _plain(text)
        found = [key for match in _FIRST.finditer(plain) for key in self._called(plain, match)]
        said = letters(text)
        found += [key for heading, key in self.headings.items() if heading in said]
        return list(dict.fromkeys(found))

    def _called(self, plain: str, match: re.Match[str]) -> Sequence[str]:
        steps = list(_steps(plain, match))
        # A bare 9-3 means no 9.
        for count in range(len(steps), 1 if match["begin"] else 0, -1):
            if found := self._of(steps[:count]):
                return found
        return ()

    def _of(self, steps: Sequence[Step]) -> Sequence[str]:
        numbers, units = zip(*steps, strict=True)
        fitting = [(_differing(units, its_units), key) for its_units, key in self.numbers.get(numbers, ()) if _fit(units, its_units)]
        least = min((differing for differing, _key in fitting), default=0)
        return [key for differing, key in fitting if differing == least]


def names_of(clauses: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> Names:
    """The names of clauses, each given as (key, labels, headings). A heading that two have names neither."""
    numbers: defaultdict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    headings: list[tuple[str, str]] = []
    for key, labels, written in clauses:
        for label in dict.fromkeys(labels):
            if steps := _steps_of_label(label):
                number, units = zip(*steps, strict=True)
                if (units, key) not in numbers[number]:
                    numbers[number].append((units, key))
        headings += {(letters(heading), key) for heading in written}
    counted = Counter(heading for heading, _key in headings)
    return Names(dict(numbers), {heading: key for heading, key in headings if counted[heading] == 1 and _is_telling(heading)})


def labels_below(above: Sequence[str], label: str) -> list[str]:
    """What a clause is called by its own label and by those above it: 第9条 2. A bare 2 or (3) that stands below another names none."""
    if not label:
        return []
    steps = _steps_of_label(label)
    is_own = not above or len(steps) > 1 or any(unit not in _SIGNS for _number, unit in steps) or label.startswith("第")
    # Nobody is read beyond so many steps.
    near = above[-MOST_STEPS:]
    return [*([label] if is_own else []), *(" ".join([*near[at:], label]) for at in range(len(near)))]


def _is_telling(heading: str) -> bool:
    return len(heading) >= (SHORTEST_HEADING if any(map(is_unspaced, heading)) else SHORTEST_SPACED)


def _steps_of_label(label: str) -> list[Step]:
    """The steps of a label; none where it is a letter or a number in brackets, which no one names alone."""
    plain = _plain(label).strip()
    steps: list[Step] = []
    at = 0
    while match := _NEXT.match(plain, at):
        steps.append(_step(match))
        at = match.end()
    is_alone = len(steps) == 1 and (plain.startswith("(") or not steps[0][0].isdecimal())
    return [] if is_alone or at < len(plain.rstrip(").")) else steps


def _steps(plain: str, first: re.Match[str]) -> Iterator[Step]:
    number = first["number"]
    if first["alone"] or first["begin"]:
        yield first["alone"] or first["begin"], _UNITS.get(first["its_unit"] or "", first["its_unit"] or "")
    elif not first["unit"] and (not number.isdecimal() or (first["prefix"] == "第" and _OTHER_UNIT.match(plain, first.end()))):
        return  # 第一に and 第9回 are no numbers of clauses
    else:
        yield _step(first)
    at = first.end()
    for _time in range(MOST_STEPS - 1):
        match = _NEXT.match(plain, at)
        if match is None:
            return
        yield _step(match)
        at = match.end()


def _step(match: re.Match[str]) -> Step:
    if letter := match.groupdict().get("letter"):
        return letter, ""
    prefix = (match["prefix"] or "").removesuffix("s")
    unit = _UNITS.get(match["unit"] or prefix, match["unit"] or "")
    return _in_digits(match["number"]), unit or match.groupdict().get("sign") or ""


def _in_digits(number: str) -> str:
    """九 and 二十一 as 9 and 21."""
    if number.isdecimal():
        return str(int(number))
    if not re.search("[十百]", number):
        return str(int("".join(str(_KANJI.index(sign)) for sign in number)))
    total = 0
    for unit, value in (("百", 100), ("十", 10)):
        before, found, after = number.partition(unit)
        if found:
            total += value * (_KANJI.index(before) if before else 1) if len(before) < 2 else 0
            number = after
    return str(total + (_KANJI.index(number) if len(number) == 1 else 0))


def _plain(text: str) -> str:
    return normalised(text).translate(_HYPHENS)


def _fit(units: Sequence[str], others: Sequence[str]) -> bool:
    return all(one == other or one in _SIGNS or other in _SIGNS for one, other in zip(units, others, strict=True))


def _differing(units: Sequence[str], others: Sequence[str]) -> int:
    return sum(one != other for one, other in zip(units, others, strict=True))
