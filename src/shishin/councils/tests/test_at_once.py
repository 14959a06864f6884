"""Two at once: both are stored one after the other, or the second is refused; nobody meets an error of the database."""

from __future__ import annotations

import threading
from itertools import count

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from shishin.councils.meetings import filing
from shishin.councils.meetings.filing import add_paper
from shishin.councils.meetings.meeting import record_meeting
from shishin.councils.meetings.minuting import add_statement
from shishin.councils.models import Decision, Meeting, Paper, Referral, Report, Statement
from shishin.councils.referrals.reporting import report_on
from shishin.councils.tests.makers import (
    FIRST_DAY,
    MEETING_DAY,
    make_body,
    make_decision,
    make_meeting,
    make_public_referral,
    make_referral,
)
from shishin.kit.tests.together import at_once, need_two_connections
from shishin.people.tests.makers import make_organization, make_secretariat
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _two_connections():
    need_two_connections()


def test_of_reports_on_one_referral_one_is_made():
    referral = make_public_referral()
    report = {"kind": Report.Kind.NO_CHANGE, "words": {"en": "None."}, "reported_on": FIRST_DAY, "by": OPERATOR}
    assert at_once(lambda: report_on(referral, **report)) == ["", "ReportWaits", "ReportWaits"]
    assert Report.objects.count() == 1


def test_papers_come_one_below_the_other(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    meeting = make_meeting()
    numbers = count()

    def add():
        content = b"%%PDF-1.7\n%d" % next(numbers)
        return add_paper(meeting, upload=ContentFile(content, name="a.pdf"), titles={"en": "Paper"}, publicity="public", by=OPERATOR)

    assert at_once(add) == ["", "", ""]
    assert list(Paper.objects.values_list("position", flat=True)) == [0, 1, 2]


def send_eight_times(meeting, *, by):
    """The statuses of eight forms with one file that are sent at once."""

    def send():
        sender = Client()
        sender.force_login(by)
        ready.wait()
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")
        sent = {"titles_ja": "資料", "publicity": "public", "upload": file}
        statuses.append(sender.post(f"/manage/meetings/{meeting.uuid}/papers/add/", sent).status_code)
        connection.close()

    ready, statuses = threading.Barrier(8), list[int]()
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_a_paper_that_is_sent_eight_times_is_filed_once(tmp_path, settings):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    city = make_organization()
    meeting = make_meeting(make_body(organization=city))

    assert send_eight_times(meeting, by=make_secretariat(city)) == [302, *[409] * 7]

    assert Paper.objects.count() == 1
    assert Entry.objects.filter(key="councils.paper_added").count() == 1
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


def test_planted_without_the_refusal_it_is_filed_eight_times(tmp_path, settings, monkeypatch):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    monkeypatch.setattr(filing, "_refuse_the_same", lambda _paper: None)
    city = make_organization()
    meeting = make_meeting(make_body(organization=city))

    assert send_eight_times(meeting, by=make_secretariat(city)) == [302] * 8

    assert Paper.objects.count() == 8


def test_statements_come_one_below_the_other():
    meeting = make_meeting()
    assert at_once(lambda: add_statement(meeting, words="Yes.", speaker="Guest", by=OPERATOR)) == ["", "", ""]
    assert list(Statement.objects.values_list("position", flat=True)) == [0, 1, 2]


@pytest.mark.parametrize(("number", "refused"), [(1, "MeetingNumberTaken"), (None, "SameMeeting")])
def test_of_equal_meetings_one_is_recorded(number, refused):
    body = make_body()
    assert at_once(lambda: record_meeting(body, held_on=MEETING_DAY, number=number, by=OPERATOR)) == ["", refused, refused]
    assert Meeting.objects.count() == 1


def test_of_equal_decisions_and_referrals_one_is_recorded():
    council = make_body()
    group = make_body(parent=council)
    assert at_once(lambda: make_decision(council, text_hash="a" * 64)) == ["", "SameDecision", "SameDecision"]
    assert at_once(lambda: make_referral(council, group, titles={"en": "On conduct"})) == ["", "SameReferral", "SameReferral"]
    assert (Decision.objects.count(), Referral.objects.count()) == (1, 1)
