"""Marking: which words differ between an old and a new wording, for the underlines of a comparison table."""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import accumulate
from math import log2
from typing import Any

from django.utils.translation import gettext_lazy

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
LONGEST_AT_ONCE = 1_000
"""Wordings longer than this many words are cut into sentences first: difflib needs time that grows with the square."""
LENGTH_OF_RUN = 8
PAIRS_EACH, LEAST_EFFORT = 25, 1_000_000
BY_LINES = gettext_lazy("Too long to look for single words: marked line by line.")

on_this_thread = threading.local()

Change = tuple[str, int, int, int, int]
"""As difflib has it: a word for it, and where it begins and ends on each side."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of both wordings. What is the same on both sides was not changed."""

    old: str
    new: str
    is_omitted: bool = False
    is_by_lines: bool = False
    """Changed, but which of its words are was too much to look for."""

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


Cut = Callable[[str, str], Iterator[Stretch]]
"""A way to cut two long wordings into pieces that stand for one another."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of one side. Where it is omitted, `text` still holds what stands there."""

    text: str
    is_changed: bool = False
    is_omitted: bool = False
    is_by_lines: bool = False


@dataclass(slots=True)
class Effort:
    """How many pairs of lines and words may still be looked at: n log n of them, 25 times over."""

    left: float

    @classmethod
    def for_words(cls, count: int) -> Effort:
        return cls(max(LEAST_EFFORT, PAIRS_EACH * count * log2(count + 2)))


class TooMuchEffort(Exception):
    """Comparing would grow with the square of the words, as it does where many are the same."""


class Matcher(SequenceMatcher[str]):
    """Python's matcher, which says beforehand how many pairs each of its steps looks at."""

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, old: Sequence[str], new: Sequence[str], effort: Effort) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.effort = effort
        self.pairs = [0, *accumulate(len(self.b2j.get(word, ())) + 1 for word in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        ahi = len(self.a) if ahi is None else ahi
        pairs = self.pairs[ahi] - self.pairs[alo]
        if pairs > self.effort.left:
            # Nothing was looked at, so what is left is there for shorter pieces.
            raise TooMuchEffort
        self.effort.left -= pairs
        return super().find_longest_match(alo, ahi, blo, bhi)


def mark(old: str, new: str) -> tuple[Stretch, ...]:
    """The two wordings cut into stretches that are the same and stretches that differ."""
    if old == new:
        return (Stretch(old, new),) if old else ()
    effort = Effort.for_words(max(len(old), len(new)))
    stretches: list[Stretch] = []
    for old_lines, new_lines in blocks_of_lines(old, new, effort):
        if old_lines == new_lines:
            stretches.append(Stretch(old_lines, new_lines))
        else:
            stretches.extend(mark_words(old_lines, new_lines, effort, CUTS))
    return tuple(joined(stretches))


def blocks_of_lines(old: str, new: str, effort: Effort) -> Iterator[tuple[str, str]]:
    """Lines that stand on both sides are set apart first: cheap, and it keeps the marks near to what was written."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) == 1 and len(after) == 1:
        yield old, new
        return
    blocks = _changes(before, after, effort)
    if blocks is None:
        blocks = list(blocks_around_unique(before, after))
    for _tag, a, b, c, d in blocks:
        yield "".join(before[a:b]), "".join(after[c:d])


def blocks_around_unique(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Change]:
    """In n log n: lines, sentences or runs of words that stand once on each side, in one order, hold the rest; beside them, what both begin and end with is the same."""
    a = c = 0
    for b, d in [*_unique_in_order(before, after), (len(before), len(after))]:
        start = common_start(before[a:b], after[c:d])
        end = common_start(before[a + start : b][::-1], after[c + start : d][::-1])
        yield "equal", a, a + start, c, c + start
        yield "replace", a + start, b - end, c + start, d - end
        yield "equal", b - end, b, d - end, d
        a, c = b, d


def _unique_in_order(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest rising run of the places of lines that stand once on each side."""
    often_before, often_after = Counter(before), Counter(after)
    place = {line: at for at, line in enumerate(after) if often_after[line] == 1}
    pairs = [(at, place[line]) for at, line in enumerate(before) if often_before[line] == 1 and line in place]
    ends: list[int] = []
    longest: list[int] = []
    behind: dict[int, int] = {}
    for number, (_at, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        behind[number] = longest[length - 1] if length else -1
        ends[length : length + 1], longest[length : length + 1] = [there], [number]
    run: list[tuple[int, int]] = []
    number = longest[-1] if longest else -1
    while number >= 0:
        run.append(pairs[number])
        number = behind[number]
    return run[::-1]


def mark_words(old: str, new: str, effort: Effort, cuts: Sequence[Cut] = ()) -> Iterator[Stretch]:
    """Where words are too many to look at together, the wordings are cut by the first of `cuts`, and looked at piece by piece."""
    before, after = words(old), words(new)
    start = common_start(before, after)
    end = common_start(before[start:][::-1], after[start:][::-1])
    middle_old, middle_new = before[start : len(before) - end], after[start : len(after) - end]
    is_long = bool(cuts) and max(len(middle_old), len(middle_new)) > LONGEST_AT_ONCE
    changes = None if is_long else _changes(middle_old, middle_new, effort)
    if changes is not None:
        yield Stretch("".join(before[:start]), "".join(after[:start]))
        yield from _stretches(middle_old, middle_new, changes)
        yield Stretch("".join(before[len(before) - end :]), "".join(after[len(after) - end :]))
    elif cuts:
        for piece in cuts[0](old, new):
            yield from mark_words(piece.old, piece.new, effort, cuts[1:]) if piece.is_changed else (piece,)
    else:
        yield Stretch(old, new, is_by_lines=bool(old and new))


def by_sentences(old: str, new: str) -> Iterator[Stretch]:
    before, after = sentences(old), sentences(new)
    return _stretches(before, after, blocks_around_unique(before, after))


def by_runs(old: str, new: str) -> Iterator[Stretch]:
    """Words by those that follow them: one word stands often in a long sentence, several in a row once."""
    before, after = words(old), words(new)
    return _stretches(before, after, blocks_around_unique(runs(before), runs(after)))


def runs(of_words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(of_words[at : at + LENGTH_OF_RUN]) for at in range(len(of_words))]


CUTS: Sequence[Cut] = (by_sentences, by_runs)


def _stretches(before: Sequence[str], after: Sequence[str], changes: Iterable[Change]) -> Iterator[Stretch]:
    return (Stretch("".join(before[a:b]), "".join(after[c:d])) for _tag, a, b, c, d in changes)


def sentences(text: str) -> list[str]:
    ends = [match.end() for match in SENTENCE_ENDS.finditer(text)]
    return [text[begin:end] for begin, end in zip([0, *ends], [*ends, len(text)], strict=True) if begin < end]


def _changes(old: Sequence[str], new: Sequence[str], effort: Effort) -> Sequence[Change] | None:
    """None where it is too much to look for."""
    try:
        return list(Matcher(old, new, effort).get_opcodes())
    except TooMuchEffort:
        return None


def common_start(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many words both begin with. Setting them apart saves most of the comparing."""
    return next((number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one sort become one; a single character that stayed between two changes is changed with them."""
    kept: list[Stretch] = []
    stretches = [stretch for stretch in stretches if stretch.old or stretch.new]
    for position, stretch in enumerate(stretches):
        if kept and _is_one(kept[-1], stretch, stretches[position + 1 : position + 2]):
            kept[-1] = Stretch(
                kept[-1].old + stretch.old, kept[-1].new + stretch.new, is_by_lines=kept[-1].is_by_lines or stretch.is_by_lines
            )
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


def with_omissions(
    stretches: Sequence[Stretch], *, longer_than: int, beyond: int = 0, weigh: Callable[[str], int] = len
) -> tuple[Stretch, ...]:
    """Whole sentences away from any change, beyond what both begin with, are omitted where together they are long."""
    kept: list[Stretch] = []
    for position, stretch in enumerate(stretches):
        if stretch.is_changed:
            kept.append(stretch)
            continue
        text = stretch.new
        ends = [match.end() for match in SENTENCE_ENDS.finditer(text)]
        # The sentence that a change stands in is shown to its end, and from its beginning.
        first = beyond if position == 0 else next(iter(ends), len(text))
        last = len(text) if position == len(stretches) - 1 else next((end for end in reversed(ends)), 0)
        middle = text[first:last].strip("\n ") if first < last else ""
        if not middle or weigh(middle) <= longer_than:
            kept.append(stretch)
            continue
        start = text.index(middle, first)
        parts = (text[:start], middle, text[start + len(middle) :])
        kept.extend(Stretch(part, part, is_omitted=number == 1) for number, part in enumerate(parts) if part)
    return tuple(kept)


def new_side(stretches: Sequence[Stretch]) -> tuple[Segment, ...]:
    return tuple(Segment(piece.new, piece.is_changed, piece.is_omitted, piece.is_by_lines) for piece in stretches if piece.new)


def old_side(stretches: Sequence[Stretch]) -> tuple[Segment, ...]:
    return tuple(Segment(piece.old, piece.is_changed, piece.is_omitted, piece.is_by_lines) for piece in stretches if piece.old)


def by_lines(marked: Iterable[Segment] | Sequence[Stretch]) -> list[str]:
    """What a page says where marks are no closer than lines."""
    return [str(BY_LINES)] if any(piece.is_by_lines for piece in marked) else []
