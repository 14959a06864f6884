"""Decisions, reports and ended referrals stay as they are, also for raw SQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from shishin.councils.fixed import (
    REFERRAL_COLUMNS_FIXED,
    REFERRAL_COLUMNS_FIXED_AT_ITS_END,
    REPORT_COLUMNS_FIXED,
    REPORT_COLUMNS_OF_THE_ANSWER,
    SET_ONCE,
)
from shishin.councils.models import Referral, Report
from shishin.councils.referrals.referring import publish_referral, withdraw_referral
from shishin.councils.referrals.reporting import accept_report
from shishin.councils.tests.makers import make_body, make_decision, make_referral, make_report, make_seat
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
MAY = date(2020, 5, 1)


def refused(sql):
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_columns_are_those_of_the_tables():
    def columns(model):
        return {field.column for field in model._meta.concrete_fields}

    assert {*REFERRAL_COLUMNS_FIXED, *REFERRAL_COLUMNS_FIXED_AT_ITS_END, SET_ONCE} == columns(Referral)
    assert {*REPORT_COLUMNS_FIXED, *REPORT_COLUMNS_OF_THE_ANSWER, SET_ONCE} == columns(Report)


def test_a_decision_and_its_votes_are_neither_changed_nor_removed():
    body = make_body()
    make_decision(body, votes=[(make_seat(body), "for")])

    refused("UPDATE councils_decision SET kind = 'rejected'")
    refused("UPDATE councils_decision SET quorum_present = 9")
    refused("DELETE FROM councils_decision")
    refused("UPDATE councils_vote SET how = 'against'")
    refused("DELETE FROM councils_vote")


def test_a_report_is_answered_once_and_never_reworded():
    report = make_report()
    refused("UPDATE councils_report SET text_hash = 'b'")
    refused("UPDATE councils_report SET words = '{}', reported_on = '2020-04-02'")
    refused("DELETE FROM councils_report")

    accept_report(report, on=MAY, by=OPERATOR)

    refused("UPDATE councils_report SET outcome = 'returned'")
    refused("UPDATE councils_report SET answered_on = '2020-05-02'")


def test_a_referral_keeps_its_question_and_all_of_it_once_it_ended():
    referral = make_referral()
    refused("UPDATE councils_referral SET referred_on = '2020-03-01'")
    refused(f"UPDATE councils_referral SET asked_of_id = {make_body().pk}")
    refused("DELETE FROM councils_referral")

    withdraw_referral(referral, reason="Settled.", on=MAY, by=OPERATOR)

    refused("UPDATE councils_referral SET state = 'open'")
    refused("UPDATE councils_referral SET due_on = '2030-01-01'")
    publish_referral(referral, by=OPERATOR)
    refused("UPDATE councils_referral SET published_on = NULL")
