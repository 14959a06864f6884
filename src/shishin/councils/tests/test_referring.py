from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from shishin.councils.errors.bodies import AnotherBodysMeeting, BodyIsAbolished
from shishin.councils.errors.decisions import BodyNotYetEstablished, DayToCome
from shishin.councils.errors.referrals import (
    AlreadyPublished,
    DayBefore,
    DueBeforeReferred,
    DueDayNotLater,
    NotAbove,
    NotBelow,
    QuestionMissing,
    ReasonMissing,
    ReferralHasEnded,
    SameReferral,
)
from shishin.councils.models import Meeting, Referral
from shishin.councils.referrals.ageing import age_tags, days_overdue
from shishin.councils.referrals.referring import extend_referral, publish_referral, withdraw_referral
from shishin.councils.referrals.reporting import accept_report, return_report
from shishin.councils.tests.makers import FIRST_DAY, make_body, make_referral, make_report
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
LATER = date(2020, 6, 1)


def test_a_council_asks_below_it_and_a_committee_proposes_above():
    council = make_body("council")
    part = make_body("part", parent=council)
    group = make_body("group", parent=part)

    down = make_referral(council, group)
    up = make_referral(council, group, is_up=True)

    assert (down.reporting_body, down.answering_body) == (group, council)
    assert (up.reporting_body, up.answering_body) == (group, council)
    with pytest.raises(NotBelow):
        make_referral(group, council)
    with pytest.raises(NotAbove):
        make_referral(group, council, is_up=True)
    with pytest.raises(NotBelow):
        make_referral(council, make_body())
    with pytest.raises(NotBelow):
        make_referral(council, council)
    assert list(Entry.objects.values_list("key", flat=True)) == ["councils.referral_made"] * 2


def test_both_bodies_are_there_and_the_days_are_in_order():
    council = make_body()
    gone = make_body(parent=council, abolished_on=date(2020, 3, 31))
    young = make_body(parent=council, established_on=date(2020, 4, 2))
    elsewhere = Meeting.objects.create(body=make_body(), held_on=FIRST_DAY)

    with pytest.raises(BodyIsAbolished):
        make_referral(council, gone)
    with pytest.raises(BodyNotYetEstablished):
        make_referral(council, young)
    with pytest.raises(DueBeforeReferred):
        make_referral(council, due_on=date(2020, 3, 31))
    with pytest.raises(DayToCome):
        make_referral(council, referred_on=localdate() + timedelta(days=1))
    with pytest.raises(QuestionMissing):
        make_referral(council, questions={"ja": ""})
    with pytest.raises(AnotherBodysMeeting):
        make_referral(council, meeting=elsewhere)
    assert Referral.objects.count() == 0


def test_a_referral_is_published_once():
    referral = make_referral()
    with pytest.raises(DayBefore):
        publish_referral(referral, on=date(2020, 3, 31), by=OPERATOR)

    assert publish_referral(referral, by=OPERATOR).published_on == localdate()
    with pytest.raises(AlreadyPublished):
        publish_referral(referral, by=OPERATOR)


def test_a_due_day_only_moves_later_and_with_a_reason():
    referral = make_referral(due_on=LATER)
    with pytest.raises(DueDayNotLater):
        extend_referral(referral, due_on=LATER, reason="Holidays.", by=OPERATOR)
    with pytest.raises(ReasonMissing):
        extend_referral(referral, due_on=date(2020, 7, 1), reason=" ", by=OPERATOR)

    assert extend_referral(referral, due_on=date(2020, 7, 1), reason="Hearings take longer.", by=OPERATOR).due_on == date(2020, 7, 1)
    entry = Entry.objects.get(key="councils.referral_extended")
    assert (entry.why, entry.data) == ("Hearings take longer.", {"due_on": "2020-07-01", "before": "2020-06-01"})


def test_what_is_withdrawn_has_ended():
    referral = make_referral()
    with pytest.raises(ReasonMissing):
        withdraw_referral(referral, reason="", by=OPERATOR)
    with pytest.raises(DayBefore):
        withdraw_referral(referral, reason="Settled.", on=date(2020, 3, 31), by=OPERATOR)

    ended = withdraw_referral(referral, reason="Settled by law.", on=LATER, by=OPERATOR)

    assert (ended.state, ended.ended_on, ended.withdrawn_reason) == ("withdrawn", LATER, "Settled by law.")
    for act in (
        lambda: withdraw_referral(referral, reason="Again.", by=OPERATOR),
        lambda: extend_referral(referral, due_on=LATER, reason="More time.", by=OPERATOR),
        lambda: make_report(referral),
    ):
        with pytest.raises(ReferralHasEnded):
            act()


def test_a_report_that_waits_ends_with_the_referral():
    report = make_report(make_referral(), reported_on=date(2020, 5, 1))
    with pytest.raises(DayBefore):
        withdraw_referral(report.referral, reason="Settled.", on=date(2020, 4, 30), by=OPERATOR)

    withdraw_referral(report.referral, reason="Settled by law.", on=LATER, by=OPERATOR)

    report.refresh_from_db()
    assert (report.outcome, report.answered_on, report.answer) == ("lapsed", LATER, {})
    for act in (
        lambda: accept_report(report, on=LATER, by=OPERATOR),
        lambda: return_report(report, reasons={"en": "No."}, on=LATER, by=OPERATOR),
    ):
        with pytest.raises(ReferralHasEnded):
            act()


def test_an_answer_stays_when_the_referral_is_withdrawn():
    report = make_report(make_referral())
    return_report(report, reasons={"en": "Too short."}, on=LATER, by=OPERATOR)

    withdraw_referral(report.referral, reason="Settled.", on=LATER, by=OPERATOR)

    report.refresh_from_db()
    assert (report.outcome, report.answer) == ("returned", {"en": "Too short."})


def test_a_referral_ages_until_its_report_is_made():
    referral = make_referral(due_on=LATER)

    def said(day):
        return [tag.words for tag in age_tags(referral, day)]

    assert said(date(2020, 5, 1)) == ["Under consideration"]
    assert said(date(2020, 5, 31)) == ["Under consideration", "due in 1 day"]
    assert said(LATER) == ["Under consideration", "due today"]
    assert said(date(2020, 6, 6)) == ["Under consideration", "5 days overdue"]
    assert days_overdue(referral, date(2020, 6, 6)) == 5
    make_report(referral)
    referral.refresh_from_db()
    assert said(date(2020, 6, 6)) == ["Reported"]
    assert list(Referral.objects.overdue_on(date(2020, 6, 6))) == []


def test_the_same_referral_is_made_once_and_again_after_it_was_withdrawn():
    council = make_body()
    group = make_body(parent=council, name="Group")
    titles = {"titles": {"en": "On conduct"}}
    referral = make_referral(council, group, **titles)
    with pytest.raises(SameReferral) as refused:
        make_referral(council, group, **titles)
    assert refused.value.message == "“On conduct” was put to Group on 1 April 2020 already."
    make_referral(council, group, titles={"en": "On data"})
    withdraw_referral(referral, reason="Too early.", by=OPERATOR)
    make_referral(council, group, **titles)
    assert Referral.objects.count() == 3
