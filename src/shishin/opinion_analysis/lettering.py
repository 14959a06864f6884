"""Lettering: the letters of many texts at once. What they are is said by `normalising.letters`; here a table over code points gives the same, quickly.

A text with a character that may join the one before it, or that becomes several letters, is left to `letters` itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shishin.opinion_analysis.normalising import joins, letters, normalised

SIGN = np.dtype("<u4")
"""A code point, the same on every machine."""
DIGEST = 16
_DROPPED, _BY_ITSELF, _UNKNOWN = 0, 0xFFFFFFFE, 0xFFFFFFFF
_TABLE = np.full(0x110000, _UNKNOWN, dtype=SIGN)


class Ragged(NamedTuple):
    """Many sequences in one array, each with its begin and its length."""

    values: NDArray[Any]
    begins: NDArray[np.int64]
    lengths: NDArray[np.int64]


def ragged(values: NDArray[Any], lengths: NDArray[np.int64]) -> Ragged:
    """Sequences that follow one another without a gap."""
    return Ragged(values, np.cumsum(lengths) - lengths, lengths)


def letters_of(texts: Sequence[str]) -> Ragged:
    """The letters of each text, as code points."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    signs = _code_points(texts)
    mapped = _mapped(signs)
    ends = np.cumsum(lengths)
    alone = np.unique(np.searchsorted(ends, np.flatnonzero(mapped == _BY_ITSELF), side="right"))
    for at in alone:
        mapped[ends[at] - lengths[at] : ends[at]] = _DROPPED
    is_kept = mapped != _DROPPED
    counted = np.concatenate([[0], np.cumsum(is_kept)])
    kept = mapped[is_kept]
    many = counted[ends] - counted[ends - lengths]
    if len(alone):
        slow = [letters(texts[at]) for at in alone]
        added = np.fromiter(map(len, slow), np.int64, len(slow))
        kept = np.insert(kept, np.repeat(counted[ends[alone]], added), _code_points(slow))
        many[alone] = added
    return ragged(kept, many)


def digests(texts: Iterable[str], lettered: Ragged) -> list[bytes]:
    """By what texts are the same: their letters, or what is written where a text has none."""
    written = lettered.values.data.cast("B")
    size = SIGN.itemsize
    places = zip(texts, (size * lettered.begins).tolist(), (size * lettered.lengths).tolist(), strict=True)
    return [
        blake2b(written[begin : begin + length], digest_size=DIGEST).digest()
        if length
        else blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST, person=b"as written").digest()
        for text, begin, length in places
    ]


def _code_points(texts: Iterable[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=SIGN)


def _mapped(signs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mapped = _TABLE[signs]
    if (unknown := mapped == _UNKNOWN).any():
        for sign in np.unique(signs[unknown]).tolist():
            _TABLE[sign] = _entry(chr(sign))
        mapped = _TABLE[signs]
    return mapped


def _entry(sign: str) -> int:
    if joins(sign) or any(map(joins, normalised(sign))):
        return _BY_ITSELF
    kept = letters(sign)
    if len(kept) > 1:
        return _BY_ITSELF
    return ord(kept) if kept else _DROPPED
