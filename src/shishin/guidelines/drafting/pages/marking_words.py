"""Marking: two wordings side by side, with what differs underlined on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from shishin.texts.manuscript import Passage
from shishin.texts.marking import Segment, mark, new_side, old_side

Side = Sequence[Segment]


@dataclass(frozen=True, slots=True)
class MarkedSides:
    """Two wordings of a clause as HTML, the Markdown shown as it is written."""

    old: SafeString
    new: SafeString
    is_same: bool


def mark_passages(old: Passage, new: Passage) -> MarkedSides:
    """Heading in bold, body, summary apart as in a quotation."""
    drawn: tuple[list[str], list[str]] = ([], [])
    for name in ("heading", "body", "summary"):
        stretches = mark(getattr(old, name), getattr(new, name))
        for pieces, side, tag in ((drawn[0], old_side(stretches), "del"), (drawn[1], new_side(stretches), "ins")):
            if side:
                pieces.append(_part(name, side, tag))
    return MarkedSides(mark_safe("".join(drawn[0])), mark_safe("".join(drawn[1])), is_same=old == new)


def _part(name: str, side: Side, tag: str) -> str:
    lines = "".join(f"<p>{line}</p>" for line in _lines(side, tag))
    if name == "heading":
        return lines.replace("<p>", "<p><strong>").replace("</p>", "</strong></p>")
    return f'<div class="quote flow">{lines}</div>' if name == "summary" else lines


def _lines(side: Side, tag: str) -> list[str]:
    lines = [""]
    for segment in side:
        for number, piece in enumerate(segment.text.split("\n")):
            if number:
                lines.append("")
            if piece:
                lines[-1] += f"<{tag}>{escape(piece)}</{tag}>" if segment.is_changed else escape(piece)
    return [line for line in lines if line.strip()]
