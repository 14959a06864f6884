"""Linking: which clauses of a draft a group is about, and which opinions that were answered earlier are like it.

What a text names stands first, then what shares words with it: the words of `weighing` by their stems, and single kanji, since 検査 and 調査 have
something in common. What a text says besides, in words that no clause has, counts against all. A clause with parts is also likely where a part is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import snowballstemmer
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shishin.opinion_analysis.naming import labels_below, names_of
from shishin.opinion_analysis.normalising import normalised
from shishin.opinion_analysis.proposing import SPEAKERS
from shishin.opinion_analysis.running import Tell
from shishin.opinion_analysis.weighing import Vectors, Words, theme_words, words_that_count

LINKS, EARLIER = "links.parquet", "earlier.parquet"
RANKS = 3
LEAST, LEAST_EARLIER = 0.15, 0.3
"""Below such a score nothing is told."""
OF_A_PART = 0.7
"""What of the score of a part its clause gets."""
TOGETHER, CELLS = 4_096, 4_000_000
"""Groups whose words are found at once, and scores that are held at once."""
_stem = lru_cache(maxsize=100_000)(snowballstemmer.stemmer("english").stemWord)


class Clause(NamedTuple):
    """A clause of the draft: by what it is named, and what it says, in each language by itself."""

    key: str
    labels: Sequence[str] = ()
    headings: Sequence[str] = ()
    texts: Sequence[str] = ()
    above: str = ""
    """The key of the nearest clause above it that has a label."""


class Answered(NamedTuple):
    """An opinion that was answered earlier, by the id of the answer; one answer may have many."""

    id: str
    text: str


def clauses_in(edition: Mapping[str, Any]) -> list[Clause]:
    """The clauses of an edition as it is downloaded; some error of Python where it is none."""
    found: list[Clause] = []
    above: list[tuple[int, str, str]] = []
    for clause in edition["clauses"]:
        depth, key, label = int(clause["depth"]), str(clause["key"]), str(clause["label"])
        key.encode()  # refuses halves of signs, which no table can hold
        above = [one for one in above if one[0] < depth]
        passages = clause["passages"].values()
        headings = [str(passage["heading"]) for passage in passages]
        # A heading says in few words what all is about.
        texts = ["\n".join([passage["heading"], passage["heading"], passage["body"], passage["summary"]]) for passage in passages]
        labels = labels_below([name for _depth, _key, name in above], label)
        found.append(Clause(key, labels, headings, texts, above[-1][1] if above else ""))
        if label:
            above.append((depth, key, label))
    return found


class Known(NamedTuple):
    """What texts may be like: rows of weighed words, those of one owner together."""

    words: Words
    weights: csr_array
    firsts: NDArray[np.int64]
    """Where the rows of each owner begin."""

    def scores(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """How much each text is like each owner."""
        if not len(self.firsts):
            return np.empty((len(texts), 0))
        shares = np.array([sum(word in self.words.places for word in words) / max(1, len(words)) for words in texts])
        near = (self.words.weights(texts) @ self.weights.T).toarray()
        return np.maximum.reduceat(near, self.firsts, axis=1) * np.sqrt(shares)[:, None]


def known_of(texts: Sequence[Sequence[str]]) -> Known:
    """Of each owner some texts; one without any is like nothing."""
    rows = [linking_words(text) for owned in texts for text in (owned or [""])]
    words = words_that_count(rows)
    lengths = [max(1, len(owned)) for owned in texts]
    return Known(words, words.weights(rows), np.cumsum([0, *lengths])[:-1])


def linking_words(text: str) -> list[str]:
    words = [_stem(word) if word.isascii() else word for word in theme_words(text)]
    return words + [sign for sign in normalised(text) if "一" <= sign <= "鿿"]


def link_groups(speakers: Path, folder: Path, *, clauses: Sequence[Clause], answered: Sequence[Answered], tell: Tell) -> None:
    """Write of each group up to three clauses, and up to three answers that were given to opinions like it."""
    names = names_of((clause.key, clause.labels, clause.headings) for clause in clauses)
    place = {clause.key: at for at, clause in enumerate(clauses)}
    parts = [(at, place[clause.above]) for at, clause in enumerate(clauses) if clause.above in place]
    answers: dict[str, list[str]] = {}
    for answer in answered:
        answers.setdefault(answer.id, []).append(answer.text)
    known, earlier = known_of([clause.texts for clause in clauses]), known_of(list(answers.values()))
    links, likes = _Ranked([clause.key for clause in clauses]), _Ranked(list(answers))
    rows = max(known.weights.shape[0], earlier.weights.shape[0])
    for first, texts, count in _texts(speakers, rows) if rows else ():
        words = [linking_words(text) for text in texts]
        scores = known.scores(words)
        for part, whole in parts:
            scores[:, whole] = np.maximum(scores[:, whole], OF_A_PART * scores[:, part])
        for at, text in enumerate(texts):
            named = [place[key] for key in names.named_in(text)][:RANKS]
            # Named first stands first, and before whatever is only like it.
            scores[at, named] = 1 + np.arange(len(named), 0, -1)
        links.add(first, scores, least=LEAST)
        likes.add(first, earlier.scores(words), least=LEAST_EARLIER)
        tell("links", first + len(texts), count)
    pq.write_table(links.table("key", with_rank=True), folder / LINKS)
    pq.write_table(likes.table("answered", with_rank=False), folder / EARLIER)


class _Ranked:
    """The best of each group, in the order of the groups."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.rows: list[tuple[int, int, int, float]] = []

    def add(self, first: int, scores: Vectors, *, least: float) -> None:
        order = np.argsort(-scores, axis=1, kind="stable")[:, :RANKS]
        for at, chosen in enumerate(order.tolist()):
            best = [(one, float(scores[at, one])) for one in chosen if scores[at, one] >= least]
            self.rows += [(first + at + 1, rank, one, min(score, 1.0)) for rank, (one, score) in enumerate(best, start=1)]

    def table(self, name: str, *, with_rank: bool) -> pa.Table:
        groups, ranks, chosen, scores = zip(*self.rows, strict=True) if self.rows else ((), (), (), ())
        columns = {
            "group": pa.array(groups, pa.int64()),
            **({"rank": pa.array(ranks, pa.int64())} if with_rank else {}),
            name: pa.array([self.names[one] for one in chosen], pa.string()),
            "score": pa.array(scores, pa.float32()),
        }
        return pa.table(columns)


def _texts(speakers: Path, rows: int) -> Iterator[tuple[int, list[str], int]]:
    """The first group, what some leaders that follow one another say, and how many there are."""
    file = pq.ParquetFile(speakers / SPEAKERS)
    first = 0
    for batch in file.iter_batches(max(1, min(TOGETHER, CELLS // rows)), columns=["text"]):
        texts = batch.column("text").to_pylist()
        yield first, texts, file.metadata.num_rows
        first += len(texts)
