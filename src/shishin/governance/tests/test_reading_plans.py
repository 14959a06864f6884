"""Plans as their readers see them: by their clock, one with its figures, its editions, measures, roadmap and indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.governance.adopting import publish_plan_edition
from shishin.governance.disposing import dispose_of
from shishin.governance.plans.keeping import close_plan
from shishin.governance.reporting import report_progress, report_value
from shishin.governance.submitting import answer_advice, give_advice, submit_edition
from shishin.governance.tests.full_plans import adopt, make_full
from shishin.governance.tests.makers import make_ministry, make_pmo, title
from shishin.governance.tests.plan_makers import (
    make_adopted_plan,
    make_adviser,
    make_plan,
    make_submitted,
    measure_words,
    quarter,
    text_of,
)
from shishin.governance.writing import remove_measure, start_next_edition, write_measure
from shishin.guidelines.models import Line
from shishin.kit.dates import FiscalYear
from shishin.people.tests.makers import make_auditor
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def names_in(answer) -> list[str]:
    return [row.plan.slug for row in answer.context["page"].rows]


# The list.


def test_without_a_plan_the_list_says_what_will_stand_there(client):
    assert "There is no plan yet" in text_of(client.get("/plans/", headers={"accept-language": "en"}))


def test_plans_stand_by_their_clock_and_the_overdue_first(client):
    for slug, decided in (("in-time", localdate()), ("overdue", date(2025, 6, 30))):
        plan = make_plan(make_ministry(slug), slug=slug, rule={"every_months": 12})
        make_adopted_plan(plan, on=decided)
    make_adopted_plan(make_plan(make_ministry("none"), slug="none"))

    answer = client.get("/plans/", headers={"accept-language": "en"})

    assert names_in(answer) == ["overdue", "in-time", "none"]
    assert "1 plan is overdue" in text_of(answer)
    assert names_in(client.get("/plans/?clock=overdue")) == ["overdue"]
    assert names_in(client.get("/plans/?organization=in-time")) == ["in-time"]
    assert names_in(client.get("/plans/?clock=nothing")) == []


def test_the_centre_and_the_writer_are_led_to_what_is_overdue_and_a_reader_is_not(client):
    plan = make_plan(rule={"every_months": 12}, advised_by=make_ministry("centre"))
    make_adopted_plan(plan)
    for person, is_led in ((None, False), (make_adviser(plan), True), (make_pmo(plan.organization), True), (make_auditor(), True)):
        client.logout() if person is None else client.force_login(person)
        offer = client.get("/plans/").context["page"].next_thing
        assert (offer is not None) == is_led
    assert names_in(client.get(offer.url)) == [plan.slug]


def test_a_plan_without_a_published_edition_is_read_by_those_who_write_it_alone(client):
    plan = make_plan()
    make_adopted_plan(plan, is_published=False)
    paths = ["/plans/", *(reverse(f"governance:{name}", args=[plan.slug]) for name in ("plan", "roadmap", "indicators", "progress"))]
    paths += [reverse("governance:plan-edition", args=[plan.slug, "2025"]), reverse("governance:measure", args=[plan.slug, "one-form"])]
    for other in (None, make_pmo(make_ministry("elsewhere"))):
        if other:
            client.force_login(other)
        assert names_in(client.get("/plans/")) == []
        assert [client.get(path).status_code for path in paths[1:]] == [404] * 6
    client.force_login(make_pmo(plan.organization))
    assert names_in(client.get("/plans/")) == [plan.slug]
    assert [client.get(path).status_code for path in paths] == [200] * 7


def test_the_list_asks_the_same_however_many_plans_there_are(client, django_assert_num_queries):
    make_adopted_plan(make_plan(make_ministry("first"), slug="first", rule={"every_months": 12}))
    with django_assert_num_queries(9):
        assert len(names_in(client.get("/plans/"))) == 1
    for slug in ("second", "third"):
        make_adopted_plan(make_plan(make_ministry(slug), slug=slug, rule={"by": "06-30"}))
    with django_assert_num_queries(9):
        assert len(names_in(client.get("/plans/"))) == 3


def test_due_days_go_into_calendars(client):
    plan = make_plan(rule={"by": "06-30"}, titles=title("Digital\nplan"))
    make_adopted_plan(plan)
    make_adopted_plan(make_plan(make_ministry("none"), slug="none"))

    answer = client.get("/plans/calendar.ics", headers={"accept-language": "en"})

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.decode().split("\r\n")
    assert [line for line in lines if line.startswith(("DTSTART", "SUMMARY"))] == [
        "SUMMARY:Digital plan: next edition due",
        "DTSTART;VALUE=DATE:20260630",
    ]


# One plan.


def test_the_page_of_a_plan_tells_its_figures_and_they_add_up(client):
    edition = make_full(measures=3)
    for key, state in (("measure-0", "done"), ("measure-1", "late")):
        report_progress(edition.plan, key=key, quarter=quarter(2025, 2), state=state, done="So far.", by=OPERATOR)
    report_value(edition.plan, key="share-online-4", year=FiscalYear(2025), value=Decimal(80), by=OPERATOR)

    page = client.get(edition.plan.get_absolute_url(), headers={"accept-language": "en"}).context["page"]

    assert [figure.count for figure in page.figures] == [3, 0, 1, 0, 1, 1]
    assert (page.reached, len(page.indicators)) == (1, 4)
    assert [cell.words for row in page.total_rows for _kind, cell in row.cells] == [
        "0 JPY",
        "3,000 JPY",
        "not public yet",
        "0 JPY",
        "not public yet",
        "3,000 JPY",
    ]


def test_each_reader_is_offered_one_next_thing(client):
    plan = make_plan(rule={"by": "06-30"}, advised_by=make_ministry("centre"))
    writer, adviser = make_pmo(plan.organization), make_adviser(plan)

    def offered(person) -> str:
        client.logout() if person is None else client.force_login(person)
        answer = client.get(plan.get_absolute_url())
        offer = answer.context["page"].offers.next if answer.status_code == 200 else None
        return offer.url.removeprefix(plan.get_absolute_url()) if offer else "–"

    assert (offered(writer), offered(adviser), offered(None)) == ("start/", "–", "–")
    edition = make_submitted(plan)
    assert (offered(writer), offered(adviser), offered(None)) == ("2025/adopt/", "2025/advice/", "–")
    publish_plan_edition(adopt(edition, is_published=False), by=OPERATOR)
    assert (offered(adviser), offered(None)) == ("2025/", "2025/")
    assert offered(writer) == "start/"


def test_in_a_quiet_time_the_writer_is_led_to_the_quarter_that_has_gaps(client):
    plan = make_plan(first_year=2025, last_year=2029)
    make_adopted_plan(plan)
    client.force_login(make_pmo(plan.organization))
    assert "progress/?quarter=" in client.get(plan.get_absolute_url()).context["page"].offers.next.url


def test_a_closed_plan_says_why(client):
    plan = make_plan()
    make_adopted_plan(plan)
    close_plan(plan, ended_on=date(2026, 3, 31), reason="It is merged.", by=OPERATOR)
    answer = client.get(plan.get_absolute_url())
    assert "It is merged." in text_of(answer)
    assert answer.context["page"].clock.state == "closed"


def test_the_history_is_for_those_who_write_or_audit(client):
    plan = make_plan()
    make_adopted_plan(plan)
    for person, has_history in (
        (None, False),
        (make_pmo(make_ministry("elsewhere")), False),
        (make_pmo(plan.organization), True),
        (make_auditor(), True),
    ):
        if person:
            client.force_login(person)
        assert (client.get(plan.get_absolute_url()).context["page"].history is not None) == has_history


def test_the_page_of_a_plan_asks_the_same_however_much_it_has(client, django_assert_num_queries):
    for measures in (1, 3):
        edition = make_full(make_plan(make_ministry(f"m-{measures}"), slug=f"plan-{measures}"), measures=measures)
        with django_assert_num_queries(15):
            assert client.get(edition.plan.get_absolute_url()).status_code == 200


# An edition.


def test_an_edition_says_all_that_was_written(client):
    edition = make_full()
    answer = text_of(client.get(edition.get_absolute_url(), headers={"accept-language": "en"}))
    for words in (
        "Measure 0",
        "Measure 0, in short.",
        "Procedures",
        "FY2025 Q1 – FY2026 Q4",
        "S-1",
        "FY2025 Q2 Asked",
        "after “Asked”",
        "1,000 JPY",
        "Share online",
        "40% (FY2024)",
        "80% (FY2025)",
        "Decided on",
    ):
        assert words in answer, words
    assert reverse("guidelines:clause", args=[Line.objects.get(key="users-first").document.slug, "users-first"]) in answer


def test_advice_its_answer_and_disposals_stand_in_the_edition(client):
    plan = make_plan(advised_by=make_ministry("centre"))
    make_adopted_plan(plan, measures=["One", "Two"])
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    remove_measure(edition, key="two", by=OPERATOR)
    dispose_of(edition, keys=["one"], kind="carried", reason="It goes on.", by=OPERATOR)
    dispose_of(edition, keys=["two"], kind="dropped", reason="The law changed.", by=OPERATOR)
    edition = submit_edition(edition, by=OPERATOR)
    given = give_advice(edition, key="one", words="Ask the users.", organization=plan.advised_by, by=make_adviser(plan))
    answer_advice(given, answer="not", words="They were asked.", by=make_pmo(plan.organization))
    edition = adopt(edition, on=date(2026, 6, 30))

    page = client.get(edition.get_absolute_url()).context["page"]

    assert [(row.title, row.reason) for row in page.disposals] == [("One", "It goes on."), ("Two", "The law changed.")]
    assert [(row.about, row.advice.words, row.advice.answer_words) for row in page.advice] == [
        ("One", "Ask the users.", "They were asked.")
    ]


def test_an_edition_of_many_measures_is_read_in_twelve_queries(client, django_assert_max_num_queries):
    plan = make_plan(advised_by=make_ministry("centre"))
    edition = make_full(plan, measures=3)
    with django_assert_max_num_queries(12):
        assert client.get(edition.get_absolute_url()).status_code == 200


def test_what_is_no_edition_of_the_plan_is_not_there(client):
    edition = make_full()
    for address in ("2026", "2025.2", "2025.0", "9999"):
        assert client.get(f"{edition.plan.get_absolute_url()}{address}/").status_code == 404


# One measure.


def test_a_measure_is_followed_through_all_editions(client):
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    write_measure(edition, key="one", words=measure_words("One", unit="Others"), by=OPERATOR)
    write_measure(edition, words=measure_words("Half"), by=OPERATOR)
    remove_measure(edition, key="two", by=OPERATOR)
    dispose_of(edition, keys=["one"], kind="changed", reason="Another unit.", by=OPERATOR)
    dispose_of(edition, keys=["two"], kind="changed", became=["half"], reason="It was too large.", by=OPERATOR)
    adopt(submit_edition(edition, by=OPERATOR), on=date(2026, 6, 30))

    def page_of(key: str):
        return client.get(reverse("governance:measure", args=[plan.slug, key]), headers={"accept-language": "en"}).context["page"]

    new, old = page_of("one").history
    assert (new.gone, new.new) == (["Unit in charge: Procedures"], ["Unit in charge: Others"])
    assert (new.became.reason, old.is_new, old.became) == ("Another unit.", True, None)
    gone, _first = page_of("two").history
    assert (gone.is_there, gone.became.reason, [name for name, _url in gone.became.measures]) == (False, "It was too large.", ["Half"])
    assert [name for name, _url in page_of("half").came_from] == ["Two"]
    assert not page_of("two").is_in_force


def test_what_changes_in_an_edition_that_is_not_public_is_not_told(client):
    plan = make_plan()
    make_adopted_plan(plan, measures=["One"])
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    write_measure(edition, key="one", words=measure_words("One", unit="Secret unit"), by=OPERATOR)
    url = reverse("governance:measure", args=[plan.slug, "one"])
    assert "Secret unit" not in text_of(client.get(url))
    client.force_login(make_pmo(plan.organization))
    assert "Secret unit" in text_of(client.get(url))
    assert client.get(reverse("governance:measure", args=[plan.slug, "nothing"])).status_code == 404


def test_a_measure_tells_its_progress_by_quarter(client):
    edition = make_full()
    for number, state in ((1, "late"), (2, "done")):
        report_progress(edition.plan, key="measure-0", quarter=quarter(2025, number), state=state, done=f"Step {number}.", by=OPERATOR)
    page = client.get(reverse("governance:measure", args=[edition.plan.slug, "measure-0"])).context["page"]
    assert [(row.quarter.code, row.report.done) for row in page.reports] == [("2025Q2", "Step 2."), ("2025Q1", "Step 1.")]


# Roadmap and indicators.


def test_the_roadmap_shows_every_measure_in_all_years_of_the_plan(client):
    edition = make_full(measures=2)
    answer = client.get(reverse("governance:roadmap", args=[edition.plan.slug]), headers={"accept-language": "en"})
    roadmap = answer.context["roadmap"]
    assert [year.begins_in for year in roadmap.shown_years] == [2025, 2026, 2027, 2028, 2029]
    assert [row.words for group in roadmap.groups for row in group.rows] == ["Measure 0", "Measure 1"]
    assert "FY2025 Q2: Asked" in text_of(answer)


def test_indicators_tell_the_part_of_the_way_with_its_three_figures(client):
    edition = make_full()
    report_value(edition.plan, key="share-online", year=FiscalYear(2025), value=Decimal(50), source="Survey", by=OPERATOR)
    answer = client.get(reverse("governance:indicators", args=[edition.plan.slug]))
    shown = answer.context["shown"]
    (stand,) = shown.of_measures
    assert (stand.baseline, stand.actual, stand.target, stand.part_in_words) == ("40%", "50%", "80%", "25%")
    assert [one.indicator.key for one in shown.effects] == ["share-online-2"]
    assert "Survey" in text_of(answer)


def test_a_value_without_a_target_is_told_without_a_part(client):
    edition = make_full()
    report_value(edition.plan, key="share-online", year=FiscalYear(2026), value=Decimal(90), by=OPERATOR)
    (stand,) = client.get(reverse("governance:indicators", args=[edition.plan.slug])).context["shown"].of_measures
    assert (stand.actual, stand.target, stand.part_in_words) == ("90%", "", "")


def test_pages_of_a_plan_without_an_edition_say_so(client):
    plan = make_plan()
    client.force_login(make_pmo(plan.organization))
    for name in ("roadmap", "indicators", "progress"):
        assert 'class="empty' in client.get(reverse(f"governance:{name}", args=[plan.slug])).content.decode()
