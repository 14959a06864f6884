"""Near copies beside datasketch, which is not part of the product: it is in the dependency group `bench`, for whoever wants to compare."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from bench.figures import Figure
from shishin.opinion_analysis.normalising import letters
from shishin.opinion_analysis.signing import BANDS, GRAM, PERMUTATIONS, SHORTEST

SAMPLE = 5_000
"""Texts that datasketch gets; for more it takes longer, at least as they are more."""


def beside_datasketch(what: str, texts: Sequence[str], seconds: float) -> list[Figure]:
    """`seconds` is what all texts took here, from Parquet to groups, in the same run."""
    if find_spec("datasketch") is None:
        print("datasketch is not installed: near copies are not compared.", file=sys.stderr)
        return []
    theirs = datasketch_seconds(texts[:SAMPLE]) * len(texts) / min(SAMPLE, len(texts))
    return [
        Figure(f"{what}: the same by datasketch, as {SAMPLE:,} of them tell", theirs, "s"),
        Figure(f"{what}: of a thousand parts of that, from Parquet to groups took", 1000 * seconds / theirs, "‰", 40),
    ]


def datasketch_seconds(texts: Sequence[str]) -> float:
    """Letters, 5-grams, signatures and whoever shares a bucket; whether they are alike is not even looked at."""
    datasketch = import_module("datasketch")
    begin = time.perf_counter()
    index = datasketch.MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    for at, text in enumerate(texts):
        plain = letters(text)
        if len(plain) < SHORTEST:
            continue
        signature = datasketch.MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([plain[place : place + GRAM].encode() for place in range(len(plain) - GRAM + 1)])
        index.query(signature)
        index.insert(at, signature)
    return time.perf_counter() - begin
