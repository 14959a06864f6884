"""Themes of opinions that people have sorted already: how much of that the analysis finds, beside plain TF-IDF with k-means. Part of `analysis`.

The sets are not part of the product: SHISHIN_BENCH_SETS names the folder that holds them (`polis_opendata_comments.csv` of the Computational
Democracy Project, `themefinder_*` of i.AI). Without it nothing is measured.
"""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.figures import Figure
from shishin.opinion_analysis.normalising import runs
from shishin.opinion_analysis.theming import AMOUNTS
from shishin.opinion_analysis.weighing import words_that_count

SEED = 1


def measure() -> list[Figure]:
    place = os.environ.get("SHISHIN_BENCH_SETS")
    if not place:
        print("SHISHIN_BENCH_SETS names no folder: the sets of others are left out.", file=sys.stderr)
        return []
    figures: list[Figure] = []
    for name, rows in _sets(Path(place)):
        truth = [theme for theme, _text in rows]
        number = len(set(truth))
        ours = {amount: mutual(truth, _themes(rows, amount)) for amount in (*AMOUNTS, str(number))}
        plain = mutual(truth, _plain([text for _theme, text in rows], number))
        what = f"{name}, {len(rows):,} texts, {number} themes of people, seed {SEED}"
        figures += [Figure(f"{what}: mutual information for {amount}", value, "") for amount, value in ours.items()]
        best = max(ours.values())
        figures.append(
            Figure(f"{what}: plain TF-IDF and k-means with the right number ({'ahead' if plain > best else 'behind'})", plain, "")
        )
    return figures


def _sets(place: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    with (place / "polis_opendata_comments.csv").open(encoding="utf-8", newline="") as file:
        found = [("Polis", [(row["conversation"], row["text"]) for row in csv.DictReader(file)])]
    for question in ("q1", "q2"):
        responses, mapping = (
            [
                json.loads(line)
                for line in (place / f"themefinder_gambling_{question}_{kind}.jsonl").read_text(encoding="utf-8").splitlines()
            ]
            for kind in ("responses", "mapping")
        )
        # One theme each: the first that people gave.
        theme = {row["response_id"]: row["labels"][0] for row in mapping if row["labels"]}
        rows = [(theme[row["response_id"]], row["response"]) for row in responses if row["response_id"] in theme]
        found.append((f"themefinder {question}", rows))
    return found


def _themes(rows: Sequence[tuple[str, str]], amount: str) -> list[int]:
    """The theme of each text; 0 for what is not placed."""
    with tempfile.TemporaryDirectory() as name:
        file, out = Path(name) / "texts.parquet", Path(name) / "out"
        pq.write_table(pa.table({"id": range(len(rows)), "text": [text for _theme, text in rows]}), file)
        command = [sys.executable, "-m", "shishin", "analyse", str(file), "--id=id", "--text=text", f"--out={out}"]
        command += [f"--themes={amount}", f"--seed={SEED}"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        theme = {row["group"]: row["theme"] or 0 for row in pq.read_table(out / "themes.parquet").to_pylist()}
        groups = {row["id"]: row["group"] for row in pq.read_table(out / "groups.parquet").to_pylist()}
    return [theme[groups[at]] for at in range(len(rows))]


def _plain(texts: Sequence[str], number: int) -> list[int]:
    """Words as they stand, weighed by how rare they are, in so many parts around middles."""
    words = [runs(text) for text in texts]
    weights = words_that_count(words).weights(words)
    chance = np.random.default_rng(SEED)
    middles = weights[np.sort(chance.choice(len(texts), number, replace=False))].toarray()
    labels = np.zeros(len(texts), int)
    for _turn in range(100):
        before, labels = labels, (weights @ middles.T).argmax(axis=1)
        if (before == labels).all():
            break
        sums = np.array([weights[labels == part].sum(axis=0) for part in range(number)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), middles)
    return labels.tolist()


def mutual(truth: Sequence[str], found: Sequence[int]) -> float:
    """Normalised mutual information: 0 where the two have nothing to do with one another, 1 where they are the same."""
    count = len(truth)
    both, one, other = Counter(zip(truth, found, strict=True)), Counter(truth), Counter(found)
    shared = sum(many / count * math.log(many * count / (one[left] * other[right])) for (left, right), many in both.items())
    entropies = [-sum(many / count * math.log(many / count) for many in counted.values()) for counted in (one, other)]
    return 2 * shared / sum(entropies) if sum(entropies) else 1.0
