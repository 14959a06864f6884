"""Excerpts: where in a text as it is written stands what was asked for, and as much of the text as a list has room for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from shishin.opinion_analysis.normalising import RUN, Term, joins, normalised

EXCERPT = 140
LEAD = 20

Pieces = list[tuple[str, bool]]


def pieces_of(text: str, terms: Sequence[Term]) -> Pieces:
    """A text cut into pieces, each with whether it was asked for."""
    pieces: Pieces = []
    at = 0
    for start, end in spans(text, terms):
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(words, is_hit) for words, is_hit in [*pieces, (text[at:], False)] if words]


def excerpt(text: str, terms: Sequence[Term]) -> Pieces:
    """As much of a text as fits, where most of what was asked for stands."""
    line = " ".join(text.split())
    if len(line) > EXCERPT:
        begin = max(0, excerpt_begin(spans(line, terms), width=EXCERPT - LEAD) - LEAD)
        end = begin + EXCERPT
        line = ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")
    return pieces_of(line, terms)


def spans(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in a text as it is written, in order and without overlap."""
    wanted = list(terms)
    found: list[tuple[int, int]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        shape, places = _folded_with_places(line)
        for term in wanted:
            found += [(offset + start, offset + end) for start, end in _occurrences(shape, places, term.needle)]
        offset += len(line)
    return _joined(sorted(found))


def _occurrences(shape: str, places: Sequence[tuple[int, int]], needle: str) -> Iterator[tuple[int, int]]:
    at = shape.find(needle)
    while at >= 0:
        inner = [places[index] for index in range(at, at + len(needle)) if shape[index] != " "]
        yield inner[0][0], inner[-1][1]
        # Words share the space between them, so the next one may begin on the last sign of this one.
        at = shape.find(needle, at + max(1, len(needle) - 1))


def _folded_with_places(line: str) -> tuple[str, list[tuple[int, int]]]:
    """A folded line, and for each of its characters which part of the line it comes from."""
    plain, starts, ends = _normalised_with_places(line)
    shape: list[str] = [" "]
    places: list[tuple[int, int]] = [(0, 0)]
    for match in RUN.finditer(plain):
        for at in range(match.start(), match.end()):
            if plain[at] != "・":
                shape.append(plain[at])
                places.append((starts[at], ends[at]))
        shape.append(" ")
        places.append((0, 0))
    return "".join(shape), places


def _normalised_with_places(line: str) -> tuple[str, list[int], list[int]]:
    """Normalises character by character, each with what joins it, so that places are known."""
    begins = [at for at, sign in enumerate(line) if at == 0 or not joins(sign)]
    written: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, start in enumerate(begins):
        end = begins[index + 1] if index + 1 < len(begins) else len(line)
        part = normalised(line[start:end])
        written.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    return "".join(written), starts, ends


def _joined(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def excerpt_begin(found: Sequence[tuple[int, int]], *, width: int) -> int:
    """Where an excerpt of a width shows the most of what was found; the first such place."""
    starts = [start for start, _end in found]
    best, begin = 0, 0
    for at, start in enumerate(starts):
        here = bisect_right(starts, start + width) - at
        if here > best:
            best, begin = here, start
    return begin
