"""Folding: which texts stand under which. Each text joins the one text that it is alike and that stands for itself; so nothing chains.

Texts are numbered by weight: most copies first, and of those with as many the smallest digest. In each bucket the first is who the others are
compared with, so pairs are never enumerated, and nothing depends on the order in which texts came.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shishin.opinion_analysis.lettering import Ragged
from shishin.opinion_analysis.signing import alike

MARGIN = 0.15
"""Three standard deviations of what 64 permutations tell of .4, where a band is common."""
_FILLING = np.uint32(0xFFFFFFFF)
"""Is no gram."""


def by_weight(digests: NDArray[np.uint64], copies: NDArray[np.int64]) -> NDArray[np.int64]:
    """The texts, heaviest first."""
    return np.lexsort((digests[:, 1], digests[:, 0], -copies))


def candidates(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Pairs of a text and the heaviest of one of its buckets, each pair once. Texts are rows of keys, heaviest first."""
    found = [np.empty(0, np.int64)]
    for band in range(keys.shape[1]):
        column = keys[:, band]
        order = np.argsort(column)
        column = column[order]
        is_first = np.ones(len(order), bool)
        np.not_equal(column[1:], column[:-1], out=is_first[1:])
        firsts = np.flatnonzero(is_first)
        heaviest = np.repeat(np.minimum.reduceat(order, firsts) if len(order) else order, np.diff(firsts, append=len(order)))
        found.append(_as_numbers(np.stack([order, heaviest], axis=1)[order != heaviest]))
    return _as_pairs(np.unique(np.concatenate(found)))


def likely(signatures: NDArray[np.uint8], pairs: NDArray[np.int64], *, least: float) -> NDArray[np.int64]:
    """The pairs that may be as similar as that: the part of the signature that is common is not much smaller."""
    common = np.count_nonzero(signatures[pairs[:, 0]] == signatures[pairs[:, 1]], axis=1)
    return pairs[common >= (least - MARGIN) * signatures.shape[1]]


def similarities(grams: Ragged, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of each pair, which part of all grams of the two is common."""
    left, right = pairs[:, 0], pairs[:, 1]
    both = grams.lengths[left] + grams.lengths[right]
    found = np.empty(len(pairs), np.float64)
    for chosen in alike(both):
        rows = np.concatenate([_filled(grams, left[chosen]), _filled(grams, right[chosen])], axis=1)
        rows.sort(axis=1)
        # Each has a gram once, so what stands twice is common; but for the filling.
        common = (rows[:, 1:] == rows[:, :-1]).sum(axis=1) - np.maximum(rows.shape[1] - both[chosen] - 1, 0)
        found[chosen] = common / (both[chosen] - common)
    return found


def onward(pairs: NDArray[np.int64], similar: NDArray[np.float64], *, threshold: float) -> NDArray[np.int64]:
    """Further pairs: a text, and the one that a text like it is likest to. An edited copy that only meets another edited copy so finds their letter."""
    is_alike = similar >= threshold
    alike_pairs = pairs[is_alike]
    nearest = np.arange(int(pairs.max(initial=-1)) + 1)
    # What is assigned last stays: the likest, and of these the heaviest.
    order = np.lexsort((-alike_pairs[:, 1], similar[is_alike]))
    nearest[alike_pairs[order, 0]] = alike_pairs[order, 1]
    further = _as_numbers(np.stack([alike_pairs[:, 0], nearest[alike_pairs[:, 1]]], axis=1))
    return _as_pairs(np.setdiff1d(further, _as_numbers(pairs)))


class Standing(NamedTuple):
    """Under which text each stands, and how much it is like it."""

    leader: NDArray[np.int64]
    similarity: NDArray[np.float64]


def leaders(count: int, pairs: NDArray[np.int64], similar: NDArray[np.float64], *, threshold: float) -> Standing:
    """Each stands under the likest of at least the threshold that itself stands under none, or by itself."""
    order = np.lexsort((pairs[:, 1], -similar, pairs[:, 0]))
    order = order[similar[order] >= threshold]
    leader, chosen = list(range(count)), [-1] * count
    for at, (text, other) in zip(order.tolist(), pairs[order].tolist(), strict=True):
        # What is heavier has been decided before.
        if leader[text] == text and leader[other] == other:
            leader[text], chosen[text] = other, at
    return Standing(np.array(leader, np.int64), np.where(np.array(chosen) < 0, 1.0, np.append(similar, 1.0)[chosen]))


def _as_numbers(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    return (pairs[:, 0] << 32) | pairs[:, 1]


def _as_pairs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([numbers >> 32, numbers & 0xFFFFFFFF], axis=1)


def _filled(grams: Ragged, chosen: NDArray[np.int64]) -> NDArray[np.uint32]:
    lengths = grams.lengths[chosen, None]
    within = np.arange(lengths.max())
    rows = grams.values[grams.begins[chosen, None] + np.minimum(within, lengths - 1)]
    rows[within >= lengths] = _FILLING
    return rows
