"""First lines: the title that stands above the clauses of a text without being marked as one, and the days that are named below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shishin.texts.foreign_markdown.cleaning import plain_heading
from shishin.texts.foreign_markdown.found_clauses import Cut
from shishin.texts.numbering.printed import SENTENCE
from shishin.texts.phrases import NamedDay, day_in, named_day
from shishin.texts.plain_lines import plain_text

LONGEST_TITLE = 80
MARK_OF_REGISTER = re.compile(r"[○◯●][ \u3000]*")
"""What collections of rules print before each title."""
NO_TITLE = re.compile(r"[-+*>|<!`\[~]|\d+[.)]")


def take_title(cuts: list[Cut]) -> str:
    """The first line above the clauses, where it is short, no sentence and no day; it goes out of the text."""
    above = words_above(cuts)
    for at, line in enumerate(above.lines if above and len(cuts) > 1 else ()):
        words = MARK_OF_REGISTER.sub("", plain_text(plain_heading(line.rstrip("\\"))), count=1).strip()
        if not words:
            continue
        if day_in(words) or len(words) > LONGEST_TITLE or SENTENCE.search(words) or (NO_TITLE.match(line) and not line.startswith("**")):
            return ""
        assert above is not None  # noqa: S101 - its lines were gone through
        above.lines = ["", *above.lines[at + 1 :]]
        if not above.body:
            del cuts[0]
        return words
    return ""


def days_above(cuts: Sequence[Cut]) -> list[NamedDay]:
    """Of each name the last day, for a text names its amendments in their order."""
    above = words_above(cuts)
    found = [day for line in (above.lines if above else ()) if (day := named_day(plain_text(line.rstrip("\\")).strip(" \u3000（）()")))]
    return list({day.name: day for day in sorted(found, key=lambda day: day.day)}.values())


def words_above(cuts: Sequence[Cut]) -> Cut | None:
    """What stands above the first clause."""
    first = cuts[0] if cuts else None
    return first if first and not (first.heading or first.printed or first.is_item or first.key_hash) else None
