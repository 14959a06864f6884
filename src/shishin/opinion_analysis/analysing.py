"""Analysing: from a file of opinions to groups of near copies, their themes and the clauses they are about, stage by stage.

rows         the file as Parquet, where it comes as something else
texts        the different texts of all rows, and which row has which
signatures   their grams, and the keys of their buckets
pairs        which texts are how much alike, of those that share a bucket
groups       who stands under whom: groups.parquet, near.parquet
speakers     what the leaders say
links        clauses and earlier answers: links.parquet, earlier.parquet
themes       what groups are about: themes.parquet, themes.json
map          where groups stand: map.parquet
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import scipy

import shishin
from shishin.opinion_analysis.errors import NoEngine
from shishin.opinion_analysis.grouping import GROUPED, GROUPS, NEAR, group_texts, pair_texts, sign_texts
from shishin.opinion_analysis.linking import EARLIER, LINKS, Answered, Clause, link_groups
from shishin.opinion_analysis.mapping import MAP, write_map
from shishin.opinion_analysis.proposing import PROPOSED, THEMES, THEMES_IN_WORDS, propose_themes, write_speakers
from shishin.opinion_analysis.reading import Columns, telling
from shishin.opinion_analysis.running import Stages, Tell, read_json, sha256_of, stages_in
from shishin.opinion_analysis.taking_in import TAKEN_IN, take_in
from shishin.opinion_analysis.theming import SOME

RESULTS = (GROUPS, NEAR, THEMES, THEMES_IN_WORDS, LINKS, EARLIER, MAP)
THRESHOLD = 0.5
"""From which similarity on a text joins another."""
ROWS = "rows.parquet"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be analysed, and how."""

    file: Path
    columns: Columns
    threshold: float = THRESHOLD
    themes: str = SOME
    """One of `theming.AMOUNTS`, or a number."""
    seed: int = 1
    clauses: Sequence[Clause] = ()
    """Of the draft."""
    answered: Sequence[Answered] = ()
    """Opinions that were answered earlier."""
    cluster: str = ""
    """The address of a Ray that finds what is alike; the groups are the same without it."""
    as_parquet: Callable[[Path], object] | None = None
    """Writes the rows of the file as Parquet, where it is something else."""

    def settings(self) -> dict[str, Any]:
        """By what two analyses are the same."""
        with telling(self.file):
            file = sha256_of(self.file)
        return {
            "file": file,
            "columns": self.columns._asdict(),
            "threshold": self.threshold,
            "themes": self.themes,
            "seed": self.seed,
            "clauses": _digest(self.clauses),
            "answered": _digest(self.answered),
            "version": shishin.__version__,
        }


def analyse(order: Order, folder: Path, *, afresh: bool = False, tell: Tell = lambda *_told: None) -> dict[str, Any]:
    """The report of the analysis; the results stand beside it in the folder."""
    began = time.perf_counter()
    settings = order.settings()
    with stages_in(folder, settings, results=RESULTS, afresh=afresh) as stages:
        if report := stages.report:
            return report
        file, groups, figures = _groups(order, stages, tell)
        proposals = _proposals(file, groups, order, stages, tell)
        proposed = read_json(proposals[THEMES] / PROPOSED) or {}
        report = {
            **figures,
            **proposed,
            "settings": settings,
            "versions": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "pyarrow": pa.__version__,
                "scipy": scipy.__version__,
            },
            "times": stages.seconds,
            "seconds": round(time.perf_counter() - began, 1),
        }
        folders = {GROUPS: groups, NEAR: groups, **proposals}
        stages.finish([folders[name] / name for name in RESULTS], report)
        return report


def _groups(order: Order, stages: Stages, tell: Tell) -> tuple[Path, Path, dict[str, Any]]:
    file, columns, threshold = order.file, order.columns, order.threshold
    if as_parquet := order.as_parquet:
        file = stages.make("rows", lambda part: as_parquet(part / ROWS)) / ROWS
    texts = stages.make("texts", lambda part: take_in(file, columns, part, tell=tell))
    if order.cluster:
        pair_them = _cluster().pair_texts_on_cluster
        pairs = stages.make("pairs", lambda part: pair_them(texts, part, address=order.cluster, threshold=threshold, tell=tell))
    else:
        signatures = stages.make("signatures", lambda part: sign_texts(texts, part, tell=tell))
        pairs = stages.make("pairs", lambda part: pair_texts(texts, signatures, part, threshold=threshold, tell=tell))
    groups = stages.make("groups", lambda part: group_texts(file, columns, texts, pairs, part, threshold=threshold))
    return file, groups, {**(read_json(texts / TAKEN_IN) or {}), **(read_json(groups / GROUPED) or {})}


def _cluster() -> ModuleType:
    """Imported when it is asked for: what drives a cluster is an extra, and large."""
    try:
        return import_module("shishin.opinion_analysis.cluster")
    except ModuleNotFoundError as error:
        raise NoEngine(name=error.name) from error


def _proposals(file: Path, groups: Path, order: Order, stages: Stages, tell: Tell) -> dict[str, Path]:
    """In which folder each result stands."""
    speakers = stages.make("speakers", lambda part: write_speakers(file, order.columns, groups, part))
    links = stages.make("links", lambda part: link_groups(speakers, part, clauses=order.clauses, answered=order.answered, tell=tell))
    themes = stages.make("themes", lambda part: propose_themes(speakers, part, amount=order.themes, seed=order.seed, tell=tell))
    places = stages.make("map", lambda part: write_map(themes, part))
    return {THEMES: themes, THEMES_IN_WORDS: themes, LINKS: links, EARLIER: links, MAP: places}


def _digest(rows: Sequence[Clause] | Sequence[Answered]) -> str:
    return sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest() if rows else ""
