"""Charts: figures beside one another as bars, or as the shares of a whole. Each is drawn with a table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import NamedTuple

from django.utils.functional import Promise

Text = str | Promise
LOOKS = "abcdef"
"""A share has one of six looks, and a letter that tells it from all others."""
NARROWEST = 4.0
"""Percent in which a letter has its place."""


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


def _percent(value: int, whole: int) -> str:
    """As SVG writes it, whatever the language of the page."""
    return f"{100 * value / max(whole, 1):.2f}%"
