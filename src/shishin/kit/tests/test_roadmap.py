"""A roadmap draws bars and milestones where their quarters are, no words on one another, and its table says the same."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

from django.template import Context, Template
from django.test import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from shishin.kit.characters import width_in_ems
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.roadmap import LETTER, LINE, MARK, QUARTER, Milestone, Period, Roadmap, RoadmapGroup, RoadmapRow
from shishin.kit.tests.test_charts import rows
from shishin.kit.timeline import Tag


def quarter(year: int, number: int) -> Quarter:
    return FiscalYear(year).quarter(number)


SHOP = RoadmapRow(
    "Open the shop",
    [Period(quarter(2026, 2), quarter(2027, 1))],
    [Milestone(quarter(2026, 3), "The lease is signed", is_reached=True), Milestone(quarter(2027, 1), "<Opening>")],
    "/shop/",
    Tag("Late", "warning"),
)
TRAIN = RoadmapRow("Train", [Period(quarter(2026, 1), quarter(2026, 1)), Period(quarter(2027, 1), quarter(2027, 1))])
PLAN = Roadmap("Next two years", "Measure", [RoadmapGroup("Trade", [SHOP]), RoadmapGroup("", [TRAIN])], date(2026, 11, 15))


def draw(roadmap: Roadmap) -> str:
    return " ".join(Template("{% load kit %}{% roadmap plan %}").render(Context({"plan": roadmap})).split())


def drawn_rows(roadmap: Roadmap):
    return [row for _words, rows in roadmap.drawn_groups for row in rows]


def test_whole_fiscal_years_are_shown_and_bars_run_from_the_first_to_the_last_of_their_quarters():
    shop, train = drawn_rows(PLAN)

    assert [year.begins_in for year in PLAN.shown_years] == [2026, 2027]
    assert [(bar.x, bar.width) for bar in shop.bars] == [("12.50%", "50.00%")]
    assert [(bar.x, bar.width) for bar in train.bars] == [("0.00%", "12.50%"), ("50.00%", "12.50%")]
    assert [(mark.x, mark.is_reached) for mark in shop.marks] == [("31.25%", True), ("56.25%", False)]


def test_years_in_which_nothing_stands_are_shown_where_they_are_asked_for():
    wider = Roadmap("", "", [RoadmapGroup("", [TRAIN])], years=[FiscalYear(2025), FiscalYear(2029)])

    assert [year.begins_in for year in wider.shown_years] == [2025, 2026, 2027, 2028, 2029]
    assert Roadmap("", "", [], years=[FiscalYear(2026)]).shown_years == [FiscalYear(2026)]


def test_today_is_a_line_within_its_quarter_and_none_outside_what_is_shown():
    assert (PLAN.this_quarter, PLAN.today_at) == (quarter(2026, 3), "31.11%")
    assert [Roadmap("", "", PLAN.groups, day).today_at for day in (date(2026, 4, 1), date(2026, 3, 31), None)] == ["0.00%", "", ""]
    with override_settings(FISCAL_YEAR_BEGINS=10):
        assert Roadmap("", "", PLAN.groups, date(2026, 11, 15)).this_quarter == quarter(2026, 1)


def test_a_drawing_is_told_in_words_and_a_table_says_the_same():
    drawn = draw(PLAN)
    drawing, table = drawn.split("<details>")

    assert rows(drawing)[:2] == [
        ["Measure", "FY2026", "FY2027"],
        ["Q1 Apr–Jun", "Q2 Jul–Sep", "Q3 Oct–Dec", "Q4 Jan–Mar", "Q1 Apr–Jun", "Q2 Jul–Sep", "Q3 Oct–Dec", "Q4 Jan–Mar"],
    ]
    told = "FY2026 Q2 to FY2027 Q1, FY2026 Q3: The lease is signed (reached), FY2027 Q1: &lt;Opening&gt;"
    assert f"<title>{told}</title>" in drawing
    assert rows(table) == [
        ["Measure", "Quarters", "Milestones"],
        ["Trade"],
        ["Open the shop Late", "FY2026 Q2 to FY2027 Q1", "FY2026 Q3: The lease is signed (reached) FY2027 Q1: &lt;Opening&gt;"],
        ["Train", "FY2026 Q1 FY2027 Q1", ""],
    ]
    assert drawn.count('<a href="/shop/">Open the shop</a>') == 2
    assert drawing.count('aria-current="date"') == 1


def test_the_legend_names_only_what_is_drawn():
    assert "Milestone reached" in draw(PLAN)
    alone = draw(Roadmap("", "Measure", [RoadmapGroup("", [TRAIN])]))

    assert ("<ul" in alone, "roadmap-today" in alone, "aria-current" in alone) == (False, False, False)


def test_two_on_a_page_have_lines_of_their_own():
    other = draw(Roadmap("", "Measure", PLAN.groups, name="other"))

    assert (other.count('id="other-grid"'), other.count('href="#other-grid"'), "roadmap-grid" in re.sub(r'class="[^"]*"', "", other)) == (
        1,
        2,
        False,
    )


def test_with_nothing_to_show_nothing_is_drawn():
    assert draw(Roadmap("", "", [])) == ""


def test_a_drawing_has_no_style_of_its_own_and_stands_the_same_in_any_language():
    places = set()
    for language in ("ja", "en", "fr"):
        with translation.override(language):
            drawn = draw(PLAN)
            places.add("".join(re.findall(r' (?:x|y|width|height)="[^"]+"', drawn)))
            assert "style=" not in drawn
    assert len(places) == 1


def boxes(roadmap: Roadmap) -> list[tuple[float, float, float, float]]:
    """Where marks with their words stand where quarters are narrowest, in pixels: left, right, top, bottom."""
    (row,) = drawn_rows(roadmap)
    found = []
    for mark in row.marks:
        middle = float(mark.x[:-1]) / 100 * QUARTER * len(roadmap.quarters)
        width = MARK + LETTER * max(map(width_in_ems, mark.lines), default=0)
        left, right = (middle - width, middle + 7) if mark.is_left else (middle - 7, middle + width)
        found.append((left, right, mark.y - LINE / 2, mark.y - LINE / 2 + LINE * max(len(mark.lines), 1)))
    assert all(bottom <= row.height for *_sides, bottom in found)
    return found


MILESTONES = st.lists(
    st.tuples(st.integers(2026 * 4, 2028 * 4 + 3), st.text(alphabet="調達の公示 ab、", max_size=40)).map(
        lambda pair: Milestone(Quarter.of_ordinal(pair[0]), pair[1])
    ),
    min_size=1,
    max_size=12,
)


@effort(deadline=None)
@given(MILESTONES)
def test_no_words_stand_on_one_another_and_none_is_lost_or_runs_out(milestones):
    roadmap = Roadmap("", "", [RoadmapGroup("", [RoadmapRow("", [], milestones)])])
    (row,) = drawn_rows(roadmap)

    assert sorted("".join(mark.lines).replace(" ", "") for mark in row.marks) == sorted(
        str(milestone.words).replace(" ", "") for milestone in milestones
    )
    found = boxes(roadmap)
    whole = QUARTER * len(roadmap.quarters)
    assert all(left >= 0 and right <= whole for left, right, *_ in found)
    for one, other in combinations(found, 2):
        beside = one[0] < other[1] - 0.1 and other[0] < one[1] - 0.1
        assert not (beside and one[2] < other[3] and other[2] < one[3])


def test_three_hundred_rows_are_a_page_of_less_than_600_kilobytes():
    row = RoadmapRow("A measure of a plan", SHOP.periods, SHOP.milestones, "/plans/shop/measures/one/", SHOP.tag)
    drawn = draw(Roadmap("", "Measure", [RoadmapGroup(str(number), [row] * 30) for number in range(10)], date(2026, 11, 15)))

    assert len(drawn.encode()) < 600_000
