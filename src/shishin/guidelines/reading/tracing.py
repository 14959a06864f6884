"""Tracing: the way of a clause, from what it came from to what came of it. Higher packages add their stages by the point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from shishin.guidelines.models import Line
from shishin.kit.points import Point
from shishin.kit.timeline import Event, Tag

HERE = 100
"""Stages ordered before this tell why the text is as it is; those after it, what came of it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One link of the chain and the facts of it. Without a fact it is drawn as a gap. `figure` replaces the count in the strip."""

    name: str
    title: str
    order: int
    facts: Sequence[Event] = ()
    figure: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.facts

    @property
    def events(self) -> list[Event]:
        """The strip leads to the first of them."""
        first, *others = self.facts or [Event(self.title, tags=[Tag(_("None yet"), "missing")], is_gap=True)]
        return [replace(first, anchor=f"t-{self.name}"), *others]

    @property
    def shown_figure(self) -> str:
        return self.figure or str(sum(fact.count for fact in self.facts))


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
