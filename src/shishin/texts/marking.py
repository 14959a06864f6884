"""Marking: which words differ between an old and a new wording, for the underlines of a comparison table."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

try:
    from sudachipy import Dictionary, SplitMode
except ImportError:  # the words of Japanese are an extra; characters and script runs do without
    Dictionary = None

# Numbers and words of alphabets stay whole, katakana runs too; all else is looked at more closely.
NUMBER = r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*"
WORD = r"[A-Za-zＡ-Ｚａ-ｚÀ-ɏ]+(?:['’\-][A-Za-zÀ-ɏ]+)*"
JAPANESE = r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
PIECES = re.compile(rf"{NUMBER}|{WORD}|{JAPANESE}|\s|.", re.DOTALL)
IS_JAPANESE = re.compile(JAPANESE)
SCRIPT_RUNS = re.compile(r"[\u30a1-\u30ff]+|.", re.DOTALL)
SENTENCE_ENDS = re.compile(r"[。！？\n]|[.!?](?=\s|$)")
LONGEST_MARKED = 6_000
"""Wordings longer than this many words are marked line by line only: difflib needs time that grows with the square."""

on_this_thread = threading.local()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of both wordings. What is the same on both sides was not changed."""

    old: str
    new: str
    is_omitted: bool = False

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of one side. Where it is omitted, `text` still holds what stands there."""

    text: str
    is_changed: bool = False
    is_omitted: bool = False


def mark(old: str, new: str) -> tuple[Stretch, ...]:
    """The two wordings cut into stretches that are the same and stretches that differ."""
    if old == new:
        return (Stretch(old, new),) if old else ()
    stretches: list[Stretch] = []
    for old_lines, new_lines in blocks_of_lines(old, new):
        if old_lines == new_lines:
            stretches.append(Stretch(old_lines, new_lines))
        else:
            stretches.extend(mark_words(old_lines, new_lines))
    return tuple(joined(stretches))


def blocks_of_lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Lines that stand on both sides are set apart first: cheap, and it keeps the marks near to what was written."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) == 1 and len(after) == 1:
        yield old, new
        return
    for _tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield "".join(before[a:b]), "".join(after[c:d])


def mark_words(old: str, new: str) -> Iterator[Stretch]:
    before, after = words(old), words(new)
    if max(len(before), len(after)) > LONGEST_MARKED:
        yield Stretch(old, new)
        return
    start = common_start(before, after)
    end = common_start(before[start:][::-1], after[start:][::-1])
    middle_old, middle_new = before[start : len(before) - end], after[start : len(after) - end]
    yield Stretch("".join(before[:start]), "".join(after[:start]))
    for _tag, a, b, c, d in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
        yield Stretch("".join(middle_old[a:b]), "".join(middle_new[c:d]))
    yield Stretch("".join(before[len(before) - end :]), "".join(after[len(after) - end :]))


def common_start(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with. Setting them apart saves most of the comparing."""
    return next((number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one sort become one; a single character that stayed between two changes is changed with them."""
    kept: list[Stretch] = []
    stretches = [stretch for stretch in stretches if stretch.old or stretch.new]
    for position, stretch in enumerate(stretches):
        if kept and _is_one(kept[-1], stretch, stretches[position + 1 : position + 2]):
            kept[-1] = Stretch(kept[-1].old + stretch.old, kept[-1].new + stretch.new)
        else:
            kept.append(stretch)
    yield from kept


def _is_one(before: Stretch, stretch: Stretch, following: Sequence[Stretch]) -> bool:
    is_island = not stretch.is_changed and len(stretch.new) == 1 and stretch.new != "\n"
    is_between = before.is_changed and any(piece.is_changed for piece in following)
    return before.is_changed == stretch.is_changed or (is_island and is_between)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text; together they are the text."""
    found: list[str] = []
    for piece in PIECES.findall(text):
        if len(piece) > 1 and IS_JAPANESE.match(piece):
            found.extend(japanese_words(piece))
        else:
            found.append(piece)
    return tuple(found)


def japanese_words(run: str) -> Sequence[str]:
    tokenizer = tokenizer_of_this_thread()
    if tokenizer is None or len(run) > 10_000:
        return SCRIPT_RUNS.findall(run)
    return [morpheme.surface() for morpheme in tokenizer.tokenize(run) if morpheme.surface()]


def tokenizer_of_this_thread() -> Any:
    """One tokenizer a thread: two threads cannot share one."""
    if Dictionary is None:
        return None
    if not hasattr(on_this_thread, "tokenizer"):
        on_this_thread.tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.B)
    return on_this_thread.tokenizer


def with_omissions(stretches: Sequence[Stretch], *, longer_than: int) -> tuple[Stretch, ...]:
    """Whole sentences away from any change are omitted where together they are long."""
    kept: list[Stretch] = []
    for position, stretch in enumerate(stretches):
        if stretch.is_changed:
            kept.append(stretch)
            continue
        text = stretch.new
        ends = [match.end() for match in SENTENCE_ENDS.finditer(text)]
        # The sentence that a change stands in is shown to its end, and from its beginning.
        first = 0 if position == 0 else next(iter(ends), len(text))
        last = len(text) if position == len(stretches) - 1 else next((end for end in reversed(ends)), 0)
        middle = text[first:last].strip("\n") if first < last else ""
        if len(middle) <= longer_than:
            kept.append(stretch)
            continue
        start = text.index(middle, first)
        parts = (text[:start], middle, text[start + len(middle) :])
        kept.extend(Stretch(part, part, is_omitted=number == 1) for number, part in enumerate(parts) if part)
    return tuple(kept)


def new_side(stretches: Sequence[Stretch]) -> tuple[Segment, ...]:
    return tuple(Segment(piece.new, piece.is_changed, piece.is_omitted) for piece in stretches if piece.new)


def old_side(stretches: Sequence[Stretch]) -> tuple[Segment, ...]:
    return tuple(Segment(piece.old, piece.is_changed, piece.is_omitted) for piece in stretches if piece.old)
