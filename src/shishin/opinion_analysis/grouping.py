"""Grouping: the stages that lead from the different texts to who stands under whom."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shishin.opinion_analysis.folding import candidates, leaders, likely, onward, similarities
from shishin.opinion_analysis.lettering import Ragged
from shishin.opinion_analysis.reading import Columns, read_ids
from shishin.opinion_analysis.running import Tell, at_once, write_json
from shishin.opinion_analysis.signing import BANDS, PERMUTATIONS, SHORTEST, Signed, signed
from shishin.opinion_analysis.taking_in import load_texts

POSSIBLY = 0.4
"""From which similarity on a person may look whether two are the same."""
LETTERS, PAIRS, LINES = 1_000_000, 16_384, 100_000
"""What is worked on at once."""
GROUPS, NEAR, GROUPED, LEADERS = "groups.parquet", "near.parquet", "grouped.json", "leaders.npy"
GRAMS, PLACES, KEYS, SIGNATURES = "grams", "places.npy", "keys.npy", "signatures.npy"


def sign_texts(texts_folder: Path, folder: Path, *, tell: Tell) -> None:
    """Keep the grams and keys of each text that is long enough."""
    texts = load_texts(texts_folder)
    bounds = text_bounds(texts.lengths)

    def sign(part: tuple[int, int]) -> Signed:
        letters = texts.letters(*part)
        is_long = letters.lengths >= SHORTEST
        return signed(Ragged(letters.values, letters.begins[is_long], letters.lengths[is_long]))

    places = [np.empty((0, 2), np.int64)]
    keys, signatures = [np.empty((0, BANDS), np.uint64)], [np.empty((0, PERMUTATIONS), np.uint8)]
    written = 0
    with (folder / GRAMS).open("wb") as grams:
        for part, made in zip(bounds, at_once(sign, bounds), strict=True):
            grams.write(made.grams.values.data)
            places.append(np.stack([made.grams.begins + written, made.grams.lengths], axis=1))
            keys.append(made.keys)
            signatures.append(made.bytes)
            written += len(made.grams.values)
            tell("signatures", part[1], len(texts.lengths))
    np.save(folder / PLACES, np.concatenate(places))
    np.save(folder / KEYS, np.concatenate(keys))
    np.save(folder / SIGNATURES, np.concatenate(signatures))


def pair_texts(texts_folder: Path, signatures: Path, folder: Path, *, threshold: float, tell: Tell) -> None:
    """Find which texts are how much alike. Texts are numbered by weight from here on."""
    texts = load_texts(texts_folder)
    order = texts.by_weight()
    heavy_first = order[texts.lengths[order] >= SHORTEST]
    stored = np.cumsum(texts.lengths >= SHORTEST)[heavy_first] - 1
    least = min(POSSIBLY, threshold)
    pairs = candidates(np.load(signatures / KEYS)[stored])
    written = np.load(signatures / SIGNATURES)[stored]
    pairs = np.concatenate([likely(written, pairs[at : at + LINES], least=least) for at in range(0, len(pairs), LINES)] or [pairs])
    begins, lengths = np.load(signatures / PLACES)[stored].T
    grams = Ragged(_mapped(signatures / GRAMS, np.uint32), begins, lengths)
    similar = _compared(grams, pairs, tell=tell)
    further = onward(pairs, similar, threshold=threshold)
    pairs, similar = np.concatenate([pairs, further]), np.concatenate([similar, _compared(grams, further, tell=tell)])
    # Of texts that are too short nothing is compared.
    number = np.flatnonzero(texts.lengths[order] >= SHORTEST)
    is_near = similar >= least
    write_pairs(folder, number[pairs[is_near]], similar[is_near])


def write_pairs(folder: Path, pairs: NDArray[np.int64], similar: NDArray[np.float64]) -> None:
    """Pairs by weight, and how similar they are."""
    np.save(folder / "pairs.npy", pairs)
    np.save(folder / "similar.npy", similar)


def group_texts(file: Path, columns: Columns, texts_folder: Path, pairs_folder: Path, folder: Path, *, threshold: float) -> None:
    """Write who stands under whom, by id, so that the files are the same whatever the order of the rows."""
    texts, ids = load_texts(texts_folder), read_ids(file, columns)
    order = texts.by_weight()
    pairs, similar = np.load(pairs_folder / "pairs.npy"), np.load(pairs_folder / "similar.npy")
    standing = leaders(len(order), pairs, similar, threshold=threshold)
    weight = np.empty(len(order), np.int64)
    weight[order] = np.arange(len(order))
    rows = texts.rows[np.asarray(pc.sort_indices(ids.values.take(pa.array(texts.rows))), np.int64)]
    text_of = weight[texts.text_of[rows]]
    # The first of all who say the same by id speaks for them.
    _texts, first = np.unique(text_of, return_index=True)
    speaker = rows[first]
    leading, group_of = np.unique(standing.leader, return_inverse=True)
    groups = {
        "id": ids.of(rows),
        "group": pa.array(group_of[text_of] + 1, pa.int64()),
        "leader": ids.of(speaker[standing.leader[text_of]]),
        "similarity": pa.array(standing.similarity[text_of].astype(np.float32)),
        "copies": pa.array(texts.row_copies[rows]),
    }
    pq.write_table(pa.table(groups), folder / GROUPS)
    chosen = _possibly_the_same(pairs, similar, standing.leader)
    near = {
        "leader": ids.of(speaker[pairs[chosen, 1]]),
        "other": ids.of(speaker[pairs[chosen, 0]]),
        "similarity": pa.array(similar[chosen].astype(np.float32)),
    }
    pq.write_table(pa.table(near), folder / NEAR)
    grouped = {"opinions": len(rows), "groups": len(leading), "sha256": _sha256(groups["id"], groups["leader"])}
    write_json(folder / GROUPED, grouped)
    voices = np.zeros(len(leading), np.int64)
    np.add.at(voices, group_of[text_of], texts.row_copies[rows])
    np.save(folder / LEADERS, np.stack([speaker[leading], np.bincount(group_of[text_of], minlength=len(leading)), voices]))


def _possibly_the_same(pairs: NDArray[np.int64], similar: NDArray[np.float64], leader: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pairs of leaders that a person may find to be the same, heaviest first."""
    stands_alone = leader == np.arange(len(leader))
    chosen = np.flatnonzero(stands_alone[pairs].all(axis=1) & (similar >= POSSIBLY))
    return chosen[np.lexsort((pairs[chosen, 0], pairs[chosen, 1]))]


def _sha256(ids: pa.Array, leader_ids: pa.Array) -> str:
    """Of all lines of id and leader in the order of the ids."""
    hashed = hashlib.sha256()
    for begin in range(0, len(ids), LINES):
        lines = zip(ids.slice(begin, LINES).to_pylist(), leader_ids.slice(begin, LINES).to_pylist(), strict=True)
        hashed.update("".join(f"{row}\t{leader}\n" for row, leader in lines).encode())
    return hashed.hexdigest()


def _compared(grams: Ragged, pairs: NDArray[np.int64], *, tell: Tell) -> NDArray[np.float64]:
    parts = [pairs[begin : begin + PAIRS] for begin in range(0, len(pairs), PAIRS)]
    found = [np.empty(0)]
    for made in at_once(lambda part: similarities(grams, part), parts):
        found.append(made)
        tell("pairs", min((len(found) - 1) * PAIRS, len(pairs)), len(pairs))
    return np.concatenate(found)


def text_bounds(lengths: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Texts that follow one another, in parts of about as many letters."""
    begins = np.cumsum(lengths) - lengths
    firsts = np.flatnonzero(np.diff(begins // LETTERS, prepend=-1)).tolist()
    return list(pairwise([*firsts, len(lengths)]))


def _mapped(file: Path, kind: Any) -> NDArray[Any]:
    """A file as an array that is read where it is asked; an empty file cannot be mapped."""
    return np.memmap(file, kind, "r") if file.stat().st_size else np.empty(0, kind)
