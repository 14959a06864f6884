"""Tracing: the way of a clause, from what it came from to what came of it. Higher packages add their stages by the point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shishin.guidelines.editions.naming import StateTag
from shishin.guidelines.models import Line
from shishin.kit.points import Point

HERE = 100
"""Stages ordered before this tell why the text is as it is; those after it, what came of it."""


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One fact of a stage. `count` is how many things it stands for."""

    words: str
    url: str = ""
    day: date | None = None
    note: str = ""
    tags: Sequence[StateTag] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """One link of the chain. Without a row it is drawn as a gap. `figure` replaces the count in the strip."""

    name: str
    title: str
    order: int
    rows: Sequence[TraceRow] = ()
    figure: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.rows

    @property
    def shown_figure(self) -> str:
        return self.figure or str(sum(row.count for row in self.rows))


stages: Point[[Line, Any], Iterable[Stage]] = Point("guidelines.tracing.stages")
"""Asked with the line and the reader; a filler answers its stages, also those without a row, with one query."""


@dataclass(frozen=True, slots=True)
class Trace:
    """All stages in order: why, then what came of it."""

    why: Sequence[Stage]
    then: Sequence[Stage]

    @property
    def all(self) -> list[Stage]:
        return [*self.why, *self.then]


def trace_of(line: Line, *, reader: Any, own: Iterable[Stage]) -> Trace:
    """Our own stages and those of every package that fills the point. A stage nobody fills is not drawn."""
    found = sorted([*own, *[stage for answer in stages.ask(line, reader) for stage in answer]], key=lambda stage: stage.order)
    return Trace([stage for stage in found if stage.order < HERE], [stage for stage in found if stage.order >= HERE])
