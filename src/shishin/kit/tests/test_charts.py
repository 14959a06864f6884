"""A chart draws its figures true to one another, and its table says the same."""

from __future__ import annotations

import re

from django.template import Context, Template
from django.utils import translation

from shishin.kit.charts import Chart, Figure

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
