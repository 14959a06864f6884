"""What a measurement returns, and how a table of them is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured value beside the limit it has to keep; `limit` is None where there is none."""

    what: str
    value: float
    unit: str
    limit: float | None = None


def seconds(action: Callable[[], object], *, times: int = 5, warm: int = 1) -> list[float]:
    """How long an action takes, in seconds, run by run, after `warm` runs that do not count."""
    for _ in range(warm):
        action()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begin)
    return taken


def queries_of(action: Callable[[], object]) -> int:
    """How many queries an action asks of the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        action()
        # Counted here: the next request begins an empty list.
        return len(captured)


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 runs stay below."""
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def table(rows: Sequence[tuple[str, Figure]]) -> str:
    """A Markdown table: database, what, value, limit, kept or not."""
    lines = ["| database | what | measured | limit | |", "|---|---|---:|---:|---|"]
    for database, figure in rows:
        limit = "" if figure.limit is None else f"{figure.limit:g} {figure.unit}"
        kept = "" if figure.limit is None else ("kept" if figure.value <= figure.limit else "**over**")
        value = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:.3g}"
        lines.append(f"| {database} | {figure.what} | {value} {figure.unit} | {limit} | {kept} |")
    return "\n".join(lines)
