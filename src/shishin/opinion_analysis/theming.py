"""Theming: what groups are about. Neither a dictionary nor a model of a language: which words stand together in these opinions decides.

What nearly everybody says or one alone is left out, and what only joins words: in a pile in Japanese few say “the”. Weighed by how rare the words
are and brought to 50 dimensions, groups that are near one another make a net, whose dense parts (Leiden) give the middles of themes. Each group goes
to the nearest middle, if it is near enough; else it is not placed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import graspologic_native
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shishin.opinion_analysis.running import at_once
from shishin.opinion_analysis.weighing import Vectors, Words, unit, words_that_count
from shishin.opinion_analysis.word_forms import forms

FEWEST, MOST = 2, 0.3
"""A word counts that stands in so many groups at least, and in such a part of them at most."""
DIMENSIONS, SPARE, TURNS = 50, 10, 3
NEIGHBOURS, FEWEST_NEIGHBOURS, BLOCK = 15, 4, 1_000
SOME, MOST_THEMES = "some", 500
AMOUNTS: Mapping[str, float] = {"few": 0.7, SOME: 1.0, "many": 1.7}
"""How finely, beside what makes most themes hold no more than LARGEST groups."""
LARGEST, SMALLEST = 200, 3
NEAR_ENOUGH = 0.3


class Middles(NamedTuple):
    """Where themes stand, and how a group comes to have a place beside them."""

    words: Words
    basis: Vectors
    middles: Vectors

    def vectors(self, weights: csr_array) -> Vectors:
        return unit(weights @ self.basis)

    def nearest(self, vectors: Vectors) -> tuple[NDArray[np.int64], Vectors]:
        """The theme of each group and how near it is; -1 where none is near enough."""
        if not len(self.middles):
            return np.full(len(vectors), -1), np.zeros(len(vectors))
        near = vectors @ self.middles.T
        theme, score = near.argmax(axis=1), near.max(axis=1)
        return np.where(score >= NEAR_ENOUGH, theme, -1), score


def find_middles(texts: Sequence[Sequence[str]], *, amount: str, seed: int) -> Middles:
    """The middles of the themes of these texts; `amount` is few, some, many or a number."""
    fillers = forms().fillers
    words = words_that_count([[word for word in words if word not in fillers] for words in texts], fewest=FEWEST, most=MOST)
    if not words.places:
        return Middles(words, np.empty((0, 0)), np.empty((0, 0)))
    chance = np.random.default_rng(seed)
    weights = words.weights(texts)
    basis = _basis(weights, chance)
    vectors = unit(weights @ basis)
    has_words = vectors.any(axis=1)
    if amount in AMOUNTS:
        labels = _dense_parts(vectors[has_words], AMOUNTS[amount], seed)
    else:
        labels = k_means(vectors[has_words], int(amount), chance)
    return Middles(words, basis, _middles(vectors[has_words], labels))


def telling(weights: csr_array, theme: NDArray[np.int64], is_common: NDArray[np.bool_], *, most: int = 16) -> list[list[int]]:
    """Of each theme the places of the words that tell it from all others, the most telling first, and the common ones last."""
    overall = weights.mean(axis=0)
    found = []
    for number in range(int(theme.max(initial=-1)) + 1):
        # Between the word that most of them use and the one that nobody else does.
        apart = (weights[np.flatnonzero(theme == number)].mean(axis=0) - overall) / np.maximum(overall, 1e-9) ** 0.25
        order = np.lexsort((-apart, is_common, apart <= 0))[:most]
        found.append([int(place) for place in order if apart[place] > 0])
    return found


def k_means(vectors: Vectors, number: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """Vectors of length one in so many parts, or in as many as there are different ones."""
    number = min(number, len(np.unique(vectors, axis=0)))
    middles = vectors[:0]
    while len(middles) < number:
        # The next begins where none is near.
        far = 1 - (vectors @ middles.T).max(axis=1, initial=-1)
        far = np.where(far > 1e-9, far, 0)
        chosen = chance.choice(len(vectors), p=far / far.sum()) if far.any() else len(middles)
        middles = np.concatenate([middles, vectors[chosen : chosen + 1]])
    labels = np.full(len(vectors), -1)
    for _turn in range(50):
        before, labels = labels, (vectors @ middles.T).argmax(axis=1) if number else labels
        if (before == labels).all():
            break
        sums = np.zeros_like(middles)
        np.add.at(sums, labels, vectors)
        middles = np.where(sums.any(axis=1, keepdims=True), unit(sums), middles)
    return labels


def neighbours(vectors: Vectors, *, most: int) -> tuple[NDArray[np.int64], Vectors]:
    """The pairs of which one is among the nearest of the other, each once, and how near they are."""
    count = len(vectors)
    single = vectors.astype(np.float32)

    def of_block(begin: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        block = single[begin : begin + BLOCK] @ single.T
        row = np.arange(len(block))
        block[row, row + begin] = -1
        nearest = np.argpartition(block, -min(most, count), axis=1)[:, -most:]
        score = np.take_along_axis(block, nearest, axis=1)
        rows = np.broadcast_to((row + begin)[:, None], nearest.shape)
        is_near = score > 0
        return (np.minimum(rows, nearest) * count + np.maximum(rows, nearest))[is_near], score[is_near]

    found = [(np.empty(0, np.int64), np.empty(0, np.float32)), *at_once(of_block, range(0, count, BLOCK))]
    numbers, first = np.unique(np.concatenate([pairs for pairs, _near in found]), return_index=True)
    pairs = np.stack([numbers // max(count, 1), numbers % max(count, 1)], axis=1)
    return pairs, np.concatenate([near for _pairs, near in found])[first].astype(float)


def _dense_parts(vectors: Vectors, fineness: float, seed: int) -> NDArray[np.int64]:
    pairs, near = neighbours(vectors, most=min(NEIGHBOURS, max(FEWEST_NEIGHBOURS, len(vectors) // 10)))
    edges = [(str(one), str(other), score) for (one, other), score in zip(pairs.tolist(), near.tolist(), strict=True)]
    labels = np.full(len(vectors), -1)
    resolution = 1.0
    while edges:
        _quality, part_of = graspologic_native.leiden(edges, resolution=resolution * fineness, seed=seed)
        labels[[int(node) for node in part_of]] = list(part_of.values())
        if np.median(np.unique(labels[labels >= 0], return_counts=True)[1]) * fineness <= LARGEST:
            break
        resolution *= 2
    return labels


def _middles(vectors: Vectors, labels: NDArray[np.int64]) -> Vectors:
    parts = [vectors[labels == label].sum(axis=0) for label in np.unique(labels[labels >= 0]) if (labels == label).sum() >= SMALLEST]
    return unit(np.array(parts)) if parts else np.empty((0, vectors.shape[1]))


def _basis(weights: csr_array, chance: np.random.Generator) -> Vectors:
    """The first directions of the singular value decomposition, found at random and straightened."""
    width = min(DIMENSIONS, *weights.shape)
    found = weights @ chance.standard_normal((weights.shape[1], min(width + SPARE, *weights.shape)))
    for _turn in range(TURNS):
        straight, _rest = np.linalg.qr(found)
        straight, _rest = np.linalg.qr(weights.T @ straight)
        found = weights @ straight
    straight, _rest = np.linalg.qr(found)
    return np.linalg.svd((weights.T @ straight).T, full_matrices=False)[2][:width].T
