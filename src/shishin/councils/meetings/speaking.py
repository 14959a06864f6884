"""Speaking: statements read from a pasted text, each beginning a line with its speaker: 「座長：始めます。」, 「【事務局】はい。」 or "Murai: Let us begin." """

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from shishin.councils.errors.minutes import NoStatements, UnknownSpeakers
from shishin.councils.models import Seat
from shishin.kit.identity import compared_name, in_every_language

LONGEST_SPEAKER = 60
COLONS = ":："
NO_COLON = re.compile(r"\d[:：]\d|.[:：]//")
"""A colon between two figures is an hour, one before // an address."""


class Said(NamedTuple):
    """One statement, before it is kept. A guest has no seat."""

    seat: Seat | None
    speaker: str
    words: str


class Seated(NamedTuple):
    """A seat, and what its holder was called on the day: as minutes keep it, and as people may write it."""

    seat: Seat
    name: str
    names: set[str]

    @classmethod
    def of(cls, seat: Seat, day: date) -> Seated:
        return cls(seat, seat.person.name_to_keep(day), {compared_name(name) for name in seat.person.names_on(day).values()})


class Minutes(NamedTuple):
    """What a text was understood as. `unknown` are speakers that nobody with a seat, or more than one, is called; they stand among `said`."""

    said: list[Said]
    unknown: list[str]


class Mark(NamedTuple):
    """One way to mark a speaker; `known_only` where a name that nobody bears is no speaker but words."""

    opens: str
    closes: str
    known_only: bool = False


@cache
def speaker_marks() -> tuple[list[Mark], str, list[str]]:
    """The marks, what may stand around a name besides, and what closes within it; all are data."""
    read = yaml.safe_load(files("shishin.councils").joinpath("data/speaker_marks.yaml").read_text(encoding="utf-8"))
    return [Mark(**row) for row in read["marks"]], f"{read['ornaments']} \t\u3000", read["brackets"]


def read_statements(text: str, *, seats: Sequence[Seat], on: date, guests: Collection[str] = ()) -> list[Said]:
    """Statements of a pasted text, if everybody in it is known."""
    read = read_minutes(text, seats=seats, on=on, guests=guests)
    if read.unknown:
        raise UnknownSpeakers(names=read.unknown)
    return read.said


def read_minutes(text: str, *, seats: Sequence[Seat], on: date, guests: Collection[str] = ()) -> Minutes:
    """A line that begins with a space, or has no speaker, goes on with the statement before. People are called as on that day."""
    seated = [Seated.of(seat, on) for seat in seats]
    said: list[Said] = []
    lines: list[list[str]] = []
    unknown: list[str] = []
    for line in text.splitlines():
        turn = None if not line or line[:1].isspace() else _turn(line, seated, guests)
        if turn is None:
            _go_on(lines, line)
            continue
        said.append(turn)
        lines.append([turn.words])
        if turn.seat is None and turn.speaker not in guests:
            unknown.append(turn.speaker)
    said = [one._replace(words="\n".join(words).strip()) for one, words in zip(said, lines, strict=True)]
    if not said or not all(one.words for one in said):
        raise NoStatements
    return Minutes(said, list(dict.fromkeys(unknown)))


def _turn(line: str, seated: Sequence[Seated], guests: Collection[str]) -> Said | None:
    """Of several ways to read a line, the longest name of somebody known; else the shortest one."""
    known, others = [], []
    for name, words, known_only in _names_in(line):
        if one := _speaker(name, seated, guests):
            known.append((len(name), one._replace(words=words)))
        elif not known_only:
            others.append((len(name), Said(None, name, words)))
    if known:
        return max(known, key=lambda found: found[0])[1]
    return min(others, key=lambda found: found[0])[1] if others else None


def _names_in(line: str) -> Iterator[tuple[str, str, bool]]:
    marks, ornaments, brackets = speaker_marks()
    for mark in marks:
        if not line.startswith(mark.opens):
            continue
        for end in _ends(line, mark):
            name = _closed(line[len(mark.opens) : end].strip(ornaments), brackets)
            # A figure before a colon is no name.
            if any(character.isalpha() for character in name):
                yield name, line[end + 1 :].lstrip(COLONS).strip(), mark.known_only


def _closed(name: str, brackets: Sequence[str]) -> str:
    """What was opened within a name is a part of it to its end."""
    return name + "".join(pair[1] for pair in brackets if name.count(pair[0]) > name.count(pair[1]))


def _ends(line: str, mark: Mark) -> Iterator[int]:
    """Where a name may end: at the first closing mark, or at any space, which names have inside as well."""
    for end in range(len(mark.opens) + 1, min(len(line), len(mark.opens) + LONGEST_SPEAKER + 1)):
        if line[end] == mark.closes and not NO_COLON.match(line, end - 1):
            yield end
        if line[end] in COLONS or (line[end] == mark.closes and not mark.closes.isspace()):
            return


def _go_on(lines: list[list[str]], line: str) -> None:
    """A further line of the statement before."""
    if lines:
        lines[-1].append(line.strip())
    elif line.strip():
        raise NoStatements


@lru_cache(maxsize=1_000)
def _plain(name: str) -> str:
    """Asked for each line and seat."""
    return compared_name(name)


def _speaker(name: str, seated: Sequence[Seated], guests: Collection[str]) -> Said | None:
    wanted = _plain(name)
    if guest := next((guest for guest in guests if _plain(guest) == wanted), ""):
        return Said(None, guest, "")
    fitting = [one for one in seated if wanted in one.names] or [one for one in seated if _is_called(one, wanted)]
    if len({one.seat.pk for one in fitting}) != 1:
        return None
    return Said(fitting[0].seat, fitting[0].name, "")


def _is_called(one: Seated, wanted: str) -> bool:
    """By the beginning of a name, by the capacity, or by both: 村井, 座長, 村井座長."""
    begins = {wanted, *(wanted.removesuffix(capacity) for capacity in _names_of_capacity(one.seat.capacity) if wanted.endswith(capacity))}
    return any(name.startswith(begin) for name in one.names for begin in begins)


@cache
def _names_of_capacity(capacity: str) -> set[str]:
    """In all languages of the site; asked for each line and seat."""
    return set(map(_plain, in_every_language(Seat.Capacity(capacity).label).values()))
