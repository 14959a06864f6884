"""Joining: two texts that began from the same one become one, where their changes do not touch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shishin.texts.manuscript import Passage

SENTENCES = re.compile(r"[^。！？\n]*?(?:[。！？]+|[.!?]+(?=\s)|\n+)|.+?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edit:
    """From one sentence of the common text up to another, these stand now."""

    start: int
    end: int
    sentences: tuple[str, ...]


def join_passages(base: Passage, theirs: Passage, mine: Passage) -> Passage | None:
    """Heading, body and summary each on their own; nothing where one of them was changed by both in the same place."""
    parts = [join(getattr(base, name), getattr(theirs, name), getattr(mine, name)) for name in ("heading", "body", "summary")]
    if any(part is None for part in parts):
        return None
    heading, body, summary = (part or "" for part in parts)
    return Passage(heading, body, summary)


def join(base: str, theirs: str, mine: str) -> str | None:
    """Both changes in one text; nothing where they touch, for then only a person can say what was meant."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    sentences = SENTENCES.findall(base)
    their_edits, my_edits = edits(sentences, SENTENCES.findall(theirs)), edits(sentences, SENTENCES.findall(mine))
    if any(one != other and one.start <= other.end and other.start <= one.end for one in their_edits for other in my_edits):
        return None
    for edit in sorted({*their_edits, *my_edits}, key=lambda edit: edit.start, reverse=True):
        sentences[edit.start : edit.end] = edit.sentences
    return "".join(sentences)


def edits(base: Sequence[str], other: Sequence[str]) -> list[Edit]:
    found = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [Edit(start, end, tuple(other[a:b])) for tag, start, end, a, b in found if tag != "equal"]
