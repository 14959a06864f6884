"""Characters: those that no format of exchange takes, so that what somebody pasted into a title breaks no calendar, and how wide words are where they are drawn."""

from __future__ import annotations

import re
import unicodedata

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""All but tab and the ends of lines; XML 1.0 and iCalendar allow none of them."""


def without_controls(text: str) -> str:
    return CONTROLS.sub("", text)


def on_one_line(text: str) -> str:
    """For names, where a format has no place for a second line."""
    return " ".join(without_controls(text).split())


# Words that are drawn, where nothing breaks them into lines by itself.

HALF_WIDTH = 0.5375
NEVER_FIRST = "、。，．）」』・ー々ァィゥェォャュョッぁぃぅぇぉゃゅょっ"


def width_in_ems(text: str) -> float:
    """About how wide a line of text is, in the size of its letters."""
    return sum(1 if _is_wide(character) else HALF_WIDTH for character in text)


def wrap(text: str, ems: float) -> list[str]:
    """Break words into lines of at most this width: at spaces where there are any, else between characters."""
    lines, line, used = [], "", 0.0
    for word in _words(text):
        size = width_in_ems(word)
        if line and used + size > ems:
            lines.append(line.rstrip())
            line, used = "", 0.0
            word = word.lstrip()  # noqa: PLW2901 - a line does not begin with a space
        line += word
        used += size
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for character in text:
        starts_word = character == " " or _is_wide(character)
        follows_wide = bool(words) and _is_wide(words[-1][-1])
        if not words or ((starts_word or follows_wide) and character not in NEVER_FIRST):
            words.append(character)
        else:
            words[-1] += character
    return words


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"
