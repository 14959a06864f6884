"""What waits on the desk: statuses of the year, and a year whose day is over."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.governance.performing.waiting import statuses_to_state, years_to_publish
from shishin.governance.stating import publish_year, set_due_day, state_duty
from shishin.governance.tests.makers import make_auditor, make_duty, make_government, make_keeper, make_ministry, make_pmo
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 11)


def told(lines):
    return [(line.title, line.due, line.count, line.done) for line in lines]


def test_an_organization_has_one_line_a_year_that_is_asked_for(settings):
    settings.LANGUAGE_CODE = "en"
    duties, ministry = [make_duty(f"Duty {number}") for number in range(3)], make_ministry()
    make_ministry("others")
    make_duty("Of last year")
    set_due_day(make_government(), fiscal_year=2025, due_on=date(2026, 5, 31), by=OPERATOR)
    state_duty(duties[0], organization=ministry, fiscal_year=2025, state="performed", by=OPERATOR)

    lines = statuses_to_state(make_pmo(ministry), DAY)

    assert [(line.due, line.count, line.done) for line in lines] == [(date(2026, 5, 31), 4, 1), (None, 4, 0)]
    assert [line.url for line in lines] == ["/governance/organizations/examples/2025/", "/governance/organizations/examples/2026/"]


def test_what_is_stated_or_published_waits_no_more():
    duty, ministry = make_duty(), make_ministry()
    bob = make_pmo(ministry)
    set_due_day(make_government(), fiscal_year=2025, due_on=date(2026, 5, 31), by=OPERATOR)
    publish_year(make_government(), fiscal_year=2025, by=OPERATOR)
    state_duty(duty, organization=ministry, fiscal_year=2026, state="performed", by=OPERATOR)
    assert statuses_to_state(bob, DAY) == []


@pytest.mark.parametrize("make", [make_keeper, make_auditor, lambda: make_pmo(make_government("elsewhere"))])
def test_what_others_answer_for_does_not_wait(make):
    make_duty(), make_ministry()
    assert statuses_to_state(make(), DAY) == []


@pytest.mark.parametrize(("due", "waits"), [(date(2026, 5, 10), True), (date(2026, 5, 11), False), (None, False)])
def test_a_year_whose_day_is_over_waits_to_be_published(due, waits):
    make_duty(), make_ministry()
    alice = make_keeper()
    set_due_day(make_government(), fiscal_year=2025, due_on=due, by=OPERATOR)
    assert [line.url for line in years_to_publish(alice, DAY)] == (["/governance/lists/government/years/2025/"] if waits else [])
    assert years_to_publish(make_keeper(make_government("elsewhere"), login_name="other"), DAY) == []
    publish_year(make_government(), fiscal_year=2025, by=OPERATOR)
    assert years_to_publish(alice, DAY) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_a_fixed_number_of_queries(django_assert_num_queries, number):
    government = make_government()
    for at in range(number):
        ministry, duty = make_ministry(f"ministry-{at}"), make_duty(f"Duty {at}", role=f"role-{at}")
        state_duty(duty, organization=ministry, fiscal_year=2025, state="performed", by=OPERATOR)
        make_duty(f"Gap {at}")
        set_due_day(government, fiscal_year=2025 - at % 2, due_on=date(2026, 4, 30), by=OPERATOR)
    bob, alice = make_pmo(government), make_keeper(login_name="alice")
    with django_assert_num_queries(11):
        statuses_to_state(bob, DAY)
    with django_assert_num_queries(4):
        years_to_publish(alice, DAY)
