"""What waits on the desk of those who write plans, and of those who advise on them."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from shishin.governance.adopting import adopt_plan_edition
from shishin.governance.submitting import give_advice, return_edition
from shishin.governance.tests.makers import make_ministry, make_pmo
from shishin.governance.tests.plan_makers import (
    dispose_of_all,
    make_adopted_plan,
    make_adviser,
    make_body,
    make_decision,
    make_plan,
    make_submitted,
)
from shishin.governance.waiting import editions_waiting_for
from shishin.governance.writing import start_next_edition
from shishin.people.tests.makers import make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def lines(person):
    return [(line.url.split("/")[-2], line.why) for line in editions_waiting_for(person, localdate())]


def test_measures_to_dispose_of_wait_for_the_writer_until_something_is_said():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    writer = make_pmo(plan.organization)
    assert lines(writer) == [("dispose", "2 measures wait for a disposal.")]
    dispose_of_all(edition)
    assert lines(writer) == [("edit", "It is being written, and not submitted yet.")]
    assert lines(make_pmo(make_ministry("other"))) == []
    assert lines(make_person()) == []


def test_what_is_submitted_waits_for_advice_and_then_for_an_answer():
    edition = make_submitted(make_plan())
    adviser, writer = make_adviser(edition.plan), make_pmo(edition.plan.organization)
    assert (lines(adviser), lines(writer)) == ([("advice", "It is submitted, and waits for advice.")], [])
    give_advice(edition, words="Shorter.", organization=edition.plan.advised_by, by=OPERATOR)
    assert (lines(adviser), lines(writer)) == ([], [("advice", "1 piece of advice is not answered.")])
    return_edition(edition, words="Say who is in charge.", by=OPERATOR)
    assert lines(writer)[1:] == [("edit", "It was returned: Say who is in charge.")]


def test_a_text_that_its_body_decided_on_waits_to_be_adopted():
    plan = make_plan(bodies=[make_body("council")])
    edition = make_submitted(plan)
    writer = make_pmo(plan.organization)
    make_decision(edition, body=make_body("other"))
    make_decision(edition, text_hash="b" * 64)
    assert lines(writer) == []
    decision = make_decision(edition)
    assert lines(writer) == [("adopt", "A body has decided on it.")]
    adopt_plan_edition(edition, decision=decision, by=OPERATOR)
    assert lines(writer) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_of_the_database_whatever_the_number_of_plans(rows, django_assert_num_queries):
    ministry = make_ministry()
    for _number in range(rows):
        plan = make_plan(ministry)
        make_adopted_plan(plan)
        start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
        make_decision(make_submitted(make_plan(ministry, bodies=[make_body()])), body=make_body("other"))
    writer = make_pmo(ministry)
    lines(writer)
    with django_assert_num_queries(10):
        assert len(lines(writer)) == rows
