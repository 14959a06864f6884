"""Plans on other pages: search, the page of a clause, that of a decision, the desk, and the menus."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from shishin.governance.adopting import publish_plan_edition
from shishin.governance.models import Plan
from shishin.governance.models.plans import MEASURE_LINE
from shishin.governance.reporting import report_progress
from shishin.governance.searching import plans_with
from shishin.governance.submitting import submit_edition
from shishin.governance.tests.full_plans import adopt, make_full, make_full_working
from shishin.governance.tests.makers import make_keeper, make_ministry, make_pmo
from shishin.governance.tests.plan_makers import (
    dispose_of_all,
    make_adopted_plan,
    make_adviser,
    make_plan,
    make_working,
    measure_words,
    quarter,
    sign_in,
    text_of,
)
from shishin.governance.text_pages import measures
from shishin.governance.waiting import plans_waiting_for
from shishin.governance.writing import start_next_edition, write_measure
from shishin.guidelines.models import Line
from shishin.kit.waiting import Waiting
from shishin.people.claims import agree
from shishin.people.models import Claim
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)


def adopt_next(plan: Plan, *more: str) -> None:
    """The edition of the next year, with further measures."""
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    for words in more:
        write_measure(edition, words=measure_words(words), by=OPERATOR)
    dispose_of_all(edition)
    adopt(submit_edition(edition, by=OPERATOR), on=DAY)


# Search.


def test_plans_and_measures_are_found_by_everybody_once_they_are_published(client):
    plan = make_plan()
    make_adopted_plan(plan, measures=["One form"], is_published=False)
    assert plans_with("One form") == []
    other = make_plan(make_ministry("other"), slug="other")
    make_adopted_plan(other, measures=["One form", "Open data"])
    assert [(one.url, one.plan) for one in plans_with("form one")] == [("/plans/other/measures/one-form/", "Digital plan")]
    assert [one.url for one in plans_with("digital plan")] == ["/plans/other/"]
    assert plans_with("") == []
    assert "/plans/other/measures/one-form/" in text_of(client.get("/search/?q=One+form"))


def test_a_measure_of_an_edition_that_is_not_in_force_is_not_found():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One form"])
    report_progress(plan, key="one-form", quarter=quarter(2025, 4), state="done", done="It is there.", by=OPERATOR)
    assert len(plans_with("One form")) == 1
    adopt_next(plan, "Open data")
    assert plans_with("One form") == []


def test_search_asks_the_same_however_many_plans_there_are(django_assert_num_queries):
    for number, count in ((1, 1), (2, 3)):
        for at in range(count - number + 1):
            make_adopted_plan(make_plan(make_ministry(f"m-{number}-{at}"), slug=f"p-{number}-{at}"), measures=["One form"])
        with django_assert_num_queries(3):
            assert len(plans_with("One form")) == count


# The page of a clause.


def test_a_clause_tells_the_measures_that_serve_it_once_its_keeper_agreed(django_assert_num_queries):
    edition = adopt(submit_edition(make_full_working(), by=OPERATOR), is_published=False)
    publish_plan_edition(edition, by=make_pmo(edition.plan.organization))
    line = Line.objects.get(key="users-first")
    (stage,) = measures(line, AnonymousUser())
    assert (stage.order, stage.is_missing) == (104, True)
    agree(Claim.objects.get(kind=MEASURE_LINE), by=make_keeper(line.document.owner))
    with django_assert_num_queries(1):
        (stage,) = measures(line, AnonymousUser())
    assert [(fact.title, fact.url) for fact in stage.facts] == [("Measure 0", f"/plans/{edition.plan.slug}/measures/measure-0/")]


def test_the_keeper_of_a_clause_needs_to_agree_to_nobody():
    make_full_working()
    line = Line.objects.get(key="users-first")
    make_full(make_plan(line.document.owner, slug="own"))
    (stage,) = measures(line, AnonymousUser())
    assert [fact.body for fact in stage.facts] == ["Digital plan, Edition FY2025"]


def test_a_clause_tells_of_editions_in_force_alone():
    make_full_working()
    line = Line.objects.get(key="users-first")
    plan = make_plan(line.document.owner, slug="own")
    make_full(plan)
    adopt_next(plan)
    (stage,) = measures(line, AnonymousUser())
    assert [fact.body for fact in stage.facts] == ["Digital plan, Edition FY2026"]


def test_the_page_of_a_decision_leads_to_the_plan(client):
    edition = make_full()
    assert edition.get_absolute_url() in text_of(client.get(edition.adopted_by.get_absolute_url()))


# The desk.


def kinds_of(lines: list[Waiting]) -> list[tuple[str, bool]]:
    return [(line.kind, line.is_for_others) for line in lines]


def test_quarters_to_report_and_plans_due_wait_for_the_writer():
    plan = make_plan(rule={"every_months": 12})
    make_adopted_plan(plan, measures=["One", "Two"])
    report_progress(plan, key="one", quarter=quarter(2025, 4), state="late", done="Asked.", by=OPERATOR)

    progress, due = plans_waiting_for(make_pmo(plan.organization), DAY)

    assert (progress.count, progress.done, progress.url) == (2, 1, f"/plans/{plan.slug}/progress/?quarter=2025Q4")
    assert (due.due, due.url, due.is_for_others) == (date(2026, 6, 30), plan.get_absolute_url(), False)


def test_the_adviser_knows_what_is_due_and_nobody_else_is_told():
    plan = make_plan(rule={"every_months": 12})
    adviser = make_adviser(plan)
    make_adopted_plan(plan, measures=["One"])
    assert kinds_of(plans_waiting_for(adviser, DAY)) == [("plans", True)]
    assert plans_waiting_for(make_pmo(make_ministry("elsewhere")), DAY) == []


def test_what_is_reported_or_in_time_waits_for_nobody():
    plan = make_plan(rule={"every_months": 12})
    make_adopted_plan(plan, measures=["One"])
    report_progress(plan, key="one", quarter=quarter(2025, 3), state="done", done="It is there.", by=OPERATOR)
    assert plans_waiting_for(make_pmo(plan.organization), date(2026, 4, 15)) == []


def test_the_desk_asks_the_same_however_many_plans_there_are(django_assert_num_queries):
    organization = make_ministry()
    writer = make_pmo(organization)
    for count in (1, 3):
        while organization.plans.count() < count:
            make_adopted_plan(make_plan(organization, slug=f"plan-{organization.plans.count()}", rule={"every_months": 12}))
        fresh = type(writer).objects.get(pk=writer.pk)
        with django_assert_num_queries(6):
            assert len(plans_waiting_for(fresh, DAY)) == 2 * count


# Menus.


def test_plans_stand_in_the_menu_and_writers_find_them_under_manage(client):
    assert 'href="/plans/"' in text_of(client.get("/"))
    assert 'href="/plans/"' in text_of(sign_in(make_pmo(make_ministry())).get("/manage/"))


def test_a_begun_plan_is_in_nobodys_search():
    make_working(make_plan())
    assert plans_with("digital") == []
