"""Charts: figures beside one another as bars, as the shares of a whole, or things as dots by two measures. Each is drawn with a table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import dist
from string import ascii_lowercase
from typing import NamedTuple

from django.utils.functional import Promise

Text = str | Promise
LOOKS = "abcdef"
"""A share has one of six looks, and a letter that tells it from all others."""
NARROWEST = 4.0
"""Percent in which a letter has its place."""
SIDE = 1000
"""Of the square in which dots stand."""
DOT_LOOKS, NO_LOOK = ("a", "d", "b", "e"), "c"


class Figure(NamedTuple):
    """One thing with its figure, and the address of the list behind it."""

    words: Text
    value: int
    url: str = ""
    letter: str = ""
    """By which it is known already; without one it gets the next."""


class Bar(NamedTuple):
    figure: Figure
    in_words: Text
    width: str
    """In percent of the longest."""


class Share(NamedTuple):
    figure: Figure
    in_words: Text
    letter: str
    look: str
    begin: str
    width: str
    middle: str
    has_room: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures in their order; `what` heads their names, and `in_words` writes each with what it counts."""

    title: Text
    what: Text
    figures: Sequence[Figure]
    in_words: Callable[[int], Text] = "{:,}".format

    @property
    def total(self) -> int:
        return sum(figure.value for figure in self.figures)

    @property
    def total_in_words(self) -> Text:
        return self.in_words(self.total)

    @property
    def bars(self) -> list[Bar]:
        most = max((figure.value for figure in self.figures), default=0)
        return [Bar(figure, self.in_words(figure.value), _percent(figure.value, most)) for figure in self.figures]

    @property
    def shares(self) -> list[Share]:
        shares, before = [], 0
        for at, figure in enumerate(self.figures):
            part = 100 * figure.value / max(self.total, 1)
            shares.append(
                Share(
                    figure,
                    in_words=self.in_words(figure.value),
                    letter=figure.letter or ascii_lowercase[at % len(ascii_lowercase)].upper(),
                    look=LOOKS[at % len(LOOKS)],
                    begin=_percent(before, self.total),
                    width=_percent(figure.value, self.total),
                    middle=_percent(2 * before + figure.value, 2 * self.total),
                    has_room=part >= NARROWEST,
                )
            )
            before += figure.value
        return shares


class Series(NamedTuple):
    """Things of one kind, each at a place from 0 to 1 in both directions. Without a number it is what belongs to none."""

    words: Text
    points: Sequence[tuple[float, float]]
    url: str = ""
    is_named: bool = True


class Dots(NamedTuple):
    """A series as it is drawn: one path, and its number where most of it stands."""

    series: Series
    number: int
    look: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Series in their order, the first one uppermost; `what` heads their names, `unit` says what a dot is."""

    title: Text
    what: Text
    series: Sequence[Series]
    unit: Text

    @property
    def side(self) -> int:
        return SIDE

    @property
    def dots(self) -> list[Dots]:
        drawn = []
        for at, series in enumerate(self.series):
            places = [(_place(x), _place(y)) for x, y in series.points]
            look = DOT_LOOKS[at % len(DOT_LOOKS)] if series.is_named else NO_LOOK
            drawn.append(Dots(series, at + 1, look, _dots(places), *_named_at(places)))
        return drawn


def _named_at(places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The dot that is nearest to the middle: of dots that lie apart none may be there."""
    if not places:
        return 0, 0
    middle = [sorted(along)[len(places) // 2] for along in zip(*places, strict=True)]
    return min(places, key=lambda place: (dist(place, middle), place))


def _place(part: float) -> int:
    return round(SIDE * min(max(part, 0.0), 1.0))


def _dots(places: Sequence[tuple[int, int]]) -> str:
    """One path of dots, each once, from one to the next: short, so that twenty thousand fit on a page."""
    path, before = "M0 0", (0, 0)
    for x, y in sorted(set(places), key=lambda place: (place[1], place[0])):
        across, down = x - before[0], y - before[1]
        path += f"m{across}{'' if down < 0 else ' '}{down}h0"
        before = (x, y)
    return path


def _percent(value: int, whole: int) -> str:
    """As SVG writes it, whatever the language of the page."""
    return f"{100 * value / max(whole, 1):.2f}%"
