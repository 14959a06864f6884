"""Analysis: near copies that were planted are found again; how many of them, how long that takes, and how much memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.management import call_command

from bench import clause_links, theme_sets
from bench.figures import Figure
from bench.near_copies import beside_datasketch
from bench.opinions import DISTINCT, ROWS, cpu_seconds
from shishin.opinion_analysis.making import make_opinions

SEED = 1
PLANTED = 100_000
MOST = 1_000_000
"""Asked for by SHISHIN_BENCH_LARGE=1: it takes minutes, and a quiet machine."""
OWN_TEXTS = 0.8
"""How many different texts there are among the rows."""


def measure() -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        figures += _planted(place, PLANTED, seconds=4, megabytes=None)
        figures += _flood(place)
        if os.environ.get("SHISHIN_BENCH_LARGE"):
            figures += _planted(place, MOST, seconds=40, megabytes=3_000)
    return [*figures, *clause_links.measure(), *theme_sets.measure()]


def _planted(folder: Path, count: int, *, seconds: float, megabytes: float | None) -> list[Figure]:
    file, out = folder / f"{count}.parquet", folder / f"{count}"
    rows = list(make_opinions(count, distinct=round(OWN_TEXTS * count), seed=SEED, begins=datetime(2026, 11, 6)))
    pq.write_table(pa.table({name: [getattr(row, name) for row in rows] for name in ("id", "words")}), file)
    truth = [row.truth if row.truth.startswith("letter") else row.words for row in rows]
    texts = [row.words for row in rows] if count == PLANTED else []
    del rows
    times, worked, memory = _analysed(file, out)
    groups = pq.read_table(out / "groups.parquet", columns=["id", "group"]).sort_by("id")["group"].to_pylist()
    precision, recall = b_cubed(groups, truth)
    what = f"{count:,} planted opinions, seed {SEED}"
    return [
        Figure(f"{what}: from Parquet to groups", times["groups"], "s", seconds),
        Figure(f"{what}: themes besides", times["themes"], "s", 30 if count == PLANTED else None),
        Figure(f"{what}: of both work of the processors", worked, "s"),
        Figure(f"{what}: memory of the whole process", memory, "MB", megabytes),
        Figure(f"{what}: what B-cubed precision lacks of 1, of a thousand", 1000 * (1 - precision), "‰", 10),
        Figure(f"{what}: what B-cubed recall lacks of 1, of a thousand", 1000 * (1 - recall), "‰", 15),
        Figure(f"{what}: groups with two letters", two_letters(groups, truth), "groups", 0),
        *(beside_datasketch(what, texts, times["groups"]) if texts else []),
        *(_on_ray(what, file, out) if os.environ.get("SHISHIN_BENCH_CLUSTER") else []),
    ]


def _on_ray(what: str, file: Path, alone: Path) -> list[Figure]:
    """The same with a Ray of one's own, asked for by SHISHIN_BENCH_CLUSTER=1."""
    out = alone.with_name(f"{alone.name}-ray")
    times, _worked, _memory = _analysed(file, out, "--cluster=local")
    first, again = (json.loads((folder / "report.json").read_text(encoding="utf-8"))["sha256"] for folder in (alone, out))
    return [
        Figure(f"{what}: with Daft on a Ray of this machine", times["groups"], "s"),
        Figure(f"{what}: hashes of its groups that differ", int(first != again), "", 0),
    ]


def _flood(folder: Path) -> list[Figure]:
    file = folder / "flood.csv"
    call_command("make_opinions", count=ROWS, distinct=DISTINCT, seed=SEED, output=file, stdout=StringIO())
    times, worked, _memory = _analysed(file, folder / "flood")
    what = f"{ROWS:,} rows, {DISTINCT:,} distinct, seed {SEED}"
    return [
        Figure(f"{what}: from CSV to groups", times["groups"], "s", 10),
        Figure(f"{what}: themes besides", times["themes"], "s"),
        Figure(f"{what}: of both work of the processors", worked, "s"),
    ]


def _analysed(file: Path, out: Path, *more: str) -> tuple[dict[str, float], float, float]:
    """How long groups and themes take in a process of its own, how long its processors work, and how much memory its largest process takes, in MB."""
    command = [sys.executable, "-m", "shishin", "analyse", str(file), "--id", "id", "--text", "words", "--out", str(out), *more]
    begin, worked = time.perf_counter(), cpu_seconds()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    taken, worked = time.perf_counter() - begin, cpu_seconds() - worked
    stages = json.loads((out / "report.json").read_text(encoding="utf-8"))["times"]
    print(f"{file.name}: {stages}", file=sys.stderr)
    themes = sum(stages[name] for name in ("speakers", "links", "themes", "map"))
    return {"groups": taken - themes, "themes": themes}, worked, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def b_cubed(groups: Sequence[int], truth: Sequence[str]) -> tuple[float, float]:
    """Precision and recall: of the rows grouped with a row, how many belong with it, and of those that do, how many are grouped with it."""
    together, grouped, belonging = Counter(zip(groups, truth, strict=True)), Counter(groups), Counter(truth)
    precision = sum(many * many / grouped[group] for (group, _truth), many in together.items())
    recall = sum(many * many / belonging[letter] for (_group, letter), many in together.items())
    return precision / len(groups), recall / len(groups)


def two_letters(groups: Sequence[int], truth: Sequence[str]) -> int:
    letters = {(group, letter) for group, letter in zip(groups, truth, strict=True) if letter.startswith("letter")}
    return sum(1 for many in Counter(group for group, _letter in letters).values() if many > 1)
