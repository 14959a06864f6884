"""A chart draws its figures true to one another, and its table says the same."""

from __future__ import annotations

import re
from random import Random

import pytest
from django.template import Context, Template
from django.utils import translation

from shishin.kit.charts import Chart, Figure, Scatter, Series

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
        for row in re.findall(r"<tr>(.*?)</tr>", drawn)
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
