"""Characters that no format of exchange takes: what somebody pasted into a title must not break a calendar or a feed for all."""

from __future__ import annotations

import re

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""All but tab and the ends of lines; XML 1.0 and iCalendar allow none of them."""


def without_controls(text: str) -> str:
    return CONTROLS.sub("", text)


def on_one_line(text: str) -> str:
    """For names, where a format has no place for a second line."""
    return " ".join(without_controls(text).split())
