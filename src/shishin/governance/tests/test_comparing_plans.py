"""Two editions of a plan side by side: what was split, merged, changed and dropped, with the reasons of the disposals."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.governance.disposing import dispose_of
from shishin.governance.plans.comparing import compare_plan_editions
from shishin.governance.tests.plan_makers import make_adopted_plan, make_decision, make_plan, measure_words
from shishin.governance.writing import AmountWords, remove_measure, start_next_edition, write_measure
from shishin.guidelines.changes.judging import State
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def rows_of(comparison):
    return {(row.state, row.old_keys, row.new_keys, row.reasons) for row in comparison.rows}


@pytest.fixture
def editions():
    plan = make_plan()
    first = make_adopted_plan(plan, measures=["One", "Two", "Three", "Four", "Five", "Six"])
    second = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    for words in ("Half one", "Half two", "Four and five"):
        write_measure(second, words=measure_words(words), by=OPERATOR)
    for key in ("one", "three", "four", "five"):
        remove_measure(second, key=key, by=OPERATOR)
    write_measure(second, key="two", words=measure_words("Two", unit="Others"), by=OPERATOR)
    dispose_of(second, keys=["one"], kind="changed", became=["half-one", "half-two"], reason="Too large.", by=OPERATOR)
    dispose_of(second, keys=["two"], kind="changed", reason="Another unit.", by=OPERATOR)
    dispose_of(second, keys=["three"], kind="dropped", reason="Nobody uses it.", by=OPERATOR)
    dispose_of(second, keys=["four", "five"], kind="changed", became=["four-and-five"], reason="One contract.", by=OPERATOR)
    dispose_of(second, keys=["six"], kind="carried", reason="It goes on.", by=OPERATOR)
    return first, second


def test_every_measure_tells_what_became_of_it_and_why(editions):
    comparison = compare_plan_editions(*editions)

    told = {row for row in rows_of(comparison) if row[0] is not State.RENUMBERED}
    assert told == {
        (State.SPLIT, ("one",), ("half-one", "half-two"), ("Too large.",)),
        (State.EDITED, ("two",), ("two",), ("Another unit.",)),
        (State.DROPPED, ("three",), (), ("Nobody uses it.",)),
        (State.MERGED, ("four", "five"), ("four-and-five",), ("One contract.",)),
    }
    assert comparison.is_recorded
    assert [group.place for group in comparison.groups] == ["1　Measures"]


def test_an_edition_with_itself_shows_no_change(editions):
    assert rows_of(compare_plan_editions(editions[0], editions[0])) == set()


def test_a_way_of_three_editions_tells_all_reasons(editions):
    from shishin.governance.adopting import adopt_plan_edition  # noqa: PLC0415
    from shishin.governance.submitting import submit_edition  # noqa: PLC0415

    first, second = editions
    second = submit_edition(second, by=OPERATOR)
    second = adopt_plan_edition(second, decision=make_decision(second, on=date(2026, 6, 30)), by=OPERATOR)
    third = start_next_edition(first.plan, fiscal_year=2027, by=OPERATOR)
    write_measure(third, key="two", words=measure_words("Two", unit="Third"), by=OPERATOR)
    dispose_of(third, keys=["two"], kind="changed", reason="Moved again.", by=OPERATOR)

    (row,) = [row for row in compare_plan_editions(first, third).rows if row.old_keys == ("two",)]

    assert set(row.reasons) == {"Another unit.", "Moved again."}


def test_an_amount_that_is_withheld_is_not_compared_for_everybody():
    plan = make_plan()
    first = make_adopted_plan(plan, measures=["One"])
    second = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    amount = AmountWords(FiscalYear(2026), "request", 123_456, date(2999, 1, 1))
    write_measure(second, key="one", words=measure_words("One", amounts=[amount]), by=OPERATOR)

    shown = {knows: repr(compare_plan_editions(first, second, knows_amounts=knows)) for knows in (False, True)}

    assert ("123,456" in shown[True], "123,456" in shown[False]) == (True, False)
