"""An edition is submitted as it stands, returned with a reason, advised on and answered; its body finds it in its list."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.deciding.recording import record_decision
from shishin.councils.subjects import subjects_of
from shishin.councils.tests.makers import make_body, make_seat
from shishin.councils.texts import texts_for, texts_of
from shishin.governance.adopting import adopt_plan_edition, name_of_plan_text
from shishin.governance.errors.plans import (
    AdviceIsAnswered,
    NothingToSubmit,
    NotInEdition,
    NotSubmitted,
    NoWordsOfAdvice,
    NoWordsOfAnswer,
    NoWordsOfReturn,
)
from shishin.governance.models import PlanEdition
from shishin.governance.plans.content import hash_of_plan_edition
from shishin.governance.submitting import answer_advice, give_advice, return_edition, submit_edition
from shishin.governance.tests.makers import make_ministry, make_pmo
from shishin.governance.tests.plan_makers import make_adviser, make_plan, make_submitted, make_working, measure_words
from shishin.governance.writing import remove_measure, write_measure
from shishin.people.models import Organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted() -> PlanEdition:
    return make_submitted(make_plan())


@pytest.fixture
def agency(submitted) -> Organization:
    make_adviser(submitted.plan)
    return submitted.plan.advised_by


def test_what_is_submitted_keeps_the_hash_of_its_words():
    edition = make_working(make_plan(), measures=["One"])
    before = hash_of_plan_edition(edition)
    submitted = submit_edition(edition, by=OPERATOR, on=date(2025, 6, 1))
    assert (submitted.state, submitted.text_hash, submitted.submitted_on) == ("submitted", before, date(2025, 6, 1))


def test_an_edition_without_measures_is_not_submitted():
    edition = make_working(make_plan(), measures=())
    with pytest.raises(NothingToSubmit):
        submit_edition(edition, by=OPERATOR)


def test_what_is_returned_is_written_on_with_its_advice_and_submitted_as_another_text(submitted, agency):
    before = submitted.text_hash
    give_advice(submitted, words="Shorter.", organization=agency, by=OPERATOR)
    with pytest.raises(NoWordsOfReturn):
        return_edition(submitted, words=" ", by=OPERATOR)
    returned = return_edition(submitted, words="Say who is in charge.", by=OPERATOR)
    assert (returned.state, returned.text_hash, returned.return_reason) == ("working", "", "Say who is in charge.")
    write_measure(returned, words=measure_words("Another"), by=OPERATOR)
    again = submit_edition(returned, by=OPERATOR)
    assert (again.return_reason, again.advice.count(), again.text_hash == before) == ("", 1, False)
    with pytest.raises(NotSubmitted):
        return_edition(return_edition(again, words="Once more.", by=OPERATOR), words="Twice.", by=OPERATOR)


def test_advice_is_given_on_what_is_submitted_alone(submitted, agency):
    with pytest.raises(NoWordsOfAdvice):
        give_advice(submitted, words=" ", organization=agency, by=OPERATOR)
    with pytest.raises(NotInEdition):
        give_advice(submitted, words="Shorter.", key="nothing", organization=agency, by=OPERATOR)
    returned = return_edition(submitted, words="Back.", by=OPERATOR)
    with pytest.raises(NotSubmitted):
        give_advice(returned, words="Shorter.", organization=agency, by=OPERATOR)


def test_advice_is_answered_once_and_in_words_unless_it_is_taken_up(submitted, agency):
    advice = give_advice(submitted, words="Shorter.", key="one-form", organization=agency, by=OPERATOR)
    with pytest.raises(NoWordsOfAnswer):
        answer_advice(advice, answer="not", words="", by=OPERATOR)
    answered = answer_advice(advice, answer="taken_up", words="", by=OPERATOR)
    assert (answered.answer, answered.is_answered, answered.key) == ("taken_up", True, "one-form")
    with pytest.raises(AdviceIsAnswered):
        answer_advice(advice, answer="not", words="No.", by=OPERATOR)


def test_a_measure_that_was_advised_on_may_go_and_the_advice_stays(submitted, agency):
    give_advice(submitted, words="Drop it.", key="one-form", organization=agency, by=OPERATOR)
    returned = return_edition(submitted, words="Back.", by=OPERATOR)
    remove_measure(returned, key="one-form", by=OPERATOR)
    assert [one.key for one in submit_edition(returned, by=OPERATOR).advice.all()] == ["one-form"]


# What bodies see.


def titles(body, reader):
    return [text.title for text in texts_for(body, reader=reader) if text.name.startswith("plan:")]


def test_a_submitted_edition_is_in_the_list_of_the_bodies_that_adopt_it():
    named, other = make_body("council"), make_body("other")
    plan = make_plan(bodies=[named])
    edition = make_working(plan)
    chair = make_seat(named, "chair").person
    assert titles(named, chair) == []
    edition = submit_edition(edition, by=OPERATOR)
    assert titles(named, chair) == ["Digital plan, Edition FY2025"]
    assert titles(other, chair) == []
    assert titles(named, make_seat(other, "chair").person) == []
    plan.bodies.clear()
    assert titles(other, make_pmo(plan.organization)) == ["Digital plan, Edition FY2025"]


def test_a_recorded_decision_leads_to_adopting_and_then_to_the_edition():
    body = make_body("council")
    plan = make_plan(bodies=[body])
    edition = make_submitted(plan)
    name = name_of_plan_text(edition)
    decision = record_decision(body, kind="decided", decided_on=date(2025, 6, 30), text_name=name, text_hash=edition.text_hash, by=OPERATOR)
    writer, stranger = make_pmo(plan.organization), make_pmo(make_ministry("other"))
    assert texts_of([decision], reader=writer)[name].adoption == f"/plans/{plan.slug}/2025/adopt/"
    unknown = texts_of([decision], reader=stranger)[name]
    assert (unknown.adoption, unknown.url, unknown.title) == ("", "", "A text that is not public")
    edition = adopt_plan_edition(edition, decision=decision, by=OPERATOR)
    assert [one.words for one in subjects_of(decisions=[decision], reader=writer).of(decision)] == ["Digital plan, Edition FY2025"]
    assert subjects_of(decisions=[decision], reader=stranger).of(decision) == []
    assert texts_of([decision], reader=writer)[name].adoption == ""
