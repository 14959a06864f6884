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

from shishin.opinion_analysis.normalising import is_unspaced, runs, runs_as_written

_PIECE = re.compile("[ァ-ヺー]{2,}|[^ぁ-ゖゝ-ゟァ-ヺー]{2,}")
NEARLY_ALL = 0.8
LONGEST_WORD = 8
"""So far a pair of kanji grows into the word that it stands in."""

Vectors = NDArray[np.float64]


class Words(NamedTuple):
    """The words that count, each with its place, how rare it is, and whether many texts of its script have it."""

    places: Mapping[str, int]
    rarity: Vectors
    is_common: NDArray[np.bool_]

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
            words += [piece] if _is_katakana(piece) else [piece[at : at + 2] for at in range(len(piece) - 1)]
    return words


def _is_katakana(piece: str) -> bool:
    return "ァ" <= piece[0] <= "ー"


def words_that_count(texts: Sequence[Sequence[str]], *, fewest: int = 1, most: float = 1.0) -> Words:
    """Those that stand in so many texts at least, and in such a part of them at most.

    In a few English letters among many Japanese ones “the” tells as little as elsewhere: what nearly all texts of its script have is left out as well.
    """
    known = Counter(word for words in texts for word in set(words))
    script = {word: is_unspaced(word) for word in known}
    of_script: dict[bool, list[Sequence[str]]] = {True: [], False: []}
    for words in texts:
        of_script[2 * sum(script[word] for word in words) > len(words)].append(words)
    own = {is_one: Counter(word for words in some for word in set(words)) for is_one, some in of_script.items()}

    def share(word: str) -> float:
        return own[script[word]][word] / max(1, len(of_script[script[word]]))

    nearly_all = max(most, NEARLY_ALL)
    kept = sorted(
        word for word, many in known.items() if (fewest <= many <= most * len(texts) and share(word) <= nearly_all) or many == fewest
    )
    rarity = np.array([1 + math.log((1 + len(texts)) / (1 + known[word])) for word in kept])
    return Words({word: place for place, word in enumerate(kept)}, rarity, np.array([share(word) > most for word in kept], bool))


def in_full(words: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Words as people write them in these texts, each once: 人確 and 確認 are 本人確認, dx is DX."""
    places: dict[str, list[tuple[str, int]]] = {word: [] for word in words}
    for piece in (piece for text in texts for run in runs(text) if is_unspaced(run) for piece in _PIECE.findall(run)):
        for at in range(len(piece) - 1):
            if piece[at : at + 2] in places and not _is_katakana(piece):
                places[piece[at : at + 2]].append((piece, at))
    written = Counter(run for text in texts for run in runs_as_written(text) if not is_unspaced(run))
    spelt = {word.casefold(): word for word, _many in sorted(written.items(), key=lambda one: (one[1], one[0]))}
    found: list[str] = []
    for word in words:
        full = _grown(word, places[word]) if is_unspaced(word) else spelt.get(word, word)
        if not any(full in other for other in found if is_unspaced(full) or full == other):
            found = [other for other in found if not (is_unspaced(other) and other in full)] + [full]
    return found


def _grown(word: str, places: Sequence[tuple[str, int]]) -> str:
    """A pair with the signs before and after it, as long as half of its places have them."""
    enough = len(places) / 2
    while places and len(word) < LONGEST_WORD:
        beside = Counter((-1, piece[at - 1]) for piece, at in places if at)
        beside.update((len(word), piece[at + len(word)]) for piece, at in places if at + len(word) < len(piece))
        (step, sign), many = max(beside.items(), key=lambda one: (one[1], one[0]), default=((0, ""), 0))
        if many < enough or not many:
            break
        places = [(piece, at + min(step, 0)) for piece, at in places if piece[at + step : at + step + 1] == sign]
        word = sign + word if step < 0 else word + sign
    return word


def unit(vectors: Vectors) -> Vectors:
    """Vectors of length one, but for those that are nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-9)
