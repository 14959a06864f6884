"""Sentences: the words of a Markdown text, cut where its language ends a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from shishin.kit.identity import base
from shishin.kit.markdown import plain

MARKED = re.compile(r"[\\`*_\[\]<>#|~&!\n]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
ADDRESS = re.compile(r"https?://[^\s　-鿿]+")
WITHOUT_SPACES = frozenset({"ja", "zh", "ko", "th", "lo", "km", "my"})
OPENING, CLOSING, ENDING = "「『（(【〔“", "」』）)】〕”", "。！？!?．"
SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|No|Nos|Art|Arts|Sec|Fig|Dr|Mr|Mrs|Ms|St|pp?|Ch|Vol|[A-Z]))\.$")
END_OF_WORDS = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def words_alone(text: str) -> str:
    """As `kit.markdown.plain`, without asking the parser where there is nothing to parse."""
    return plain(text) if MARKED.search(text) else text.strip()


@lru_cache(maxsize=8192)
def sentences(text: str, language: str) -> tuple[str, ...]:
    """Lists, cells and paragraphs end a sentence too, whatever stands at their end."""
    cut = _in_japanese if base(language) in WITHOUT_SPACES else _in_words
    return tuple(one for line in words_alone(text).splitlines() for part in line.split("\t") for one in cut(part.strip()) if one)


def characters(sentence: str) -> int:
    """What is read as words: neither spaces nor addresses."""
    return len("".join(ADDRESS.sub("", sentence).split()))


def words(sentence: str) -> int:
    return len(ADDRESS.sub("", sentence).split())


def _in_japanese(part: str) -> Iterator[str]:
    """A full stop inside brackets belongs to the sentence around them."""
    depth = begin = 0
    for at, sign in enumerate(part):
        if sign in OPENING:
            depth += 1
        elif sign in CLOSING:
            depth = max(0, depth - 1)
        elif sign in ENDING and not depth and part[at + 1 : at + 2] not in (*CLOSING, *ENDING):
            yield part[begin : at + 1].strip()
            begin = at + 1
    yield part[begin:].strip()


def _in_words(part: str) -> Iterator[str]:
    begin = 0
    for end in END_OF_WORDS.finditer(part):
        if not SHORT.search(part[begin : end.start() + 1]):
            yield part[begin : end.end()].strip()
            begin = end.end()
    yield part[begin:].strip()
