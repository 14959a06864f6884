"""Own numbers: those that a text prints before its clauses, beside those that a numbering scheme would, and which scheme gives most of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from shishin.texts.foreign_markdown.found_clauses import Cut
from shishin.texts.manuscript import ManuscriptClause
from shishin.texts.numbering.labels import compute_labels
from shishin.texts.numbering.printed import PRINTED, is_same_number, normalized_number
from shishin.texts.phrases import heads_contents
from shishin.texts.plain_lines import plain_text

CROSS_REFERENCE = re.compile(r"[（(]第[^（）()]*[)）]$")
"""What the contents of a law print behind each chapter: （第一条―第三条）."""
SCHEMES = Path(__file__).parent.parent / "numbering" / "schemes.yaml"
IN_JAPANESE = ("dai", "dai-wide", "arabic", "parts", "articles", "ordinances", "chapters", "decimal", "letters", "plays")
IN_LATIN = ("decimal", "letters", "plays")
"""The schemes that are tried, for texts in Japanese and in others."""
LONGEST_HINT = 40


@cache
def schemes() -> dict[str, Any]:
    return {scheme["slug"]: scheme["rules"] for scheme in yaml.safe_load(SCHEMES.read_text(encoding="utf-8"))}


def best_scheme(cuts: Sequence[Cut], tried: Sequence[str]) -> str:
    """The scheme that gives most of the numbers printed and fewest others; plain where none gives half of them.

    Parts of an annex keep numbers of their own: they say nothing of the scheme, unless no other clause has one.
    """
    inside = _inside_annexes(cuts)
    is_asked = [bool(found.printed) and not is_inside for found, is_inside in zip(cuts, inside, strict=True)]
    is_asked = is_asked if any(is_asked) else [bool(found.printed) for found in cuts]
    printed = sum(is_asked)
    if any(found.kind == "principle" for found in cuts) and not printed:
        return "plays"
    numbers = {
        slug: [number for number, asked in zip(own_numbers(cuts, schemes()[slug]), is_asked, strict=True) if asked] for slug in tried
    }
    right = {slug: sum(number.is_same for number in found) for slug, found in numbers.items()}

    def fitness(slug: str) -> tuple[float, int]:
        written_alike = sum(number.printed == number.label for number in numbers[slug] if number.is_same)
        return right[slug] - sum(number.is_false for number in numbers[slug]) / 2, written_alike

    best = max(tried, key=fitness)
    return best if printed and right[best] * 2 >= printed else "plain"


def _inside_annexes(cuts: Sequence[Cut]) -> list[bool]:
    """Whether each is an annex or a part of one."""
    inside: list[bool] = []
    for found in cuts:
        inside.append(found.kind == "annex" or (inside[-1:] == [True] and found.depth > 1))
    return inside


@dataclass(frozen=True, slots=True)
class Number:
    """What a text prints before a clause, and what its scheme would."""

    printed: str
    label: str

    @property
    def is_same(self) -> bool:
        return bool(self.printed) and is_same_number(self.printed, self.label)

    @property
    def is_false(self) -> bool:
        return bool(self.printed and self.label) and not self.is_same


def own_numbers(cuts: Sequence[Cut], rules: Mapping[str, Any]) -> list[Number]:
    clauses = [ManuscriptClause(str(place), found.depth, kind=found.kind, is_branch=found.is_branch) for place, found in enumerate(cuts)]
    return [Number(found.printed, label) for found, label in zip(cuts, compute_labels(clauses, rules), strict=True)]


def settle_annexes(cuts: Sequence[Cut], rules: Mapping[str, Any]) -> None:
    """A part of an annex that the scheme would number otherwise than the text keeps the number it has there."""
    is_settled = False
    while not is_settled:
        is_settled = True
        for found, number, is_inside in zip(cuts, own_numbers(cuts, rules), _inside_annexes(cuts), strict=True):
            if is_inside and found.kind == "text" and number.label and not number.is_same:
                found.kind, is_settled = "annex", False


def differing(cuts: Sequence[Cut], numbers: Sequence[Number], *, has_lines: bool) -> Iterator[str]:
    """Where the numbers of the text are not those of the scheme, in sentences."""
    if not any(number.label for number in numbers):
        if any(number.printed for number in numbers):
            yield _("No numbering scheme gives the numbers of this text; they stay in its words.")
        return
    if not any(number.printed for number in numbers):
        return
    for found, number in zip(cuts, numbers, strict=True):
        if number.is_same or (found.kind == "annex" and not number.label) or (not number.printed and (found.is_item or not number.label)):
            continue
        words = plain_text((found.heading or found.body).split("\n", maxsplit=1)[0])[:LONGEST_HINT]
        place = (
            _("Line %(line)s (“%(words)s”)") % {"line": found.line + 1, "words": words}
            if has_lines
            else _("“%(words)s”") % {"words": words}
        )
        values = {"place": place, "printed": number.printed or _("no number"), "label": number.label or _("no number")}
        yield _("%(place)s: the text has %(printed)s, the numbering scheme %(label)s.") % values


def differing_contents(cuts: Sequence[Cut], contents: Sequence[str]) -> Iterator[str]:
    """Where the table of contents of a text has other numbers than the text itself, or headings that are not there: in sentences."""
    lines = [_number_and_words(found.heading) for found in cuts if found.heading]
    known, numbers = set(lines), {words: number for number, words in reversed(lines)}
    for line in contents:
        number, heading = _number_and_words(line)
        if (number, heading) in known or not heading or heads_contents(line):
            continue
        if heading not in numbers:
            yield _("The table of contents names “%(words)s”, which is no heading of the text.") % {"words": line.replace("\t", " ")}
        elif numbers[heading] != number:
            values = {"words": heading, "printed": number or _("no number"), "label": numbers[heading] or _("no number")}
            yield _("The table of contents has %(printed)s for “%(words)s”, the text %(label)s.") % values


def _number_and_words(line: str) -> tuple[str, str]:
    line = plain_text(line).replace("\t", " ").strip(" \u3000")
    found = PRINTED.match(line)
    number, words = (found[1], line[found.end() :]) if found else ("", line)
    return normalized_number(number), "".join(CROSS_REFERENCE.sub("", words).split())
