"""An edition is adopted by the decision of its body on this very text, published once, and withdrawn with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.governance.adopting import adopt_plan_edition, publish_plan_edition, withdraw_plan_edition
from shishin.governance.errors.plans import (
    AdviceIsOpen,
    AnotherPlanTextWasDecided,
    DecisionIsNoApproval,
    NotABodyOfThePlan,
    NotAdopted,
    NotSubmitted,
    PublishedAlready,
    WithdrawnAlready,
    WithdrawnWithoutReason,
)
from shishin.governance.models import PlanEdition
from shishin.governance.models.plans import MEASURE_LINE
from shishin.governance.plans.clock import clock_of, last_adopted
from shishin.governance.submitting import answer_advice, give_advice, return_edition, submit_edition
from shishin.governance.tests.plan_makers import (
    dispose_of_all,
    make_adopted_plan,
    make_adviser,
    make_body,
    make_decision,
    make_plan,
    make_submitted,
    make_working,
    measure_words,
)
from shishin.governance.writing import start_next_edition, write_measure
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.people.models import Claim
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted() -> PlanEdition:
    return make_submitted(make_plan())


def test_it_counts_from_the_day_of_the_decision_and_its_clock_begins_anew():
    plan = make_plan(rule={"every_months": 12})
    edition = make_submitted(plan)
    adopted = adopt_plan_edition(edition, decision=make_decision(edition, on=date(2025, 6, 30)), by=OPERATOR)
    assert (adopted.state, adopted.decided_on) == ("adopted", date(2025, 6, 30))
    clock = clock_of(plan, last=last_adopted([plan])[plan.pk], day=date(2026, 7, 1))
    assert (clock.state, clock.due) == ("overdue", date(2026, 6, 30))


def test_a_decision_on_another_text_adopts_nothing(submitted):
    decision = make_decision(submitted)
    returned = return_edition(submitted, words="Back.", by=OPERATOR)
    write_measure(returned, words=measure_words("Another"), by=OPERATOR)
    again = submit_edition(returned, by=OPERATOR)
    with pytest.raises(AnotherPlanTextWasDecided):
        adopt_plan_edition(again, decision=decision, by=OPERATOR)
    again.refresh_from_db()
    assert again.is_submitted


def test_a_decision_of_another_body_or_one_that_does_not_approve_adopts_nothing(submitted):
    submitted.plan.bodies.set([make_body("council")])
    with pytest.raises(NotABodyOfThePlan):
        adopt_plan_edition(submitted, decision=make_decision(submitted, body=make_body("other")), by=OPERATOR)
    with pytest.raises(DecisionIsNoApproval):
        adopt_plan_edition(submitted, decision=make_decision(submitted, kind="rejected"), by=OPERATOR)
    assert adopt_plan_edition(submitted, decision=make_decision(submitted), by=OPERATOR).is_adopted


def test_what_is_written_or_adopted_is_not_adopted():
    plan = make_plan()
    working = make_working(plan)
    with pytest.raises(NotSubmitted):
        adopt_plan_edition(working, decision=make_decision(working, text_hash="a" * 64), by=OPERATOR)
    submitted = submit_edition(working, by=OPERATOR)
    adopted = adopt_plan_edition(submitted, decision=make_decision(submitted), by=OPERATOR)
    with pytest.raises(NotSubmitted):
        adopt_plan_edition(adopted, decision=make_decision(adopted, on=date(2025, 7, 1)), by=OPERATOR)


def test_unanswered_advice_bars_adopting_where_the_plan_says_so():
    plan = make_plan(rule={"every_months": 12, "answers": True})
    edition = make_submitted(plan)
    make_adviser(plan)
    advice = give_advice(edition, words="Shorter.", organization=plan.advised_by, by=OPERATOR)
    with pytest.raises(AdviceIsOpen, match="1"):
        adopt_plan_edition(edition, decision=make_decision(edition), by=OPERATOR)
    answer_advice(advice, answer="not", words="It is short.", by=OPERATOR)
    assert adopt_plan_edition(edition, decision=make_decision(edition), by=OPERATOR).is_adopted


def test_the_next_edition_follows_the_last_one_that_counts():
    plan = make_plan()
    first = make_adopted_plan(plan, year=2025)
    second = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    dispose_of_all(second)
    second = submit_edition(second, by=OPERATOR)
    second = adopt_plan_edition(second, decision=make_decision(second, on=date(2026, 6, 30)), by=OPERATOR)
    assert last_adopted([plan])[plan.pk] == second
    withdraw_plan_edition(second, reason="A wrong file was decided on.", by=OPERATOR)
    assert last_adopted([plan])[plan.pk] == first


def test_it_is_published_once_and_only_when_it_is_adopted(submitted):
    with pytest.raises(NotAdopted):
        publish_plan_edition(submitted, by=OPERATOR)
    adopted = adopt_plan_edition(submitted, decision=make_decision(submitted), by=OPERATOR)
    assert not PlanEdition.objects.public().exists()
    assert publish_plan_edition(adopted, by=OPERATOR, on=date(2025, 7, 1)).published_on == date(2025, 7, 1)
    with pytest.raises(PublishedAlready):
        publish_plan_edition(adopted, by=OPERATOR)


def test_it_is_withdrawn_once_with_a_reason_and_stays_readable(submitted):
    with pytest.raises(NotAdopted):
        withdraw_plan_edition(submitted, reason="Wrong.", by=OPERATOR)
    edition = adopt_plan_edition(submitted, decision=make_decision(submitted), by=OPERATOR)
    publish_plan_edition(edition, by=OPERATOR)
    with pytest.raises(WithdrawnWithoutReason):
        withdraw_plan_edition(edition, reason=" ", by=OPERATOR)
    withdraw_plan_edition(edition, reason="Wrong.", by=OPERATOR)
    with pytest.raises(WithdrawnAlready):
        withdraw_plan_edition(edition, reason="Wrong.", by=OPERATOR)
    assert not PlanEdition.objects.adopted().exists()
    assert PlanEdition.objects.public().exists()


def test_whoever_keeps_a_clause_is_asked_once_for_all_editions():
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    plan = make_plan()
    edition = make_working(plan, measures=())
    write_measure(edition, words=measure_words(lines=[("realizes", Line.objects.get(key="users-first"))]), by=OPERATOR)
    edition = submit_edition(edition, by=OPERATOR)
    edition = adopt_plan_edition(edition, decision=make_decision(edition), by=OPERATOR)
    assert not Claim.objects.filter(kind=MEASURE_LINE).exists()
    publish_plan_edition(edition, by=OPERATOR)
    second = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    dispose_of_all(second)
    second = submit_edition(second, by=OPERATOR)
    second = adopt_plan_edition(second, decision=make_decision(second, on=date(2026, 6, 30)), by=OPERATOR)
    publish_plan_edition(second, by=OPERATOR)
    assert Claim.objects.filter(kind=MEASURE_LINE).count() == 1
