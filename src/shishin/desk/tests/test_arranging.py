from __future__ import annotations

from datetime import date, timedelta

import pytest

from shishin.desk.arranging import When, arrange, days_left, finding
from shishin.kit.waiting import Waiting

TODAY = date(2026, 11, 22)


def line(title: str, *, days: int | None = None, kind: str = "draft", **more) -> Waiting:
    due = None if days is None else TODAY + timedelta(days=days)
    return Waiting(kind, kind.title(), title, "/there/", "Do it", due=due, **more)


def grouped(desk) -> dict[str, list[str]]:
    return {group.when: [one.waiting.title for one in group.lines] for group in desk.groups}


def test_lines_stand_under_the_days_they_are_due():
    lines = [line("a", days=-3), line("b", days=0), line("c", days=6), line("d", days=7), line("e")]

    assert grouped(arrange(lines, TODAY)) == {"overdue": ["a"], "week": ["b", "c"], "later": ["d"], "no-day": ["e"]}


def test_only_the_first_line_has_the_button():
    desk = arrange([line("a", days=1), line("b", days=1), line("c")], TODAY)

    assert [one.is_first for group in desk.groups for one in group.lines] == [True, False, False]


def test_tabs_count_the_lines_of_each_kind_and_narrow_the_list():
    lines = [line("a", days=-1), line("b", kind="meeting"), line("c")]
    desk = arrange(lines, TODAY, kind="meeting")

    assert [(tab.label, tab.count, tab.is_here) for tab in desk.tabs] == [("All", 3, False), ("Draft", 2, False), ("Meeting", 1, True)]
    assert grouped(desk) == {"no-day": ["b"]}
    assert (desk.count, desk.finding) == (3, "1 thing is overdue.")


def test_a_kind_of_which_nothing_waits_shows_no_group():
    assert arrange([line("a")], TODAY, kind="unheard-of").groups == []


def test_what_waits_for_others_is_neither_listed_nor_counted_as_ones_own():
    desk = arrange([line("mine"), line("theirs", days=-1, is_for_others=True)], TODAY)

    assert (grouped(desk), desk.count, [one.title for one in desk.others]) == ({"no-day": ["mine"]}, 1, ["theirs"])


@pytest.mark.parametrize(
    ("whens", "words"),
    [
        ([], "Nothing waits for you."),
        ([When.OVERDUE, When.WEEK, When.WEEK, When.WEEK, When.LATER], "1 thing is overdue and 3 are due this week."),
        ([When.OVERDUE, When.OVERDUE, When.WEEK], "2 things are overdue and 1 is due this week."),
        ([When.OVERDUE, When.NO_DAY], "1 thing is overdue."),
        ([When.WEEK, When.WEEK], "2 things are due this week."),
        ([When.LATER], "1 thing waits, and is not due this week."),
        ([When.LATER, When.NO_DAY], "2 things wait, none due this week."),
    ],
)
def test_the_finding_is_one_sentence(whens, words):
    assert finding(whens) == words


@pytest.mark.parametrize(
    ("days", "words"), [(-3, "3 days overdue"), (-1, "1 day overdue"), (0, "Today"), (1, "1 day left"), (8, "8 days left")]
)
def test_days_are_counted_from_today(days, words):
    assert days_left(TODAY + timedelta(days=days), TODAY) == words


@pytest.mark.parametrize(("done", "count", "percent"), [(None, 3, None), (0, 3, 0), (17, 31, 54), (3, 3, 100), (0, 0, None)])
def test_a_share_is_told_only_where_it_is_known(done, count, percent):
    [group] = arrange([line("a", done=done, count=count)], TODAY).groups

    assert group.lines[0].percent == percent
