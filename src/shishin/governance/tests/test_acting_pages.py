"""The pages on which a plan is founded and an edition goes its way: disposals, submitting, advice, adopting, publishing, withdrawing."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from shishin.councils.tests.makers import make_body as make_named_body
from shishin.councils.tests.makers import make_seat
from shishin.governance.models import Advice, Disposal, Plan, PlanEdition
from shishin.governance.reporting import report_progress
from shishin.governance.submitting import give_advice, submit_edition
from shishin.governance.tests.makers import make_auditor, make_ministry, make_pmo
from shishin.governance.tests.plan_makers import (
    dispose_of_all,
    make_adopted_plan,
    make_adviser,
    make_body,
    make_decision,
    make_plan,
    make_submitted,
    make_working,
    measure_of,
    measure_words,
    quarter,
    sign_in,
    text_of,
    url_of,
)
from shishin.governance.writing import AmountWords, remove_measure, start_next_edition, write_measure
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

PLAN = {
    "titles_ja": "中長期計画", "titles_en": "Digital plan", "source_language": "ja", "first_year": "令和8年度", "last_year": "FY2028",
    "clock": "day", "by": "6月30日", "currency": "jpy",
}  # fmt: skip


def writer_of(edition: PlanEdition) -> Client:
    return sign_in(make_pmo(edition.plan.organization))


# The frame of a plan.


def test_a_plan_is_founded_with_years_and_a_rule_as_people_write_them():
    ministry, body = make_ministry(), make_named_body("council")
    client = sign_in(make_pmo(ministry))
    answer = client.post(reverse("governance:add-plan"), PLAN | {"organization": ministry.pk, "bodies": [body.pk], "answers": "on"})
    plan = Plan.objects.get()
    assert answer["Location"] == plan.get_absolute_url()
    assert (plan.first_year, plan.last_year, plan.currency) == (2026, 2028, "JPY")
    assert plan.rule == {"by": "06-30", "answers": True}
    assert [one.slug for one in plan.bodies.all()] == ["council"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"titles_ja": "", "titles_en": ""}, "Write it in at least one language."),
        ({"last_year": "2025"}, "The last year FY2025 is before the first year FY2026."),
        ({"first_year": "2027-02-10"}, "10 February 2027 lies in FY2026, from 1 April 2026 to 31 March 2027."),
        ({"by": "02-30"}, "Enter a month and a day"),
        ({"by": ""}, "Say it, or choose another rule above."),
        ({"currency": "円"}, "Enter the three letters of a currency"),
    ],
)
def test_an_unfit_frame_is_told_and_no_plan_is_founded(fields, told):
    ministry = make_ministry()
    answer = sign_in(make_pmo(ministry)).post(reverse("governance:add-plan"), PLAN | {"organization": ministry.pk} | fields)
    assert told in text_of(answer)
    assert not Plan.objects.exists()


def test_a_plan_is_founded_for_an_organization_that_one_answers_for_alone():
    ministry, other = make_ministry(), make_ministry("other")
    client = sign_in(make_pmo(ministry))
    assert "Select a valid choice." in text_of(client.post(reverse("governance:add-plan"), PLAN | {"organization": other.pk}))
    assert sign_in(make_auditor(ministry)).get(reverse("governance:add-plan")).status_code == 404


def test_the_frame_stands_in_its_form_and_sent_back_changes_nothing():
    plan = make_plan(rule={"every_months": 12})
    client = sign_in(make_pmo(plan.organization))
    address = reverse("governance:change-plan", args=[plan.slug])
    form = client.get(address).context["form"]
    assert [form[name].value() for name in ("clock", "every_months", "answers")] == ["months", 12, False]
    before = Plan.objects.values().get()
    fields = {"titles_ja": "Digital plan", "titles_en": "Digital plan", "first_year": "2025", "last_year": "2029", "currency": "JPY"}
    assert client.post(address, fields | {"clock": "months", "every_months": "12"}).status_code == 302
    assert Plan.objects.values().get() == before


def test_a_plan_with_an_open_edition_is_not_closed_and_a_closed_one_is_written_no_more():
    edition = make_working(make_plan())
    client, plan = writer_of(edition), edition.plan
    address = reverse("governance:close-plan", args=[plan.slug])
    assert "is not adopted yet." in text_of(client.get(address))
    client.post(url_of("discard-edition", edition))
    client.post(address, {"ended_on": "2026-03-31", "reason": "The ministry is gone."})
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on) == ("closed", date(2026, 3, 31))
    assert "was closed on 31 March 2026." in text_of(client.get(reverse("governance:start-edition", args=[plan.slug])))


# Starting.


def test_starting_says_what_the_edition_begins_with():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two", "Three"])
    report_progress(plan, key="one", quarter=quarter(2025, 4), state="done", done="It is there.", by=OPERATOR)
    client, address = sign_in(make_pmo(plan.organization)), reverse("governance:start-edition", args=[plan.slug])
    page = client.get(address)
    assert "2 measures of Edition FY2025 that were not done" in text_of(page)
    assert "1 that was reported as done stays behind." in text_of(page)
    assert 'value="FY2026"' in text_of(page)
    assert client.post(address, {"fiscal_year": "R8"})["Location"] == f"/plans/{plan.slug}/2026/edit/"


def test_a_day_shows_its_fiscal_year_and_a_second_edition_of_a_year_needs_a_reason():
    plan = make_plan()
    make_adopted_plan(plan)
    client, address = sign_in(make_pmo(plan.organization)), reverse("governance:start-edition", args=[plan.slug])
    answer = client.post(address, {"fiscal_year": "2026-02-10"})
    assert "10 February 2026 lies in FY2025" in text_of(answer)
    assert 'value="FY2025"' in text_of(answer)
    assert PlanEdition.objects.count() == 1
    assert "There is an edition for FY2025 already." in text_of(client.post(address, {"fiscal_year": "FY2025"}))
    assert client.post(address, {"fiscal_year": "FY2025", "reason": "A new law."})["Location"] == f"/plans/{plan.slug}/2025.2/edit/"


# Disposing.


@pytest.fixture
def begun() -> PlanEdition:
    """The next edition, begun from one with three measures, one of which is gone."""
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two", "Three"])
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    remove_measure(edition, key="three", by=OPERATOR)
    return edition


def test_gaps_stand_first_and_what_the_writing_proposes_alike_is_chosen(begun):
    client = writer_of(begun)
    form = client.get(url_of("dispose", begun)).context["form"]
    assert (form["kind"].value(), form["keys"].value()) == ("carried", ["one", "two"])
    client.post(url_of("dispose", begun), {"keys": ["one", "two"], "kind": "carried", "reason": "They go on."})
    form = client.get(url_of("dispose", begun)).context["form"]
    assert [row.measure.key for row in form.rows] == ["three", "one", "two"]
    assert (form["kind"].value(), form["keys"].value(), form.waiting) == ("dropped", ["three"], 1)
    client.post(url_of("dispose", begun), {"keys": ["three"], "kind": "changed", "became": ["one", "two"], "reason": "Split."})
    assert Disposal.objects.get(key="three").became == ["one", "two"]
    assert "Of each it is said what becomes of it" in text_of(client.get(url_of("dispose", begun)))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"keys": ["three"], "kind": "dropped", "reason": ""}, "This field is required."),
        ({"kind": "dropped", "reason": "So."}, "Choose at least one measure."),
        ({"keys": ["one"], "kind": "dropped", "reason": "So."}, "stands in this edition, so it is not dropped."),
        ({"keys": ["three"], "kind": "dropped", "became": ["one"], "reason": "So."}, "Only what is changed becomes other measures."),
        ({"keys": ["three"], "kind": "changed", "reason": "So."}, "nothing says what it became."),
        ({"keys": ["three"], "kind": "done", "reason": "So."}, "is not reported as done."),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_said_of_a_measure(begun, fields, told):
    assert told in text_of(writer_of(begun).post(url_of("dispose", begun), fields))
    assert not Disposal.objects.exists()


def test_disposing_asks_the_same_of_the_database_whatever_the_number_of_measures(django_assert_num_queries):
    for number, measures in enumerate((["One"], ["One", "Two", "Three"])):
        plan = make_plan(make_ministry(f"ministry-{number}"))
        make_adopted_plan(plan, measures=measures)
        edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
        dispose_of_all(edition)
        client = writer_of(edition)
        client.get(url_of("dispose", edition))
        with django_assert_num_queries(22):
            client.get(url_of("dispose", edition))


def test_a_first_edition_has_nothing_to_dispose_of():
    edition = make_working(make_plan())
    assert "was not started from another edition" in text_of(writer_of(edition).get(url_of("dispose", edition)))


# Submitting and returning.


def test_submitting_names_what_is_missing_with_the_way_there_and_then_what_is_fixed(begun):
    client = writer_of(begun)
    page = text_of(client.get(url_of("submit-edition", begun)))
    assert "Nothing says what becomes of “One”, “Two”, “Three”" in page
    assert f'href="{url_of("dispose", begun)}"' in page
    assert client.post(url_of("submit-edition", begun)).status_code == 409
    dispose_of_all(begun)
    assert "What is fixed" in text_of(client.get(url_of("submit-edition", begun)))
    assert client.post(url_of("submit-edition", begun))["Location"] == begun.get_absolute_url()
    begun.refresh_from_db()
    assert begun.is_submitted


def test_the_writer_takes_it_back_and_the_adviser_returns_it_with_a_reason():
    edition = make_submitted(make_plan())
    adviser = sign_in(make_adviser(edition.plan))
    assert "This field is required." in text_of(adviser.post(url_of("return-edition", edition), {"words": ""}))
    assert adviser.post(url_of("return-edition", edition), {"words": "Say who is in charge."})["Location"] == "/plans/"
    edition.refresh_from_db()
    assert (edition.state, edition.return_reason) == ("working", "Say who is in charge.")
    writer = writer_of(edition)
    assert "Say who is in charge." in text_of(writer.get(url_of("edit-edition", edition)))
    submit_edition(edition, by=OPERATOR)
    assert writer.post(url_of("return-edition", edition), {"words": "A slip."})["Location"] == url_of("edit-edition", edition)


# Advice.


def test_advice_is_given_by_the_adviser_and_answered_by_the_writer():
    edition = make_submitted(make_plan())
    adviser, writer = sign_in(make_adviser(edition.plan)), writer_of(edition)
    assert writer.post(url_of("advice", edition), {"words": "My own."}).status_code == 404
    adviser.post(url_of("advice", edition), {"key": "one-form", "words": "Shorter."})
    advice = Advice.objects.get()
    assert (advice.key, advice.organization) == ("one-form", edition.plan.advised_by)
    assert adviser.get(url_of("answer-advice", edition, str(advice.uuid))).status_code == 404
    page = writer.get(url_of("advice", edition))
    assert [(row.measure, row.tag.words) for row in page.context["shown"].rows] == [("One form", "not answered")]
    address = url_of("answer-advice", edition, str(advice.uuid))
    assert "Advice that is not taken up in full needs an answer in words." in text_of(writer.post(address, {"answer": "not"}))
    writer.post(address, {"answer": "partly", "words": "As far as the law allows."})
    assert "As far as the law allows." in text_of(adviser.get(url_of("advice", edition)))
    assert "This advice is answered already." in text_of(writer.get(address))


def test_advice_asks_the_same_of_the_database_whatever_was_given(django_assert_num_queries):
    edition = make_submitted(make_plan())
    make_adviser(edition.plan)
    writer = writer_of(edition)
    for more in (1, 2):
        for _number in range(more):
            give_advice(edition, words="Shorter.", key="one-form", organization=edition.plan.advised_by, by=OPERATOR)
        writer.get(url_of("advice", edition))
        with django_assert_num_queries(16):
            writer.get(url_of("advice", edition))


# Adopting, publishing, withdrawing.


def test_adopting_offers_the_decisions_on_this_very_text_and_says_why_others_do_not_fit():
    plan = make_plan(bodies=[make_named_body("council", name="Council")])
    edition = make_submitted(plan)
    client = writer_of(edition)
    page = client.get(url_of("adopt", edition))
    assert "No recorded decision approves this text yet." in text_of(page)
    assert page.context["adoption"].bodies == []
    other = make_decision(edition, body=make_body("other"))
    elsewhere = make_decision(edition, text_hash="b" * 64)
    fitting = make_decision(edition, on=date(2025, 7, 1))
    page = client.get(url_of("adopt", edition))
    assert [uuid for uuid, _words in page.context["adoption"].fitting] == [str(fitting.uuid)]
    reasons = {decision.pk: why for decision, _body, why in page.context["adoption"].unfit}
    assert "does not adopt this plan" in reasons[other.pk]
    assert "decided on another text" in reasons[elsewhere.pk]
    assert "Select a valid choice." in text_of(client.post(url_of("adopt", edition), {"decision": str(other.uuid)}))
    assert client.post(url_of("adopt", edition), {"decision": str(fitting.uuid)})["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert edition.is_adopted


def test_whoever_presides_over_the_body_is_led_to_recording_the_decision():
    body = make_named_body("council", name="Council")
    edition = make_submitted(make_plan(bodies=[body]))
    person = make_pmo(edition.plan.organization)
    make_seat(body, "chair", person=person)
    url, name = sign_in(person).get(url_of("adopt", edition)).context["adoption"].bodies[0]
    assert name == "Council"
    form = sign_in(person).get(url).context["form"]
    assert form["text"].value().endswith(f" plan:{edition.plan.slug} 2025")


def test_open_advice_bars_adopting_with_the_way_to_answer_it():
    plan = make_plan(rule={"every_months": 12, "answers": True})
    edition = make_submitted(plan)
    make_adviser(plan)
    give_advice(edition, words="Shorter.", organization=plan.advised_by, by=OPERATOR)
    page = text_of(writer_of(edition).get(url_of("adopt", edition)))
    assert "is not answered: 1." in page
    assert f'href="{url_of("advice", edition)}"' in page


def test_publishing_says_what_is_withheld_until_when():
    edition = make_working(make_plan(), measures=["One"])
    amounts = [AmountWords(FiscalYear(2026), "request", 5, date(2999, 12, 25)), AmountWords(FiscalYear(2025), "initial", 6)]
    write_measure(edition, key="one", words=measure_words("One", amounts=amounts), by=OPERATOR)
    edition = submit_edition(edition, by=OPERATOR)
    client = writer_of(edition)
    client.post(url_of("adopt", edition), {"decision": str(make_decision(edition).uuid)})
    page = client.get(url_of("publish-edition", edition))
    assert [(one.measure.title, one.amount.year) for one in page.context["figures"].withheld] == [("One", FiscalYear(2026))]
    assert "25 December 2999" in text_of(page)
    client.post(url_of("publish-edition", edition))
    edition.refresh_from_db()
    assert edition.published_on is not None
    assert "was published on" in text_of(client.get(url_of("publish-edition", edition)))
    client.post(url_of("withdraw-edition", edition), {"reason": "A wrong file was decided on."})
    edition.refresh_from_db()
    assert edition.withdrawn_reason == "A wrong file was decided on."
    assert "was withdrawn on" in text_of(client.get(url_of("withdraw-edition", edition)))


def test_what_was_advised_on_is_not_discarded():
    edition = make_submitted(make_plan())
    adviser = sign_in(make_adviser(edition.plan))
    adviser.post(url_of("advice", edition), {"words": "Shorter."})
    adviser.post(url_of("return-edition", edition), {"words": "Back."})
    assert "Advice was given on" in text_of(writer_of(edition).get(url_of("discard-edition", edition)))
    assert measure_of(edition, "One form")


PAGES = [
    "edit-edition", "add-chapter", "add-measure", "add-indicator", "dispose", "submit-edition", "return-edition", "advice", "adopt",
    "publish-edition", "withdraw-edition", "discard-edition",
]  # fmt: skip


@pytest.mark.parametrize("state", ["working", "submitted", "adopted"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_drawn_in_every_state(state, language):
    make = {"working": make_working, "submitted": make_submitted, "adopted": make_adopted_plan}[state]
    edition = make(make_plan())
    client = writer_of(edition)
    answers = {name: client.get(url_of(name, edition), headers={"accept-language": language}) for name in PAGES}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: 302 if name == "edit-edition" and state != "working" else 200 for name in PAGES
    }
