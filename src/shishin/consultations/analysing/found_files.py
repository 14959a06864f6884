"""The files that an analysis left, as what is taken over from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shishin.consultations.analysing.taking_over import Batch, Findings
from shishin.opinion_analysis.grouping import GROUPS, NEAR
from shishin.opinion_analysis.linking import EARLIER, LINKS
from shishin.opinion_analysis.mapping import MAP
from shishin.opinion_analysis.proposing import THEMES, THEMES_IN_WORDS
from shishin.opinion_analysis.running import REPORT, read_json

BATCH = 50_000


def results_in(folder: Path) -> Findings:
    described = (read_json(folder / THEMES_IN_WORDS) or {}).get("themes", [])
    return Findings(read_json(folder / REPORT) or {}, described, _placed(folder), _columns_of(folder / NEAR))


def _placed(folder: Path) -> Iterator[Batch]:
    """In batches, by column. What is of a group as a whole stands with its leader."""
    groups = pq.ParquetFile(folder / GROUPS)
    of_group = _OfGroups(folder)
    for batch in groups.iter_batches(BATCH, columns=["id", "group", "leader", "similarity"]):
        ids, leaders = (batch.column(name).to_numpy() for name in ("id", "leader"))
        at = batch.column("group").to_numpy()
        follows = ids != leaders
        yield [
            ids.tolist(),
            pa.array(leaders, mask=~follows).to_pylist(),
            batch.column("similarity").to_pylist(),
            of_group.theme.take(pa.array(at)).to_pylist(),
            of_group.score.take(pa.array(at)).to_pylist(),
            *of_group.of_leaders(at, follows),
        ]


class _OfGroups:
    """What the other files say of each group, by its number."""

    def __init__(self, folder: Path) -> None:
        themes = pq.read_table(folder / THEMES)
        most = int(max(themes["group"].to_numpy(), default=0))
        self._most = most
        self.theme = self._by_number(themes, "theme", pa.int64())
        self.score = self._by_number(themes, "score", pa.float64())
        points = pq.read_table(folder / MAP)
        self._points = [self._by_number(points, name, pa.float64()) for name in ("x", "y")]
        self._lists = [self._listed(folder / LINKS, "key", "key", str), self._listed(folder / EARLIER, "answered", "response", int)]

    def of_leaders(self, at: NDArray[np.int64], follows: NDArray[np.bool_]) -> list[list[Any]]:
        spoken = np.where(follows, 0, at)
        points = [column.take(pa.array(spoken)).to_pylist() for column in self._points]
        return [*points, *([told.get(group) for group in spoken.tolist()] for told in self._lists)]

    def _by_number(self, table: pa.Table, name: str, kind: pa.DataType) -> pa.Array:
        """At 0 is nothing: groups are numbered from 1."""
        order = np.full(self._most + 1, -1, np.int64)
        order[table["group"].to_numpy()] = np.arange(len(table))
        return table[name].combine_chunks().cast(kind).take(pa.array(order, mask=order < 0))

    @staticmethod
    def _listed(file: Path, column: str, name: str, kind: Callable[[Any], object]) -> dict[int, str]:
        """As JSON, the best first."""
        found: dict[int, list[dict[str, Any]]] = {}
        for row in pq.read_table(file).to_pylist():
            found.setdefault(row["group"], []).append({name: kind(row[column]), "score": round(row["score"], 4)})
        ordered = {group: sorted(rows, key=lambda one: -one["score"]) for group, rows in found.items()}
        return {group: json.dumps(rows) for group, rows in ordered.items()}


def _columns_of(file: Path) -> Iterator[Batch]:
    for batch in pq.ParquetFile(file).iter_batches(BATCH):
        yield [column.to_pylist() for column in batch.columns]
