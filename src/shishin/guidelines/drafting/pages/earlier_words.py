"""Words that stood once, found again by their hash, and two wordings side by side with what differs underlined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from shishin.guidelines.comparing.drawing import draw_passages
from shishin.guidelines.comparing.profiles import profile_of
from shishin.guidelines.models import ClauseText, Edition, Operation
from shishin.texts.manuscript import Passage
from shishin.texts.marking import Segment, by_lines, mark, new_side, old_side

Side = Sequence[Segment]


@dataclass(frozen=True, slots=True)
class MarkedSides:
    """Two wordings of a clause as HTML, the Markdown shown as it is written."""

    old: SafeString
    new: SafeString
    is_same: bool


def mark_as_compared(old: Passage, new: Passage, edition: Edition, *, language: str = "") -> MarkedSides:
    """As the comparison of two editions would show them, nothing omitted."""
    language = language or edition.source_language
    profile = profile_of(language, edition.document.owner.comparison_profile)
    was, now, _notes = draw_passages(old, new, language=language, profile=profile)
    return MarkedSides(was, now, is_same=old == new)


def mark_passages(old: Passage, new: Passage) -> MarkedSides:
    """Heading in bold, body, summary apart as in a quotation."""
    drawn: tuple[list[str], list[str]] = ([], [])
    for name in ("heading", "body", "summary"):
        stretches = mark(getattr(old, name), getattr(new, name))
        for pieces, side, tag in ((drawn[0], old_side(stretches), "del"), (drawn[1], new_side(stretches), "ins")):
            if side:
                pieces.append(_part(name, side, tag))
        drawn[1].extend(f"<p>{escape(note)}</p>" for note in by_lines(stretches))
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


LOOKED_AT = 100
"""How many operations on the edition are looked through, the newest first."""


def words_kept(edition: Edition, hashes: Collection[str], *, language: str) -> dict[str, Passage]:
    """Hash → words, as far as any edition of the document or an operation on this one has them. One query, two where some are in neither text."""
    if not hashes:
        return {}
    texts = ClauseText.objects.filter(clause__edition__document=edition.document_id, language=language, content_hash__in=hashes)
    kept = {content: Passage(*words) for content, *words in texts.values_list("content_hash", "heading", "body", "summary")}
    if missing := set(hashes) - set(kept):
        kept |= _in_operations(edition, missing)
    return kept


def _in_operations(edition: Edition, hashes: set[str]) -> dict[str, Passage]:
    images = Operation.objects.filter(edition=edition).order_by("-number").values_list("before", "after")[:LOOKED_AT]
    rows = (row for both in images for image in both for row in image.get("words", ()))
    return {row["content_hash"]: Passage(row["heading"], row["body"], row["summary"]) for row in rows if row["content_hash"] in hashes}


def since_translated(edition: Edition, lagging: Mapping[int, tuple[str, Passage]]) -> dict[int, MarkedSides]:
    """Clause → its source when it was translated and its source now, what differs marked. Given are the hash of the one and the words of the other."""
    kept = words_kept(edition, {made_from for made_from, _now in lagging.values()}, language=edition.source_language)
    return {clause: mark_passages(kept[made_from], now) for clause, (made_from, now) in lagging.items() if made_from in kept}
