"""Roadmaps: things as bars from quarter to quarter under their heads, milestones as marks with words, and the table that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shishin.kit.characters import width_in_ems, wrap
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.identity import join_words
from shishin.kit.timeline import Tag

Text = str | Promise
QUARTER = 64
"""Pixels of a quarter where it is narrowest, as the style sheet has it: where words stand apart there, they do everywhere."""
LETTER, LINE, WIDEST = 14, 20, 12
"""Pixels of a letter and of a line of words, and how many letters a line has at most."""
BAR, BELOW_BAR, MARK = 12, 28, 14
"""Where a bar begins, where its marks do, and how far words stand from the middle of theirs."""


class Milestone(NamedTuple):
    """Something that is to be there by the end of a quarter."""

    quarter: Quarter
    words: Text
    is_reached: bool = False

    @property
    def in_words(self) -> str:
        told = _("%(milestone)s (reached)") % {"milestone": self.words} if self.is_reached else str(self.words)
        return _("%(quarter)s: %(milestone)s") % {"quarter": self.quarter, "milestone": told}


class Period(NamedTuple):
    """From the first day of a quarter to the last day of another."""

    first: Quarter
    last: Quarter

    @property
    def in_words(self) -> str:
        return str(self.first) if self.first == self.last else _("%(first)s to %(last)s") % {"first": self.first, "last": self.last}


class RoadmapRow(NamedTuple):
    words: Text
    periods: Sequence[Period]
    milestones: Sequence[Milestone] = ()
    url: str = ""
    tag: Tag | None = None

    @property
    def sentence(self) -> str:
        return join_words([*(period.in_words for period in self.periods), *(milestone.in_words for milestone in self.milestones)])


class RoadmapGroup(NamedTuple):
    """Rows under one head; under none where it has no words."""

    words: Text
    rows: Sequence[RoadmapRow]


class DrawnBar(NamedTuple):
    x: str
    width: str


class Mark(NamedTuple):
    """A milestone where it stands: `lines` of words on one side of it, the first one at its height."""

    x: str
    y: int
    is_reached: bool
    lines: Sequence[str]
    is_left: bool

    @property
    def placed(self) -> list[tuple[int, str]]:
        return [(LINE * number, line) for number, line in enumerate(self.lines)]


class DrawnRow(NamedTuple):
    row: RoadmapRow
    bars: Sequence[DrawnBar]
    marks: Sequence[Mark]
    height: int


@dataclass(frozen=True)
class Roadmap:
    """`what` heads the names of rows. It shows whole fiscal years: those of `years`, and any in which something stands."""

    title: Text
    what: Text
    groups: Sequence[RoadmapGroup]
    today: date | None = None
    years: Sequence[FiscalYear] = ()
    name: str = "roadmap"
    """Another one where two stand on a page."""

    @cached_property
    def shown_years(self) -> list[FiscalYear]:
        rows = [row for group in self.groups for row in group.rows]
        quarters = chain(*(period for row in rows for period in row.periods), (mark.quarter for row in rows for mark in row.milestones))
        years = {quarter.year.begins_in for quarter in quarters} | {year.begins_in for year in self.years}
        return [FiscalYear(year) for year in range(min(years), max(years) + 1)] if years else []

    @cached_property
    def quarters(self) -> list[Quarter]:
        return [year.quarter(number) for year in self.shown_years for number in (1, 2, 3, 4)]

    @property
    def this_quarter(self) -> Quarter | None:
        quarter = Quarter.holding(self.today) if self.today else None
        return quarter if quarter in self.quarters else None

    @property
    def today_at(self) -> str:
        """Where today stands between the ends; nowhere where it is not shown."""
        quarter = self.this_quarter
        if quarter is None or self.today is None:
            return ""
        days = (quarter.last_day - quarter.first_day).days + 1
        return self._percent(self._at(quarter) + (self.today - quarter.first_day).days / days)

    @property
    def has_milestones(self) -> bool:
        return any(row.milestones for group in self.groups for row in group.rows)

    @property
    def grid(self) -> list[tuple[str, bool]]:
        """Where each quarter begins, and whether a year does."""
        return [(self._percent(at), at % 4 == 0) for at in range(len(self.quarters))]

    @property
    def drawn_groups(self) -> Iterator[tuple[Text, list[DrawnRow]]]:
        return ((group.words, [self._drawn(row) for row in group.rows]) for group in self.groups)

    def _drawn(self, row: RoadmapRow) -> DrawnRow:
        bars = [
            DrawnBar(self._percent(self._at(period.first)), self._percent(self._at(period.last) - self._at(period.first) + 1))
            for period in row.periods
        ]
        marks: list[Mark] = []
        taken: list[tuple[float, float, int, int]] = []
        for milestone in sorted(row.milestones, key=lambda milestone: milestone.quarter):
            at = self._at(milestone.quarter) + 0.5
            lines, is_left = self._worded(str(milestone.words), at)
            room = MARK + max(map(width_in_ems, lines), default=0) * LETTER
            left, right = at * QUARTER - (room if is_left else MARK), at * QUARTER + (MARK if is_left else room)
            beside = [box for box in taken if box[0] < right and left < box[1]]
            high = max(len(lines), 1) * LINE
            top = next(
                top
                for top in sorted({BELOW_BAR, *(box[3] for box in beside)})
                if all(box[3] <= top or top + high <= box[2] for box in beside)
            )
            taken.append((left, right, top, top + high))
            marks.append(Mark(self._percent(at), top + LINE // 2, milestone.is_reached, lines, is_left))
        return DrawnRow(row, bars, marks, max((box[3] for box in taken), default=BELOW_BAR) + BAR)

    def _worded(self, words: str, at: float) -> tuple[list[str], bool]:
        """Words beside a mark, on its right where they have room there, else where there is more."""
        before, after = (part * QUARTER / LETTER - MARK / LETTER for part in (at, len(self.quarters) - at))
        needed = min(width_in_ems(words), WIDEST)
        is_left = after < needed and before > after
        return wrap(words, min(before if is_left else after, WIDEST)), is_left

    def _at(self, quarter: Quarter) -> int:
        return quarter.ordinal - self.quarters[0].ordinal

    def _percent(self, quarters: float) -> str:
        """As SVG writes it, whatever the language of the page."""
        return f"{100 * quarters / len(self.quarters):.2f}%"
