"""A list of duties: what is added, reworded, broken down, moved and ended, and that nothing goes in silence."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate

from shishin.governance.duties.keeping import (
    DutyWords,
    add_duty,
    break_down_duty,
    end_duty,
    move_duty,
    reword_duty,
    step_duty,
)
from shishin.governance.duties.owing import in_list_order
from shishin.governance.errors.duties import (
    DutyCircle,
    DutyHasEnded,
    EndsBeforeItIsOwed,
    NobodyOwesIt,
    NoReasonToEnd,
    NoRole,
    NotAFunction,
    NothingUnderIt,
    NoTitle,
    OfAnotherList,
    PartsStand,
)
from shishin.governance.models import Duty
from shishin.governance.tests.makers import (
    BEGUN,
    duty_words,
    make_duty,
    make_function,
    make_government,
    make_keeper,
    title,
)
from shishin.kit.dates import FiscalYear
from shishin.kit.ordering import FirstOrLast
from shishin.people.tests.makers import make_organization, make_role
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db


def listed():
    return [(str(duty), depth) for duty, depth in in_list_order(Duty.objects.all())]


def test_a_duty_stands_last_under_its_function_and_is_told_in_the_trail():
    alice, plans = make_keeper(), make_function("Plans")
    make_duty("Write the plan", parent=plans)

    duty = add_duty(make_government(), words=duty_words("Revise the plan", origin="new"), parent=plans, by=alice)

    assert listed() == [("Plans", 0), ("Write the plan", 1), ("Revise the plan", 1)]
    assert (duty.slug, duty.since, duty.origin, duty.owed_by) == ("revise-the-plan", localdate(), "new", ["ministry"])
    entry = Entry.objects.get(key="governance.duty_added", about=f"governance.duty:{duty.uuid}")
    assert entry.data["titles"] == title("Revise the plan")


def test_two_duties_of_one_name_have_two_addresses():
    assert [make_duty(words).slug for words in ("Report", "Report", "報告")] == ["report", "report-2", "duty"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (DutyWords({"ja": "  "}), NoTitle),
        (DutyWords(title("Report"), {}, None, ("ministry",)), NoRole),
    ],
)
def test_a_duty_needs_a_title_and_a_role(words, refusal):
    with pytest.raises(refusal):
        add_duty(make_government(), words=words, by=make_keeper())
    assert not Duty.objects.exists()


def test_a_duty_needs_somebody_who_owes_it():
    with pytest.raises(NobodyOwesIt):
        add_duty(make_government(), words=duty_words(owed_by=()), by=make_keeper())


def test_a_duty_stands_under_a_function_of_its_own_list():
    duty, other = make_duty(), make_function(owner=make_organization("other"))
    with pytest.raises(NotAFunction):
        add_duty(make_government(), words=duty_words("Part"), parent=duty, by=make_keeper())
    with pytest.raises(OfAnotherList):
        add_duty(make_government(), words=duty_words("Part"), parent=other, by=make_keeper())


def test_rewording_what_is_the_same_already_is_no_act():
    duty, alice = make_duty("Report"), make_keeper()
    reword_duty(duty, words=duty_words("Report"), by=alice)
    assert not Entry.objects.filter(key="governance.duty_reworded").exists()

    reword_duty(duty, words=DutyWords(title("Report"), title("Each quarter."), make_role("cio"), ("ministry", "bureau")), by=alice)

    duty.refresh_from_db()
    assert (duty.words, duty.role.slug, duty.owed_by) == (title("Each quarter."), "cio", ["bureau", "ministry"])
    entry = Entry.objects.get(key="governance.duty_reworded")
    assert (entry.data["before"]["role"], entry.data["role"]) == ("pmo", "cio")


def test_a_duty_that_is_broken_down_is_owed_by_its_parts_from_that_day_on():
    duty, alice = make_duty("Look after people"), make_keeper()

    parts = break_down_duty(duty, parts=[duty_words("Hire"), duty_words("Train", role="cio")], on=date(2026, 4, 1), by=alice)

    assert listed() == [("Look after people", 0), ("Hire", 1), ("Train", 1)]
    assert [part.since for part in parts] == [date(2026, 4, 1)] * 2
    owed = {year: {str(one) for one in Duty.objects.owed_in(FiscalYear(year))} for year in (2024, 2025, 2026)}
    assert owed == {2024: {"Look after people"}, 2025: {"Look after people"}, 2026: {"Hire", "Train"}}


def test_a_function_gets_parts_and_nothing_is_broken_down_into_nothing():
    plans, alice = make_function("Plans"), make_keeper()
    break_down_duty(plans, parts=[duty_words("Write")], by=alice)
    plans.refresh_from_db()
    assert (plans.broken_down_on, plans.parts.count()) == (None, 1)
    with pytest.raises(NothingUnderIt):
        break_down_duty(plans, parts=[], by=alice)


def test_a_duty_moves_with_its_parts_and_never_below_itself():
    alice, plans, people = make_keeper(), make_function("Plans"), make_function("People")
    inner = make_function("Training", parent=people)
    make_duty("Train", parent=inner)

    move_duty(people, parent=plans, by=alice)

    assert listed() == [("Plans", 0), ("People", 1), ("Training", 2), ("Train", 3)]
    with pytest.raises(DutyCircle):
        move_duty(plans, parent=inner, by=alice)
    move_duty(inner, parent=None, by=alice)
    assert listed() == [("Plans", 0), ("People", 1), ("Training", 0), ("Train", 1)]


def test_duties_change_places():
    alice, first, second = make_keeper(), make_duty("First"), make_duty("Second")
    step_duty(second, up=True, by=alice)
    assert listed() == [("Second", 0), ("First", 0)]
    with pytest.raises(FirstOrLast):
        step_duty(first, up=False, by=alice)


def test_a_duty_ends_with_a_reason_after_its_parts_and_then_stays_as_it_is():
    alice, plans = make_keeper(), make_function("Plans")
    duty = make_duty("Write", parent=plans)
    with pytest.raises(NoReasonToEnd):
        end_duty(duty, until=date(2026, 3, 31), reason=" ", by=alice)
    with pytest.raises(EndsBeforeItIsOwed):
        end_duty(duty, until=date(2024, 3, 31), reason="Too early.", by=alice)
    with pytest.raises(PartsStand, match="Write"):
        end_duty(plans, until=date(2026, 3, 31), reason="No plans.", by=alice)

    end_duty(duty, until=date(2026, 3, 31), reason="The plan went.", by=alice)

    assert {str(one) for one in Duty.objects.owed_in(FiscalYear(2025))} == {"Write"}
    assert not Duty.objects.owed_in(FiscalYear(2026)).exists()
    for act in (
        lambda: reword_duty(duty, words=duty_words("Else"), by=alice),
        lambda: end_duty(duty, until=BEGUN, reason="Again.", by=alice),
        lambda: move_duty(duty, parent=None, by=alice),
        lambda: break_down_duty(duty, parts=[duty_words("Part")], by=alice),
    ):
        with pytest.raises(DutyHasEnded):
            act()
    end_duty(plans, until=date(2026, 3, 31), reason="No plans.", by=alice)
