"""What the councils of the worked examples did: meetings, referrals, reports and decisions, as the domain keeps them."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml

from shishin.councils.models import Body, Decision, Meeting, Paper, Referral, Report, Seat, Vote
from shishin.demo.loading import TEXTS
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.models import Edition
from shishin.people.access import is_held_at
from shishin.people.models import Organization

pytestmark = pytest.mark.django_db
tokyo = pytest.mark.parametrize("example", ["tokyo"], indirect=True)
japan = pytest.mark.parametrize("example", ["japan"], indirect=True)


@tokyo
def test_tokyo_tells_its_council_from_the_first_meeting_to_the_next(example):
    council = Body.objects.get(slug="tokyo-digital-service-council")
    drafting = Edition.objects.get(document__slug="tokyo-user-test-guideline", state=Edition.State.WORKING)

    assert list(council.meetings.values_list("held_on", flat=True)) == [
        date(2021, 11, 9),
        date(2021, 12, 27),
        date(2022, 1, 24),
        date(2022, 3, 31),
        date(2022, 8, 22),
        date(2026, 12, 14),
    ]
    assert list(Referral.objects.values_list("asked_of__slug", "state")) == [
        ("tokyo-working-group-uiux", "accepted"),
        ("tokyo-working-group-data", "accepted"),
        ("tokyo-working-group-security", "accepted"),
        ("tokyo-working-group-uiux", "open"),
        ("tokyo-working-group-security", "reported"),
        ("tokyo-working-group-data", "open"),
    ]
    assert list(Report.objects.filter(referral__asked_of__slug="tokyo-working-group-data").values_list("outcome", flat=True)) == [
        "returned",
        "accepted",
    ]
    assert set(Edition.objects.filter(adopted_by__body=council).values_list("document__slug", "adopted_by__kind")) == {
        ("tokyo-action-guidelines", "by_report"),
        ("tokyo-data-guideline", "by_report"),
        ("tokyo-security-guideline", "by_report"),
        ("tokyo-uiux-guideline", "by_report"),
    }
    assert [change.key for change in unexplained_changes(drafting)] == ["plan-number"]
    assert set(Paper.objects.values_list("publicity", flat=True)) == {"public", "withheld", "closed"}


@tokyo
def test_the_invented_city_decides_with_a_quorum_and_a_recusal(example):
    decision = Decision.objects.get(body__slug="hinagata-digital-committee")

    assert (decision.quorum_needed, decision.quorum_present) == (2, 2)
    assert sorted(Vote.objects.filter(decision=decision).values_list("how", flat=True)) == ["for", "for", "recused"]


@japan
def test_japan_tells_how_the_standard_guideline_came_to_be(example):
    secretariat = Body.objects.get(slug="guideline-secretariat")
    guide, proposal = Referral.objects.order_by("referred_on")

    assert Seat.objects.filter(body__slug="guide-task-force").count() == 7
    assert (guide.direction, guide.asked_of.slug, guide.state) == ("down", "guide-task-force", "accepted")
    assert (proposal.direction, proposal.asked_by.slug, proposal.state) == ("up", "technology-committee", "accepted")
    assert list(guide.editions.values_list("document__slug", "adopted_by__body__slug")) == [("ds-100", "cio-council")]
    assert list(Edition.objects.filter(revision="formal").values_list("version", "adopted_by__body__slug")) == [
        ("1.0.1", "guideline-secretariat")
    ]
    assert (secretariat.name_on(date(2021, 8, 31), "en"), secretariat.name_on(date(2021, 9, 1), "en")) == (
        "National Strategy Office of ICT, and Administrative Management Bureau",
        "Digital Agency (secretariat of the guideline group)",
    )
    assert Meeting.objects.filter(announced_on=None).count() == 0


@tokyo
def test_responses_of_the_demo_are_handed_to_offices_in_which_somebody_may_answer(example):
    told = yaml.safe_load((TEXTS / "consultations.yaml").read_text(encoding="utf-8"))
    offices = set(re.findall(r"'in_charge': '([^']+)'", str(told)))

    assert offices == {"tokyo-digital-services-bureau"}
    assert [is_held_at("answer_opinions", office) for office in Organization.objects.filter(slug__in=offices)] == [True]
