"""An edition of a plan is started, written, and fixed when it is submitted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shishin.governance.adopting import withdraw_plan_edition
from shishin.governance.errors.plans import (
    AmountTwice,
    ChapterHasMeasures,
    EditionIsOpen,
    EndsBeforeItsBeginning,
    HeadingMissing,
    IndicatorWithoutUnit,
    MilestonesInACircle,
    NoSuchClauseToServe,
    NotBeingWritten,
    NoUnit,
    OutsideItsMeasure,
    PlanEndsBeforeItBegins,
    TargetAwayFromDirection,
    TargetBeforeBaseline,
    TargetIsBaseline,
    UnknownRule,
    WrittenMeanwhile,
    YearBeforeTheLast,
    YearHasEdition,
    YearOutsidePlan,
)
from shishin.governance.models import Measure, MeasureLine, PlanEdition
from shishin.governance.plans.content import hash_of_plan_edition, read_content
from shishin.governance.plans.indicators import IndicatorWords, reached, write_indicator
from shishin.governance.plans.keeping import is_day_of_a_year
from shishin.governance.reporting import report_progress
from shishin.governance.tests.makers import make_ministry, make_pmo, title
from shishin.governance.tests.plan_makers import (
    make_adopted_plan,
    make_plan,
    make_submitted,
    make_working,
    measure_of,
    measure_words,
    quarter,
)
from shishin.governance.writing import (
    AmountWords,
    MilestoneWords,
    discard_edition,
    remove_chapter,
    remove_measure,
    start_next_edition,
    step_measure,
    write_chapter,
    write_measure,
)
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def test_an_edition_is_read_as_it_was_written():
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    line = Line.objects.get(key="users-first")
    edition = make_working(make_plan(), measures=())
    words = measure_words(
        systems=["S-1", " S-1 ", "S-2"],
        lines=[("realizes", line)],
        milestones=[MilestoneWords(quarter(2025, 2), title("Asked")), MilestoneWords(quarter(2026, 1), title("Built"), 0)],
        amounts=[AmountWords(FiscalYear(2025), "initial", 1_000), AmountWords(FiscalYear(2026), "request", 5, date(2026, 12, 25))],
    )
    write_measure(edition, words=words, by=make_pmo(edition.plan.organization))

    measure = read_content(edition).measures[0]

    assert (measure.title, measure.unit, measure.first, measure.last) == ("One form", "Procedures", quarter(2025, 1), quarter(2026, 4))
    assert (measure.key, measure.systems) == ("one-form", ["S-1", "S-2"])
    assert [(one.kind, one.line) for one in measure.lines] == [("realizes", line)]
    assert [(one.quarter.code, one.after) for one in measure.milestones] == [("2025Q2", None), ("2026Q1", 0)]
    assert [(one.year.number, one.kind, one.amount) for one in measure.amounts] == [(2025, "initial", 1_000), (2026, "request", 5)]


def test_an_edition_is_read_in_seven_queries_whatever_its_size(django_assert_num_queries):
    plan = make_plan()
    edition = make_working(plan, measures=["One"])
    with django_assert_num_queries(7):
        read_content(edition)
    for words in ("Two", "Three"):
        write_measure(edition, words=measure_words(words), by=OPERATOR)
    with django_assert_num_queries(7):
        read_content(edition)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"titles": {"en": "English alone"}}, HeadingMissing),
        ({"unit": " "}, NoUnit),
        ({"first": quarter(2026, 4), "last": quarter(2026, 3)}, EndsBeforeItsBeginning),
        ({"milestones": [MilestoneWords(quarter(2027, 1), title("Late"))]}, OutsideItsMeasure),
        (
            {"milestones": [MilestoneWords(quarter(2025, 1), title("A"), 1), MilestoneWords(quarter(2025, 1), title("B"), 0)]},
            MilestonesInACircle,
        ),
        ({"amounts": [AmountWords(FiscalYear(2025), "initial", 1)] * 2}, AmountTwice),
    ],
)
def test_what_is_unfit_is_refused_and_nothing_is_stored(fields, refusal):
    edition = make_working(make_plan(), measures=())
    with pytest.raises(refusal):
        write_measure(edition, words=measure_words(**fields), by=OPERATOR)
    assert not Measure.objects.exists()


def test_a_measure_serves_a_clause_that_is_in_force():
    edition = make_working(make_plan(), measures=())
    make_adopted("1.0.0", in_force_from=date(2999, 4, 1))
    with pytest.raises(NoSuchClauseToServe):
        write_measure(edition, words=measure_words(lines=[("realizes", Line.objects.get(key="users-first"))]), by=OPERATOR)


def test_two_people_at_one_measure_see_each_other():
    edition = make_working(make_plan(), measures=["One"])
    measure = measure_of(edition, "One")
    write_measure(edition, key=measure.key, words=measure_words("One better"), revision=1, by=OPERATOR)
    with pytest.raises(WrittenMeanwhile):
        write_measure(edition, key=measure.key, words=measure_words("One worse"), revision=1, by=OPERATOR)
    measure.refresh_from_db()
    assert (measure.titles["en"], measure.revision, measure.key) == ("One better", 2, "one")


def test_a_chapter_with_measures_is_not_removed():
    edition = make_working(make_plan())
    empty = write_chapter(edition, headings=title("Basics"), bodies={}, by=OPERATOR)
    remove_chapter(edition, key=empty.key, by=OPERATOR)
    with pytest.raises(ChapterHasMeasures):
        remove_chapter(edition, key="measures", by=OPERATOR)


def test_measures_change_places():
    edition = make_working(make_plan(), measures=["One", "Two"])
    step_measure(edition, key="two", up=True, by=OPERATOR)
    assert [measure.title for measure in read_content(edition).measures] == ["Two", "One"]


def test_the_next_edition_begins_with_what_was_not_done():
    plan = make_plan()
    first = make_adopted_plan(plan, measures=["One", "Two"])
    report_progress(plan, key="one", quarter=quarter(2025, 4), state="done", done="It is there.", by=OPERATOR)

    second = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)

    assert (second.started_from, second.address) == (first, "2026")
    assert [measure.key for measure in read_content(second).measures] == ["two"]
    assert measure_of(first, "Two").uuid != measure_of(second, "Two").uuid


def test_amounts_of_years_that_are_over_are_not_carried_on_and_clauses_stay_as_read():
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    line = Line.objects.get(key="users-first")
    plan = make_plan()
    edition = make_working(plan, measures=())
    amounts = [AmountWords(FiscalYear(year), "initial", year) for year in (2025, 2026)]
    milestones = [MilestoneWords(quarter(2025, 1), title("A")), MilestoneWords(quarter(2025, 2), title("B"), 0)]
    write_measure(edition, words=measure_words(amounts=amounts, milestones=milestones, lines=[("realizes", line)]), by=OPERATOR)
    edition = make_adopted_from(edition)

    second = read_content(start_next_edition(plan, fiscal_year=2026, by=OPERATOR)).measures[0]

    assert [one.year.number for one in second.amounts] == [2026]
    assert [one.after for one in second.milestones] == [None, 0]
    assert MeasureLine.objects.values("tie").distinct().count() == 1


def make_adopted_from(edition: PlanEdition) -> PlanEdition:
    from shishin.governance.adopting import adopt_plan_edition  # noqa: PLC0415
    from shishin.governance.submitting import submit_edition  # noqa: PLC0415
    from shishin.governance.tests.plan_makers import make_decision  # noqa: PLC0415

    edition = submit_edition(edition, by=OPERATOR)
    return adopt_plan_edition(edition, decision=make_decision(edition), by=OPERATOR)


def test_one_edition_is_open_at_a_time_and_a_year_has_one_unless_there_is_a_reason():
    plan = make_plan()
    make_adopted_plan(plan)
    with pytest.raises(YearHasEdition) as refused:
        start_next_edition(plan, fiscal_year=2025, by=OPERATOR)
    assert "number 2" in refused.value.way_out
    second = start_next_edition(plan, fiscal_year=2025, reason="A new law.", by=OPERATOR)
    assert (second.address, second.reason) == ("2025.2", "A new law.")
    with pytest.raises(EditionIsOpen):
        start_next_edition(plan, fiscal_year=2026, by=OPERATOR)


def test_years_outside_the_plan_and_before_the_last_edition_are_refused():
    plan = make_plan()
    for year in (2024, 2030):
        with pytest.raises(YearOutsidePlan):
            start_next_edition(plan, fiscal_year=year, by=OPERATOR)
    make_adopted_plan(plan, year=2026)
    with pytest.raises(YearBeforeTheLast):
        start_next_edition(plan, fiscal_year=2025, by=OPERATOR)


def test_a_withdrawn_edition_keeps_its_number():
    plan = make_plan()
    edition = make_adopted_plan(plan)
    withdraw_plan_edition(edition, reason="A wrong file was decided on.", by=OPERATOR)
    assert start_next_edition(plan, fiscal_year=2025, reason="Anew.", by=OPERATOR).number == 2


def test_a_begun_edition_is_discarded_and_a_submitted_one_is_fixed():
    plan = make_plan()
    discard_edition(make_working(plan), by=OPERATOR)
    assert not PlanEdition.objects.exists()
    edition = make_submitted(plan)
    for act in (
        lambda: write_measure(edition, words=measure_words("Another"), by=OPERATOR),
        lambda: remove_measure(edition, key="one-form", by=OPERATOR),
        lambda: write_chapter(edition, headings=title("More"), bodies={}, by=OPERATOR),
        lambda: discard_edition(edition, by=OPERATOR),
    ):
        with pytest.raises(NotBeingWritten):
            act()


def test_the_hash_changes_with_the_text_and_with_nothing_else():
    plan = make_plan()
    edition = make_working(plan, measures=["One"])
    before = hash_of_plan_edition(edition)
    assert hash_of_plan_edition(edition) == before
    write_measure(edition, key="one", words=measure_words("One", unit="Others"), by=OPERATOR)
    assert hash_of_plan_edition(edition) != before


INDICATOR = IndicatorWords(title("Share online"), "%", "up", Decimal(40), FiscalYear(2024), {FiscalYear(2026): Decimal(80)}, "qos")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"unit": ""}, IndicatorWithoutUnit),
        ({"targets": {FiscalYear(2026): Decimal(40)}}, TargetIsBaseline),
        ({"targets": {FiscalYear(2024): Decimal(80)}}, TargetBeforeBaseline),
        ({"targets": {FiscalYear(2026): Decimal(20)}}, TargetAwayFromDirection),
    ],
)
def test_an_indicator_has_a_unit_and_targets_that_can_be_reached(changes, refusal):
    from dataclasses import replace  # noqa: PLC0415

    edition = make_working(make_plan())
    with pytest.raises(refusal):
        write_indicator(edition, words=replace(INDICATOR, **changes), by=OPERATOR)


def test_what_is_reached_is_the_part_of_the_way():
    edition = make_working(make_plan())
    write_indicator(edition, words=INDICATOR, by=OPERATOR)
    effect = read_content(edition).effects[0]
    assert reached(effect, year=FiscalYear(2026), value=Decimal(50)) == Decimal("0.25")
    assert reached(effect, year=FiscalYear(2025), value=Decimal(50)) is None


def test_a_plan_has_years_in_order_and_a_rule_that_the_clock_knows():
    with pytest.raises(PlanEndsBeforeItBegins):
        make_plan(first_year=2026, last_year=2025)
    ministry = make_ministry("other")
    for rule in ({"every_months": 0}, {"by": "02-30"}, {"every_months": 12, "by": "06-30"}, {"yearly": True}, {"by": "6/30"}):
        with pytest.raises(UnknownRule):
            make_plan(ministry, rule=rule)
    assert [is_day_of_a_year(day) for day in ("06-30", "02-29", "02-30", "13-01", "6-30")] == [True, True, False, False, False]
