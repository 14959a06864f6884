"""Signing: short signatures by which texts that are much alike find one another. A text is the set of its 5-grams of letters.

Of 64 permutations of all grams each text keeps the smallest one it has; 16 bands of four make the keys of buckets. Two texts of which a half of
all grams is common share a bucket two times out of three, of three quarters nearly always.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shishin.opinion_analysis.lettering import Ragged

SHORTEST = 20
"""Letters; what is shorter has too few grams to be alike by."""
GRAM, PERMUTATIONS, BANDS = 5, 64, 16
TOGETHER = 1 << 15
"""Grams that are worked on at once: what fits into the cache of a core."""
_FACTOR, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_PERMUTATIONS = np.random.Generator(np.random.PCG64(20260401)).integers(0, 1 << 32, PERMUTATIONS, dtype=np.uint32) | np.uint32(1)


class Signed(NamedTuple):
    """The set of grams of each text, in order, the keys of its buckets, one a band, and of its signature the last byte of each number."""

    grams: Ragged
    keys: NDArray[np.uint64]
    bytes: NDArray[np.uint8]


def signed(lettered: Ragged) -> Signed:
    """What texts of at least five letters are signed with."""
    hashes = gram_hashes(lettered.values)
    counts = lettered.lengths - (GRAM - 1)
    keys, last_bytes = np.empty((len(counts), BANDS), np.uint64), np.empty((len(counts), PERMUTATIONS), np.uint8)
    sets: list[NDArray[np.uint32]] = []
    begins, lengths, at = np.empty(len(counts), np.int64), np.empty(len(counts), np.int64), 0
    for chosen in alike(counts):
        # A shorter text is filled up with grams of its own: its set stays.
        within = np.minimum(np.arange(counts[chosen].max()), counts[chosen, None] - 1)
        grams = hashes[lettered.begins[chosen, None] + within]
        signature = _signature(grams)
        keys[chosen], last_bytes[chosen] = _keys(signature), signature & 0xFF
        grams.sort(axis=1)
        is_first = np.ones(grams.shape, bool)
        np.not_equal(grams[:, 1:], grams[:, :-1], out=is_first[:, 1:])
        sets.append(grams[is_first])
        lengths[chosen] = many = is_first.sum(axis=1)
        begins[chosen] = at + np.cumsum(many) - many
        at += int(many.sum())
    return Signed(Ragged(np.concatenate(sets) if sets else np.empty(0, np.uint32), begins, lengths), keys, last_bytes)


def gram_hashes(signs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The 31-bit hash of each five code points that follow one another."""
    if len(signs) < GRAM:
        return np.empty(0, np.uint32)
    count = len(signs) - (GRAM - 1)
    hashes = signs[:count].astype(np.uint64)
    for place in range(1, GRAM):
        hashes *= _FACTOR
        hashes += signs[place : place + count]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    hashes >>= np.uint64(33)
    return hashes.astype(np.uint32)


def alike(lengths: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The places of sequences in heaps of like length, so that filling them up to the longest costs little."""
    order = np.argsort(lengths, kind="stable")
    begin = 0
    while begin < len(order):
        most = max(1, TOGETHER // max(1, int(lengths[order[begin]])))
        longest = int(lengths[order[min(begin + most, len(order)) - 1]])
        end = begin + max(1, TOGETHER // max(1, longest))
        yield order[begin:end]
        begin = end


def _signature(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    signature = np.empty((len(grams), PERMUTATIONS), np.uint32)
    permuted = np.empty_like(grams)
    for place, factor in enumerate(_PERMUTATIONS):
        np.multiply(grams, factor, out=permuted)
        permuted.min(axis=1, out=signature[:, place])
    return signature


def _keys(signature: NDArray[np.uint32]) -> NDArray[np.uint64]:
    parts = signature.reshape(len(signature), BANDS, PERMUTATIONS // BANDS).astype(np.uint64)
    keys = parts[:, :, 0]
    for place in range(1, parts.shape[2]):
        keys = keys * _FACTOR + parts[:, :, place]
    return keys
