"""Charts: figures as bars, as the shares of a whole or as lines over time, and things as dots by two measures. Each is drawn with a table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, dist, floor, log10
from string import ascii_lowercase
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shishin.kit.characters import width_in_ems
from shishin.kit.identity import join_words

Text = str | Promise
Number = int | float | Decimal
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


# Lines over time.

MARKS = ("m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", "m-5-5h10v10h-10z", "m0-7l7 12h-14z")
"""A line has one of three looks: a circle, a square or a triangle, around its place."""
TARGET = "m0-8l8 8-8 8-8-8z"
NOTHING = "—"


class Line(NamedTuple):
    """Figures of one kind, one for each point in time: none where there is none, words where these say why. Its targets likewise, or none at all."""

    words: Text
    values: Sequence[Number | Text | None]
    targets: Sequence[Number | Text | None] = ()


class PlottedColumn(NamedTuple):
    """What a line is drawn from and a column of the table holds."""

    heading: Text
    line: int
    is_target: bool
    figures: Sequence[Number | Text | None]

    @property
    def drawn(self) -> dict[int, float]:
        """The figures among them, by the number of their point."""
        return {at: float(figure) for at, figure in enumerate(self.figures) if isinstance(figure, Number)}

    @property
    def look(self) -> str:
        return f"series-{'fill' if self.is_target else 'mark'} series-{self.line}"

    def marked(self, places: Iterable[tuple[int, int]]) -> str:
        """A path that draws its mark at each place."""
        return "".join(f"M{x} {y}{TARGET if self.is_target else MARKS[self.line - 1]}" for x, y in places)

    @property
    def in_legend(self) -> str:
        return self.marked([(16, 8)])


class Label(NamedTuple):
    """Words at a place of a drawing; `line` is the number of what they belong to."""

    x: int
    y: int
    words: str
    line: int = 0


class DrawnColumn(NamedTuple):
    column: PlottedColumn
    path: str
    marks: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line chart for one width of screen: `size` is that of its letters, `scale` the figures at its side."""

    chart: LineChart
    name: str
    width: int
    height: int
    size: int
    scale: Sequence[float]

    @property
    def left(self) -> int:
        return round(max(width_in_ems(_written(tick)) for tick in self.scale) * self.size) + 12

    @property
    def right(self) -> int:
        """Right of it there is room for the last figure of each line."""
        ends = [_written(figure) for column in self.chart.columns for figure in column.drawn.values()]
        return self.width - round(max(map(width_in_ems, ends)) * self.size) - 4

    @property
    def bottom(self) -> int:
        return self.height - 2 * self.size

    def x(self, point: int) -> int:
        return round(self.left + (point + 0.5) * (self.right - self.left) / len(self.chart.points))

    def y(self, figure: float) -> int:
        part = (figure - self.scale[0]) / (self.scale[-1] - self.scale[0])
        return round(self.bottom - part * (self.bottom - 2.5 * self.size))

    @property
    def ticks(self) -> list[Label]:
        return [Label(self.left - 8, self.y(tick), _written(tick)) for tick in self.scale]

    @property
    def points(self) -> list[Label]:
        """As many of their names as have room, the last one among them."""
        points = self.chart.points
        room = (self.right - self.left) / len(points)
        every = max(ceil((width_in_ems(str(point)) + 1) * self.size / room) for point in points)
        return [Label(self.x(at), self.height - self.size // 2, str(points[at])) for at in range(len(points) - 1, -1, -every)]

    @property
    def columns(self) -> list[DrawnColumn]:
        """Targets first, so that none lies on what was reached."""
        found = []
        for column in sorted(self.chart.columns, key=lambda column: not column.is_target):
            places = {at: (self.x(at), self.y(figure)) for at, figure in column.drawn.items()}
            # A gap is drawn as a gap.
            path = " ".join(f"{'L' if at - 1 in places else 'M'}{x} {y}" for at, (x, y) in places.items())
            found.append(DrawnColumn(column, "" if column.is_target else path, column.marked(places.values())))
        return found

    @property
    def ends(self) -> list[Label]:
        """The last figure of each, beside its mark; where two would stand on one another, the lower one gives way."""
        labels: list[Label] = []
        for column in self.chart.columns:
            for at, figure in list(column.drawn.items())[-1:]:
                labels.append(Label(self.x(at) + 12, self.y(figure), _written(figure), column.line))
        labels.sort()
        for at in range(1, len(labels)):
            before, label = labels[at - 1], labels[at]
            if label.x == before.x:
                labels[at] = label._replace(y=max(label.y, before.y + self.size))
        return labels


@dataclass(frozen=True, slots=True)
class LineChart:
    """Up to three lines over points in time; `what` heads the names of the points, `unit` says what the figures count."""

    title: Text
    what: Text
    points: Sequence[Text]
    lines: Sequence[Line]
    unit: Text = ""

    def __post_init__(self) -> None:
        if len(self.lines) > len(MARKS):
            raise ValueError(f"More than {len(MARKS)} lines are not told from one another. Draw another chart.")
        if any(len(column.figures) != len(self.points) for column in self.columns):
            raise ValueError("A line has one figure for each point, and one target for each or none at all.")

    @property
    def columns(self) -> list[PlottedColumn]:
        found = []
        for number, line in enumerate(self.lines, start=1):
            found.append(PlottedColumn(line.words, number, False, line.values))
            if line.targets:
                words = _("Target") if len(self.lines) == 1 else _("%(line)s: target") % {"line": line.words}
                found.append(PlottedColumn(words, number, True, line.targets))
        return found

    @property
    def drawings(self) -> list[Drawing]:
        """For a wide screen and for a narrow one; none where there is no figure."""
        figures = [figure for column in self.columns for figure in column.drawn.values()]
        sizes = (("wide", 1000, 400, 16), ("narrow", 340, 300, 13)) if figures else ()
        return [Drawing(self, *size, scale=_scale(figures)) for size in sizes]

    @property
    def rows(self) -> list[tuple[Text, list[tuple[Text, str]]]]:
        """Each point with its figures in words, each under its heading."""
        columns = self.columns
        return [
            (point, [(column.heading, self.in_words(column.figures[at])) for column in columns]) for at, point in enumerate(self.points)
        ]

    @property
    def sentence(self) -> str:
        """The last figure of each line, and the last target."""
        told = []
        for column in self.columns:
            for at in list(column.drawn)[-1:]:
                words = {"line": column.heading, "figure": self.in_words(column.figures[at]), "point": self.points[at]}
                told.append(_("%(line)s %(figure)s (%(point)s)") % words)
        return join_words(told)

    def in_words(self, figure: Number | Text | None) -> str:
        if not isinstance(figure, Number):
            return str(figure or NOTHING)
        unit = str(self.unit)
        return f"{_written(figure)}{' ' if unit[:1].isascii() and unit[:1].isalpha() else ''}{unit}"


def _written(figure: Number) -> str:
    """As SVG and table write it, whatever the language of the page: no more places than it has."""
    plain = f"{Decimal(str(figure)):,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _scale(figures: Iterable[float]) -> list[float]:
    """Round figures from below the lowest to above the highest. Where the lowest is less than half of the highest, from zero."""
    figures = list(figures)
    low, high = min(figures), max(figures)
    low, high = (low if low >= high / 2 > 0 else min(low, 0.0)), max(high, 0.0)
    rough = (high - low or abs(high) or 1.0) / 4
    size = Decimal(10) ** floor(log10(rough))
    step = next(part * size for part in map(Decimal, ("1", "2", "2.5", "5", "10")) if float(part * size) >= rough)
    first, last = floor(Decimal(str(low)) / step), ceil(Decimal(str(high)) / step)
    return [float(step * at) for at in range(first, max(last, first + 1) + 1)]
