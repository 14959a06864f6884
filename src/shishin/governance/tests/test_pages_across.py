"""Comparison, files and roll-up on their pages: who may see them, in which order, and what is missing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.governance.tests.makers import make_pmo
from shishin.governance.tests.plan_makers import dispose_of_all, make_adopted_plan, make_plan, measure_words
from shishin.governance.tests.test_rolling_up import bring_out
from shishin.governance.writing import start_next_edition, write_measure
from shishin.guidelines.tests.makers import make_adopted
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """With a published edition, and one that is being written."""
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    second = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    write_measure(second, key="one", words=measure_words("One", unit="Others"), by=OPERATOR)
    dispose_of_all(second)
    return plan


def compare_url(plan, old="2025", new="2026"):
    return reverse("governance:compare-plan", args=[plan.slug, old, new])


def test_what_is_being_written_is_compared_by_its_writers_alone(client, plan):
    assert client.get(compare_url(plan)).status_code == 404
    client.force_login(make_pmo(plan.organization))
    page = client.get(compare_url(plan)).content.decode()
    assert "<ins>Others</ins>" in page or "Others" in page
    assert "It goes on." in page
    assert client.get(compare_url(plan, "2026", "2025"), follow=True).redirect_chain == [(compare_url(plan), 302)]


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_a_comparison_is_a_file_in_each_form(client, plan, form):
    client.force_login(make_pmo(plan.organization))
    answer = client.get(reverse("governance:compare-plan-file", args=[plan.slug, "2025", "2026", form]))
    assert (answer.status_code, len(b"".join(answer)) > 500) == (200, True)


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "json"])
def test_a_published_edition_is_a_file_for_everybody_and_another_form_is_not(client, plan, form):
    answer = client.get(reverse("governance:plan-file", args=[plan.slug, "2025", form]))
    assert answer.status_code == 200
    assert client.get(reverse("governance:plan-file", args=[plan.slug, "2026", form])).status_code == 404
    assert client.get(reverse("governance:plan-file", args=[plan.slug, "2025", "odt"])).status_code == 404


@pytest.mark.parametrize("address", ["x..y", "2025..99999", "0..0", "2025.9..2026"])
def test_no_other_address_is_an_edition(client, plan, address):
    client.force_login(make_pmo(plan.organization))
    assert client.get(f"/plans/{plan.slug}/compare/{address}/").status_code == 404


def test_the_roll_up_says_what_is_missing(client):
    assert "No adopted plan names an upper plan yet." in client.get(reverse("governance:roll-up")).content.decode()
    bring_out("alpha", make_adopted("1.0.0", in_force_from=date(2025, 4, 1)).document)
    page = client.get(reverse("governance:roll-up")).content.decode()
    assert "1 measure serves no item." in page
    assert "Serving alpha" in page
    sheet = client.get(reverse("governance:roll-up-file", args=["csv"]), {"document": "action-guidelines"})
    assert "Alone alpha" in b"".join(sheet).decode()
