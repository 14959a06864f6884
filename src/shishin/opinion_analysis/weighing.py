"""Weighing: which words a text has that may say what it is about, and how much each of them tells.

Words are kanji in pairs, words of katakana, and words that spaces part. What is rarer tells more.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shishin.opinion_analysis.normalising import is_unspaced, runs

_PIECE = re.compile("[ァ-ヺー]{2,}|[^ぁ-ゖゝ-ゟァ-ヺー]{2,}")

Vectors = NDArray[np.float64]


class Words(NamedTuple):
    """The words that count, each with its place and how rare it is."""

    places: Mapping[str, int]
    rarity: Vectors

    def weights(self, texts: Sequence[Sequence[str]]) -> csr_array:
        """Of each text, how much each word tells; as a vector of length one."""
        known = [[self.places[word] for word in words if word in self.places] for words in texts]
        ends = np.cumsum([0, *map(len, known)])
        columns = np.fromiter(chain.from_iterable(known), np.int64, ends[-1])
        made = csr_array((np.ones(len(columns)), columns, ends), shape=(len(texts), len(self.places)))
        made.sum_duplicates()
        made.data = (1 + np.log(made.data)) * self.rarity[made.indices]
        made.data /= np.repeat(np.sqrt(made.multiply(made).sum(axis=1)), np.diff(made.indptr))
        return made


def theme_words(text: str) -> list[str]:
    """The words of a text that may say what it is about."""
    words: list[str] = []
    for run in runs(text):
        if not is_unspaced(run):
            words += [run] if len(run) > 1 and not run.isnumeric() else []
            continue
        for piece in _PIECE.findall(run):
            words += [piece] if "ァ" <= piece[0] <= "ー" else [piece[at : at + 2] for at in range(len(piece) - 1)]
    return words


def words_that_count(texts: Sequence[Sequence[str]], *, fewest: int = 1, most: float = 1.0) -> Words:
    """Those that stand in so many texts at least, and in such a part of them at most."""
    known = Counter(word for words in texts for word in set(words))
    kept = sorted(word for word, many in known.items() if fewest <= many <= max(fewest, most * len(texts)))
    rarity = np.array([1 + math.log((1 + len(texts)) / (1 + known[word])) for word in kept])
    return Words({word: place for place, word in enumerate(kept)}, rarity)


def unit(vectors: Vectors) -> Vectors:
    """Vectors of length one, but for those that are nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-9)
