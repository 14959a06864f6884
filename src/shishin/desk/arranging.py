"""Arranging: the lines of a desk in the groups of their days, with the finding that leads the page and the mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shishin.kit.dates import day_in_words
from shishin.kit.waiting import Waiting

WEEK = timedelta(days=7)


class When(StrEnum):
    """The groups, in the order in which they are read."""

    OVERDUE = "overdue"
    WEEK = "week"
    LATER = "later"
    NO_DAY = "no-day"


HEADINGS: dict[When, str | Promise] = {
    When.OVERDUE: gettext_lazy("Overdue"),
    When.WEEK: gettext_lazy("This week"),
    When.LATER: gettext_lazy("Later"),
    When.NO_DAY: gettext_lazy("No day set"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, as it is seen on a day."""

    waiting: Waiting
    when: When
    left: str
    """How many days are left or gone, in words."""
    is_first: bool = False

    @property
    def due_in_words(self) -> str:
        return day_in_words(self.waiting.due)

    @property
    def percent(self) -> int | None:
        """How far it is done, where that can be told."""
        done, count = self.waiting.done, self.waiting.count
        return None if done is None or not count else min(100, 100 * done // count)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one heading."""

    when: When
    heading: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of thing, and how many of it wait."""

    kind: str
    label: str
    count: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a person on a day, all of it or one kind."""

    finding: str
    tabs: Sequence[Tab]
    groups: Sequence[Group]
    others: Sequence[Waiting]
    count: int
    """Of all kinds, whatever is shown."""


def arrange(lines: Sequence[Waiting], day: date, *, kind: str = "") -> Desk:
    """Lines come oldest due first and stay so. The finding speaks of all kinds, the groups of those asked for."""
    own = [line for line in lines if not line.is_for_others]
    shown = [line for line in own if kind in ("", line.kind)]
    return Desk(
        finding=finding([when(line.due, day) for line in own]),
        tabs=_tabs(own, kind=kind),
        groups=_groups([_line(line, day, is_first=line is shown[0]) for line in shown]),
        others=[line for line in lines if line.is_for_others],
        count=len(own),
    )


def when(due: date | None, day: date) -> When:
    if due is None:
        return When.NO_DAY
    if due < day:
        return When.OVERDUE
    return When.WEEK if due < day + WEEK else When.LATER


def finding(whens: Sequence[When]) -> str:
    """What there is, as one sentence."""
    overdue, week = whens.count(When.OVERDUE), whens.count(When.WEEK)
    if not whens:
        return _("Nothing waits for you.")
    if overdue and week:
        parts = {
            "overdue": ngettext("%(count)s thing is overdue", "%(count)s things are overdue", overdue) % {"count": overdue},
            "week": ngettext("%(count)s is due this week", "%(count)s are due this week", week) % {"count": week},
        }
        return _("%(overdue)s and %(week)s.") % parts
    if overdue:
        return ngettext("%(count)s thing is overdue.", "%(count)s things are overdue.", overdue) % {"count": overdue}
    if week:
        return ngettext("%(count)s thing is due this week.", "%(count)s things are due this week.", week) % {"count": week}
    count = len(whens)
    return ngettext("%(count)s thing waits, and is not due this week.", "%(count)s things wait, none due this week.", count) % {
        "count": count
    }


def days_left(due: date | None, day: date) -> str:
    if due is None:
        return _("No day set")
    days = (due - day).days
    if days < 0:
        return ngettext("%(count)s day overdue", "%(count)s days overdue", -days) % {"count": -days}
    if days == 0:
        return _("Today")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def _line(waiting: Waiting, day: date, *, is_first: bool) -> Line:
    return Line(waiting, when(waiting.due, day), days_left(waiting.due, day), is_first)


def _tabs(lines: Sequence[Waiting], *, kind: str) -> list[Tab]:
    labels = {line.kind: line.label for line in reversed(lines)}
    kinds = dict.fromkeys(line.kind for line in lines)
    tabs = [Tab(name, str(labels[name]), sum(line.kind == name for line in lines), name == kind) for name in kinds]
    return [Tab("", _("All"), len(lines), not kind), *tabs]


def _groups(lines: Sequence[Line]) -> list[Group]:
    groups = (Group(name, str(HEADINGS[name]), [line for line in lines if line.when == name]) for name in When)
    return [group for group in groups if group.lines]
