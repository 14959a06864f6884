"""Proposing: the stages that lead from groups to themes. A theme is proposed with words that tell it and with what some of its groups say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shishin.opinion_analysis.grouping import LEADERS
from shishin.opinion_analysis.reading import Columns, read_ids, read_texts
from shishin.opinion_analysis.running import Tell, write_json
from shishin.opinion_analysis.theming import SMALLEST, Middles, find_middles, telling
from shishin.opinion_analysis.weighing import in_full, theme_words

THEMES, THEMES_IN_WORDS, PROPOSED, SPEAKERS, VECTORS = "themes.parquet", "themes.json", "proposed.json", "speakers.parquet", "vectors.npy"
FITTED = 20_000
"""The heaviest groups, in which themes are looked for; the others are laid beside them, as many at a time."""
QUOTES, LONGEST_QUOTE = 3, 2_000
TERMS, READ_FOR_TERMS = 8, 60
"""A theme has so many words that tell it; how they are written, so many of its heaviest groups say."""


def write_speakers(file: Path, columns: Columns, groups: Path, folder: Path) -> None:
    """What the leader of each group says, and how many it stands for; the heaviest group first."""
    rows, opinions, voices = np.load(groups / LEADERS)
    order = np.argsort(rows)
    place = np.empty(len(rows), np.int64)
    place[order] = np.arange(len(rows))
    texts = pa.array(read_texts(file, columns, rows[order]), pa.large_string()).take(pa.array(place))
    table = pa.table({"id": read_ids(file, columns).of(rows), "opinions": opinions, "voices": voices, "text": texts})
    pq.write_table(table, folder / SPEAKERS)


def propose_themes(speakers: Path, folder: Path, *, amount: str, seed: int, tell: Tell) -> None:
    """Write which group has which theme, and what each theme is about."""
    file = pq.ParquetFile(speakers / SPEAKERS)
    count = file.metadata.num_rows
    middles: Middles | None = None
    weights: list[csr_array] = []
    mapped = np.empty((0, 0))
    theme, score = np.full(count, -1), np.zeros(count)
    begin = 0
    for batch in file.iter_batches(FITTED, columns=["text"]):
        words = [theme_words(text) for text in batch.column("text").to_pylist()]
        middles = middles or find_middles(words, amount=amount, seed=seed)
        weighed = middles.words.weights(words)
        vectors = middles.vectors(weighed)
        rows = slice(begin, begin := begin + len(words))
        theme[rows], score[rows] = middles.nearest(vectors)
        if not weights:
            # The heaviest say which words tell a theme, and are those on the map.
            weights, mapped = [weighed], vectors
        tell("themes", begin, count)
    np.save(folder / VECTORS, mapped)
    table = file.read()
    theme = _numbered(theme, table["voices"].to_numpy())
    known = list(middles.words.places) if middles else []
    terms = [
        [known[place] for place in places]
        for weighed in weights
        if middles
        for places in telling(weighed, theme[: weighed.shape[0]], middles.words.is_common)
    ]
    described = [
        _described(number, table.take(pa.array(here)), score[here], terms[number] if number < len(terms) else [])
        for number in range(int(theme.max(initial=-1)) + 1)
        if len(here := np.flatnonzero(theme == number))
    ]
    numbers = pa.array(theme + 1, pa.int64(), mask=theme < 0)
    pq.write_table(pa.table({"group": np.arange(1, count + 1), "theme": numbers, "score": score.astype(np.float32)}), folder / THEMES)
    write_json(folder / THEMES_IN_WORDS, {"themes": described})
    write_json(folder / PROPOSED, {"themes": len(described), "placed": int((theme >= 0).sum()), "unplaced": int((theme < 0).sum())})


def _numbered(theme: NDArray[np.int64], voices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Themes of enough groups, the one with most voices first; of those with as many, the one with the heaviest group."""
    placed = np.flatnonzero(theme >= 0)
    groups = np.bincount(theme[placed])
    heavy, first = np.zeros(len(groups), np.int64), np.full(len(groups), len(theme))
    np.add.at(heavy, theme[placed], voices[placed])
    np.minimum.at(first, theme[placed], placed)
    order = [number for number in np.lexsort((first, -heavy)).tolist() if groups[number] >= SMALLEST]
    # The last stands for none.
    number_of = np.full(len(groups) + 1, -1)
    number_of[order] = np.arange(len(order))
    return number_of[theme]


def _described(number: int, members: pa.Table, score: NDArray[np.float64], terms: list[str]) -> dict[str, Any]:
    nearest = np.argsort(-score, kind="stable")

    def quote(at: int) -> dict[str, str]:
        return {"id": str(members["id"][at].as_py()), "text": members["text"][at].as_py()[:LONGEST_QUOTE]}

    return {
        "theme": number + 1,
        "terms": in_full(terms, members["text"][:READ_FOR_TERMS].to_pylist())[:TERMS],
        "groups": len(members),
        "opinions": pc.sum(members["opinions"]).as_py(),
        "voices": pc.sum(members["voices"]).as_py(),
        "quotes": [quote(int(at)) for at in nearest[:QUOTES]],
        "also_said": [quote(int(at)) for at in nearest[QUOTES:][-1:]],
    }
