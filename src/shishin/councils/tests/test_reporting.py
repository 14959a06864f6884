from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.errors.bodies import AnotherBodysMeeting
from shishin.councils.errors.referrals import (
    AlreadyPublished,
    DayBefore,
    DraftMissing,
    DraftNotExpected,
    DueDayNotLater,
    NoPartOfReferral,
    ReasonMissing,
    ReferralHasEnded,
    ReferralNotPublished,
    ReportAnswered,
    ReportWaits,
)
from shishin.councils.models import Meeting, Report
from shishin.councils.referrals.referring import publish_referral, withdraw_referral
from shishin.councils.referrals.reporting import accept_report, publish_report, return_report
from shishin.councils.tests.makers import FIRST_DAY, make_body, make_referral, make_report
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2020, 5, 1), date(2020, 6, 1)
WHY = {"ja": "章が足りない。", "en": "A chapter is missing."}


def test_a_report_is_returned_made_again_and_accepted():
    referral = make_referral(due_on=MAY)
    first = make_report(referral)
    with pytest.raises(ReportWaits):
        make_report(referral)
    with pytest.raises(ReasonMissing):
        return_report(first, reasons={"ja": " "}, on=MAY, by=OPERATOR)
    with pytest.raises(DueDayNotLater):
        return_report(first, reasons=WHY, on=MAY, due_on=FIRST_DAY, by=OPERATOR)

    return_report(first, reasons=WHY, on=MAY, due_on=JUNE, by=OPERATOR)
    referral.refresh_from_db()
    assert (referral.state, referral.due_on) == ("returned", JUNE)
    with pytest.raises(DayBefore):
        make_report(referral)
    second = make_report(referral, reported_on=JUNE, text_hash="b" * 64)
    accept_report(second, on=JUNE, by=OPERATOR)

    referral.refresh_from_db()
    assert (referral.state, referral.ended_on) == ("accepted", JUNE)
    assert [(row.number, row.outcome, row.answer) for row in referral.reports.all()] == [(1, "returned", WHY), (2, "accepted", {})]
    with pytest.raises(ReportAnswered):
        accept_report(second, on=JUNE, by=OPERATOR)
    with pytest.raises(ReferralHasEnded):
        make_report(referral, reported_on=JUNE)
    assert list(Entry.objects.values_list("key", flat=True)) == [
        "councils.referral_made",
        "councils.report_made",
        "councils.report_returned",
        "councils.report_made",
        "councils.report_accepted",
    ]


def test_a_report_carries_a_draft_or_says_why_nothing_changes():
    referral = make_referral()
    no_change = {"kind": Report.Kind.NO_CHANGE, "text_name": "", "text_hash": ""}
    with pytest.raises(DraftMissing):
        make_report(referral, text_hash="")
    with pytest.raises(ReasonMissing):
        make_report(referral, **no_change)
    with pytest.raises(DraftNotExpected):
        make_report(referral, kind=Report.Kind.NO_CHANGE, words=WHY)
    with pytest.raises(DayBefore):
        make_report(referral, reported_on=date(2020, 3, 31))

    assert make_report(referral, **no_change, words=WHY).words == WHY


def test_meetings_of_a_report_are_those_of_its_bodies():
    referral = make_referral()
    elsewhere = Meeting.objects.create(body=make_body(), held_on=MAY)
    of_group = Meeting.objects.create(body=referral.asked_of, held_on=MAY)
    of_council = Meeting.objects.create(body=referral.asked_by, held_on=MAY)
    with pytest.raises(NoPartOfReferral):
        make_report(referral, meeting=elsewhere)

    report = make_report(referral, meeting=of_group)

    with pytest.raises(AnotherBodysMeeting):
        accept_report(report, on=MAY, meeting=of_group, by=OPERATOR)
    with pytest.raises(DayBefore):
        accept_report(report, on=date(2020, 3, 31), by=OPERATOR)
    assert accept_report(report, on=MAY, meeting=of_council, by=OPERATOR).answered_at == of_council


def test_a_report_is_public_only_with_its_referral():
    report = make_report()
    with pytest.raises(ReferralNotPublished):
        publish_report(report, by=OPERATOR)
    publish_referral(report.referral, by=OPERATOR)
    with pytest.raises(DayBefore):
        publish_report(report, on=date(2020, 3, 31), by=OPERATOR)

    publish_report(report, by=OPERATOR)

    with pytest.raises(AlreadyPublished):
        publish_report(report, by=OPERATOR)


def test_nothing_is_accepted_that_nobody_asks_any_more():
    report = make_report()
    withdraw_referral(report.referral, reason="Settled.", on=MAY, by=OPERATOR)

    with pytest.raises(ReferralHasEnded):
        accept_report(report, on=MAY, by=OPERATOR)
