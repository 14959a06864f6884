"""Points: where a page shows what a higher package knows, without importing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Point(Generic[P, R]):
    """A named place that higher packages fill in `AppConfig.ready()`.

    A filler takes a whole set and the reader, and returns only what that reader may see.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._fillers: dict[str, Callable[P, R]] = {}

    def fill(self, filler: Callable[P, R]) -> Callable[P, R]:
        """Add a filler. The same function twice is one filler."""
        self._fillers[f"{filler.__module__}.{filler.__qualname__}"] = filler
        return filler

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        """What each filler answers, in the order in which they were added."""
        for filler in self._fillers.values():
            yield filler(*args, **kwargs)

    def is_filled(self) -> bool:
        return bool(self._fillers)
