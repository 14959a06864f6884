"""Recomputing: higher packages compare what the trail names of theirs, by hash or in figures, with what stands today."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Protocol, TypeVar
from uuid import UUID

from shishin.kit.points import Point
from shishin.trail.recording import canonical, in_utc

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """An entry as it was sealed, of a key that a package asked for."""

    entry: str
    key: str
    about: str
    data: Mapping[str, Any]

    @property
    def uuid(self) -> str:
        return self.about.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that stands otherwise than the trail says, and the entry that says so."""

    thing: str
    words: str
    entry: str = ""
    label: str = ""
    """What people call the thing, where it stands and has such a name."""

    def __str__(self) -> str:
        name = f"{self.label} ({self.thing})" if self.label else self.thing
        return f"{name}: {self.words}" + (f" (entry {self.entry})" if self.entry else "")


class Recomputing(Protocol):
    """One run over the whole trail. What is kept of entries is hashes alone; things are read in chunks."""

    keys: frozenset[str]
    compared: Counter[str]
    """How many things were compared, by what they are called."""

    def take(self, entries: Sequence[Named]) -> Iterable[Mismatch]:
        """The next entries, in the order of the trail."""
        ...

    def close(self) -> Iterable[Mismatch]:
        """After the last entry."""
        ...


recomputings: Point[[bool], Recomputing] = Point("trail.recomputing.recomputings")
"""A filler begins a run. It is told whether files on disk are read, too."""


class Recomputed:
    """Everything that packages recompute, in one run."""

    def __init__(self, *, with_files: bool) -> None:
        self.runs = list(recomputings.ask(with_files))
        self.keys = frozenset[str]().union(*(run.keys for run in self.runs))
        self.mismatches: list[Mismatch] = []

    def take(self, entries: Sequence[Named]) -> None:
        for run in self.runs:
            if wanted := [named for named in entries if named.key in run.keys]:
                self.mismatches += run.take(wanted)

    def close(self) -> Counter[str]:
        compared: Counter[str] = Counter()
        for run in self.runs:
            self.mismatches += run.close()
            compared.update(run.compared)
        return compared


def in_chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most so many, so that memory and the length of a query stay the same however many there are."""
    each = iter(rows)
    while chunk := list(islice(each, size)):
        yield chunk


def row_hash(values: object) -> str:
    """The hash of a row and what belongs to it, as the database gives it back: days and identities as text."""
    return hashlib.sha256(canonical(_plain(values)).encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return in_utc(value)
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value
