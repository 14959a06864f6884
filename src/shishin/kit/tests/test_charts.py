"""A chart draws its figures true to one another, and its table says the same."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from django.template import Context, Template
from django.utils import translation

from shishin.kit.charts import Chart, Figure, Line, LineChart, Scatter, Series

DRINKS = Chart(
    "What was ordered",
    "Drink",
    [Figure("Tea", 30, "/orders/?drink=t"), Figure("Coffee", 15), Figure("<Milk>", 0), Figure("Water", 1)],
    lambda many: f"{many} cup" if many == 1 else f"{many} cups",
)


def draw(name: str, chart: Chart) -> str:
    return " ".join(Template(f"{{% load kit %}}{{% {name} chart %}}").render(Context({"chart": chart})).split())


def rows(drawn: str) -> list[list[str]]:
    """Each row of the table as what is read of it."""
    cells = re.compile(r"<t([hd])[^>]*>(.*?)</t\1>")
    return [
        [" ".join(re.sub(r"<span[^>]*aria-hidden.*?</span>|<[^>]+>", " ", cell[2]).split()) for cell in cells.finditer(row)]
        for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", drawn)
    ]


def test_bars_are_as_long_as_their_figures_beside_the_longest():
    assert [bar.width for bar in DRINKS.bars] == ["100.00%", "50.00%", "0.00%", "3.33%"]


def test_shares_follow_one_another_and_fill_the_whole():
    assert [(share.letter, share.look, share.begin, share.width, share.has_room) for share in DRINKS.shares] == [
        ("A", "a", "0.00%", "65.22%", True),
        ("B", "b", "65.22%", "32.61%", True),
        ("C", "c", "97.83%", "0.00%", False),
        ("D", "d", "97.83%", "2.17%", False),
    ]
    assert DRINKS.shares[0].middle == "32.61%"


def test_the_table_of_bars_says_every_figure():
    drawn = draw("bars", DRINKS)

    assert rows(drawn) == [
        ["Drink", "How many"],
        ["Tea", "30 cups"],
        ["Coffee", "15 cups"],
        ["&lt;Milk&gt;", "0 cups"],
        ["Water", "1 cup"],
    ]
    assert '<a href="/orders/?drink=t">Tea</a>' in drawn
    assert '<rect class="bar-fill" width="50.00%" height="100%"/>' in drawn


def test_shares_are_told_in_words_and_in_a_table_with_their_sum():
    drawn = draw("shares", DRINKS)

    assert "<title>What was ordered: Tea 30 cups, Coffee 15 cups, Water 1 cup</title>" in drawn
    assert rows(drawn)[1:] == [
        ["Tea", "30 cups"],
        ["Coffee", "15 cups"],
        ["&lt;Milk&gt;", "0 cups"],
        ["Water", "1 cup"],
        ["Total", "46 cups"],
    ]
    assert drawn.count("<rect") == 3


def test_what_is_nothing_in_all_has_its_table_alone():
    empty = Chart("What was ordered", "Drink", [Figure("Tea", 0)])

    assert "<svg" not in draw("shares", empty)
    assert rows(draw("shares", empty))[1:] == [["Tea", "0"], ["Total", "0"]]
    assert rows(draw("bars", Chart("What was ordered", "Drink", []))) == [["Drink", "How many"]]


def test_a_drawing_has_no_style_of_its_own_and_the_same_figures_in_any_language():
    for language in ("ja", "en"):
        with translation.override(language):
            assert 'width="65.22%"' in draw("shares", DRINKS)
            assert "style=" not in draw("shares", DRINKS) + draw("bars", DRINKS)


def test_more_shares_than_looks_have_letters_of_their_own():
    many = Chart("Many", "Thing", [Figure(str(number), 1) for number in range(8)])

    assert [(share.letter, share.look) for share in many.shares][5:] == [("F", "f"), ("G", "a"), ("H", "b")]


def dots_of(path: str) -> set[tuple[int, int]]:
    """Where a path leads to, by walking along it."""
    at, found = (0, 0), set()
    for x, y in re.findall(r"m(-?\d+) ?(-?\d+)h0", path):
        at = (at[0] + int(x), at[1] + int(y))
        found.add(at)
    return found


SEAS = Scatter(
    "Islands", "Sea", [Series("North", [(0, 0), (0.5, 0.25), (0.5, 0.25)], "?n"), Series("None", [(2, 0.1)], is_named=False)], "Islands"
)


def test_each_series_is_one_path_through_all_its_dots():
    north, none = SEAS.dots
    assert (dots_of(north.path), north.number, north.look) == ({(0, 0), (500, 250)}, 1, "a")
    assert (dots_of(none.path), none.look) == ({(1000, 100)}, "c")


@pytest.mark.parametrize(
    ("points", "place"),
    [([(0.5, 0.5), (0.4, 0.5), (0.6, 0.4)], (500, 500)), ([(0, 0.5), (0.5, 0.1), (1, 0.6)], (500, 100)), ([], (0, 0))],
)
def test_the_number_of_a_series_stands_at_the_dot_nearest_to_its_middle(points, place):
    (dots,) = Scatter("Islands", "Sea", [Series("North", points)], "Islands").dots
    assert (dots.x, dots.y) == place


def test_the_table_of_dots_counts_every_one_also_where_two_stand_in_one_place():
    assert rows(draw("scatter", SEAS)) == [["Sea", "Islands"], ["1 North", "3"], ["None", "1"]]


def test_twenty_thousand_dots_fit_on_a_page_of_300_kilobytes():
    chance = Random(1)
    series = [Series(str(number), [(chance.random(), chance.random()) for _dot in range(400)]) for number in range(50)]
    drawn = draw("scatter", Scatter("Many", "Theme", series, "Groups"))
    assert len(drawn.encode()) < 270_000
    assert sum(len(dots_of(path)) for path in re.findall(r' d="([^"]+)"', drawn)) > 19_900


YEARS = ("FY2024", "FY2025", "FY2026", "FY2027", "FY2028")
SHARE = LineChart(
    "Share of forms sent online",
    "Fiscal year",
    YEARS,
    [Line("Reached", [38, Decimal("41.50"), None, 60, "Not published"], [None, None, None, 55, 80])],
    "%",
)
CALLS = LineChart("Calls", "Year", ("a", "b"), [Line("<Desk>", [100, 0]), Line("Mail", [50, 40], [None, 45])], "calls")


def test_the_table_of_lines_says_every_figure_and_why_there_is_none():
    assert rows(draw("line_chart", SHARE)) == [
        ["Fiscal year", "Reached", "Target"],
        ["FY2024", "38%", "—"],
        ["FY2025", "41.5%", "—"],
        ["FY2026", "—", "—"],
        ["FY2027", "60%", "55%"],
        ["FY2028", "Not published", "80%"],
    ]
    assert rows(draw("line_chart", CALLS)) == [
        ["Year", "&lt;Desk&gt;", "Mail", "Mail: target"],
        ["a", "100 calls", "50 calls", "—"],
        ["b", "0 calls", "40 calls", "45 calls"],
    ]


def test_a_line_is_true_to_its_figures_and_broken_where_there_is_none():
    wide, narrow = SHARE.drawings
    targets, reached = wide.columns

    assert [tick.words for tick in wide.ticks] == ["0", "20", "40", "60", "80"]
    first, second, fourth = [tuple(map(int, place)) for place in re.findall(r"[ML](\d+) (\d+)", reached.path)]
    assert reached.path == f"M{first[0]} {first[1]} L{second[0]} {second[1]} M{fourth[0]} {fourth[1]}"
    assert (first[1] - fourth[1]) / (wide.y(0) - wide.y(100)) == pytest.approx(0.22, abs=0.005)
    assert fourth[0] - second[0] == pytest.approx(2 * (second[0] - first[0]), abs=1)
    assert (reached.marks.count("M"), targets.marks.count("M"), targets.path) == (3, 2, "")
    assert (wide.width, narrow.width) == (1000, 340)


@pytest.mark.parametrize(
    ("figures", "scale"),
    [
        ([38, 80], [0, 20, 40, 60, 80]),
        ([0], [0, 0.25]),
        ([50], [40, 60]),
        ([Decimal("99.1"), Decimal("99.9")], [99, 99.25, 99.5, 99.75, 100]),
        ([-5, 3], [-6, -4, -2, 0, 2, 4]),
        ([1_200_000, 3_400_000], [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]),
    ],
)
def test_the_scale_begins_at_nothing_unless_all_figures_are_near_one_another(figures, scale):
    chart = LineChart("", "", [str(number) for number in range(len(figures))], [Line("", figures)])

    assert [drawing.scale for drawing in chart.drawings] == [scale, scale]
    assert all(min(scale) <= figure <= max(scale) for figure in figures)


def test_lines_are_told_in_words_by_their_last_figures_and_by_a_legend_of_marks():
    drawn = draw("line_chart", SHARE)

    assert drawn.count("<title>Share of forms sent online: Reached 60% (FY2027), Target 80% (FY2028)</title>") == 2
    assert [drawn.count(f'class="chart-{name}"') for name in ("wide", "narrow")] == [1, 1]
    assert drawn.count("<li>") == 2
    assert "<ul" not in draw("line_chart", LineChart("Calls", "Year", ("a",), [Line("Desk", [1])]))


def test_two_last_figures_at_one_place_do_not_stand_on_one_another():
    same = LineChart("Calls", "Year", ("a", "b"), [Line("Desk", [1, 100]), Line("Mail", [2, 99]), Line("Post", [3, 98])])

    for drawing in same.drawings:
        heights = [end.y for end in drawing.ends]
        assert [after - before >= drawing.size for before, after in pairwise(heights)] == [True, True]


def test_names_of_points_leave_room_for_one_another_and_the_last_one_stands():
    many = LineChart("Calls", "Quarter", [f"FY{2020 + at // 4} Q{at % 4 + 1}" for at in range(28)], [Line("Desk", list(range(28)))])

    for drawing in many.drawings:
        places = [(point.x, point.words) for point in drawing.points]
        assert places[0][1] == "FY2026 Q4"
        assert all(before[0] - after[0] > 0.5 * drawing.size * len("FY2026 Q4") for before, after in pairwise(places))


def test_without_a_figure_there_is_no_drawing_but_a_table():
    drawn = draw("line_chart", LineChart("Calls", "Year", ("a", "b"), [Line("Desk", [None, "Not published"])]))

    assert "<svg" not in drawn
    assert rows(drawn)[1:] == [["a", "—"], ["b", "Not published"]]


def test_a_line_chart_has_no_style_of_its_own_and_the_same_figures_in_any_language():
    drawings = set()
    for language in ("ja", "en", "fr"):
        with translation.override(language):
            drawn = draw("line_chart", SHARE)
            drawings.add("".join(re.findall(r' d="[^"]+"', drawn)))
            assert "style=" not in drawn
    assert len(drawings) == 1


def test_a_line_chart_refuses_what_cannot_be_read():
    with pytest.raises(ValueError, match="More than 3 lines"):
        LineChart("Calls", "Year", ("a",), [Line(str(number), [1]) for number in range(4)])
    for line in (Line("Desk", [1]), Line("Desk", [1, 2], [3])):
        with pytest.raises(ValueError, match="one figure for each point"):
            LineChart("Calls", "Year", ("a", "b"), [line])
