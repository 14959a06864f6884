"""Small files that would make much of little: each refused in the time and memory that `bench/bombs.py` allows."""

from __future__ import annotations

import random
from collections.abc import Iterator

from attack.tries import Tries


def attack(times: int, chance: random.Random) -> Iterator[Tries]:
    from bench.bombs import measure

    tries = Tries("small files that would do large harm")
    for figure in measure():
        is_kept = "READ" not in figure.what and (figure.limit is None or figure.value <= figure.limit)
        tries.judge(is_kept, f"{figure.what}: {figure.value:.1f} {figure.unit}")
    yield tries
