"""What a form or an address names must belong to what it is about: things of other bodies and meetings are refused, and nothing is stored."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shishin.councils.errors.minutes import StatementIsGone
from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.minuting import add_statement, change_statement, move_statement
from shishin.councils.models import Attendance, Decision, Paper, Referral, Report, Statement, Vote
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_meeting, make_public_referral, make_report, make_seat, make_text
from shishin.people.tests.makers import make_owner
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DAY = MEETING_DAY.isoformat()


@pytest.fixture(autouse=True)
def _signed_in(client):
    """Who may everything everywhere is refused like all others."""
    client.force_login(make_owner())


@pytest.fixture
def council():
    return make_body("council", name="Council")


@pytest.fixture
def meeting(council):
    return make_meeting(council)


@pytest.fixture
def other():
    """A meeting of another body, with an item, a seat and a statement."""
    meeting = make_meeting(make_body("other", name="Other"))
    meeting.item = add_agenda_item(meeting, kind="report", titles={"en": "Elsewhere"}, by=OPERATOR)
    meeting.seat = make_seat(meeting.body)
    meeting.said = add_statement(meeting, words="Yes.", seat=meeting.seat, by=OPERATOR)
    return meeting


def is_shown_again(answer, field):
    """The form comes back with a mistake at that field."""
    assert (answer.status_code, set(answer.context["form"].errors)) == (200, {field})


def test_a_paper_takes_no_item_of_another_meeting(client, meeting, other, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    given = {
        "upload": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"),
        "titles_en": "Paper",
        "publicity": "public",
        "agenda_item": other.item.pk,
    }
    is_shown_again(client.post(f"/manage/meetings/{meeting.uuid}/papers/add/", given), "agenda_item")
    assert Paper.objects.count() == 0


@pytest.mark.parametrize(("field", "named"), [("agenda_item", "item"), ("seat", "seat")])
def test_a_statement_takes_neither_item_nor_seat_of_another_body(client, meeting, other, field, named):
    given = {"words": "Well.", "speaker": "Guest", "language": "ja", field: getattr(other, named).pk}
    is_shown_again(client.post(f"/manage/meetings/{meeting.uuid}/minutes/add/", given), field)
    assert Statement.objects.get() == other.said


def test_a_statement_does_not_follow_one_of_another_meeting(client, meeting, other):
    address = f"/manage/meetings/{meeting.uuid}/minutes/add/?after={other.said.pk}"
    assert client.post(address, {"words": "Well.", "speaker": "Guest", "language": "ja"}).status_code == 404
    with pytest.raises(StatementIsGone):
        add_statement(meeting, words="Well.", speaker="Guest", after=other.said, by=OPERATOR)
    assert Statement.objects.get() == other.said


def test_a_statement_that_went_meanwhile_is_neither_changed_nor_moved(other):
    Statement.objects.all().delete()
    with pytest.raises(StatementIsGone):
        change_statement(other.said, words="No.", speaker="Guest", by=OPERATOR)
    with pytest.raises(StatementIsGone):
        move_statement(other.said, up=True, by=OPERATOR)


def test_nobody_attends_or_votes_with_a_seat_of_another_body(client, council, meeting, other):
    client.post(f"/manage/meetings/{meeting.uuid}/attendance/", {f"how-{other.seat.pk}": "present"})
    text = {"kind": "decided", "decided_on": DAY, "meeting": meeting.pk, "text": make_text().choice, "confirmed": "yes"}
    client.post("/manage/bodies/council/decisions/", {**text, f"vote_{other.seat.pk}": "for"})
    assert (Attendance.objects.count(), Decision.objects.count(), Vote.objects.count()) == (0, 1, 0)


@pytest.mark.asvs("V8.2.2", "V8.3.1")
@pytest.mark.ipa("Access control")
@pytest.mark.parametrize("field", ["meeting", "agenda_item", "report"])
def test_a_decision_takes_nothing_of_another_body(client, council, meeting, other, field):
    others = {"meeting": other, "agenda_item": other.item, "report": make_report()}
    text = {"kind": "decided", "decided_on": DAY, "meeting": meeting.pk, "text": make_text().choice, "confirmed": "yes"}
    is_shown_again(client.post("/manage/bodies/council/decisions/", {**text, field: others[field].pk}), field)
    assert Decision.objects.count() == 0


def test_a_referral_goes_to_no_body_of_another_tree_and_names_no_meeting_of_one(client, council, other):
    group = make_body(parent=council)
    words = {"title_ja": "表題", "question_ja": "何か。", "referred_on": DAY}
    is_shown_again(client.post("/manage/bodies/council/referrals/", {**words, "asked_of": other.body.pk}), "asked_of")
    is_shown_again(client.post("/manage/bodies/council/referrals/", {**words, "asked_of": group.pk, "meeting": other.pk}), "meeting")
    assert Referral.objects.count() == 0


def test_a_report_is_neither_made_nor_answered_at_a_meeting_of_another_body(client, council, other):
    referral = make_public_referral(council)
    words = {"words_ja": "なし。", "reported_on": DAY, "meeting": other.pk}
    is_shown_again(client.post(f"/manage/referrals/{referral.uuid}/report/", words), "meeting")
    assert Report.objects.count() == 0
    report = make_report(referral, reported_on=date(2020, 4, 1))
    is_shown_again(client.post(f"/manage/reports/{report.uuid}/accept/", {"on": DAY, "meeting": other.pk}), "meeting")
    is_shown_again(client.post(f"/manage/reports/{report.uuid}/return/", {"on": DAY, "answer_ja": "否。", "meeting": other.pk}), "meeting")
    report.refresh_from_db()
    assert report.outcome == "open"


@pytest.mark.asvs("V2.2.1", "V2.2.2")
@pytest.mark.parametrize("number", ["-1", "0", "9" * 40, "１", "x", "1 or 1=1"])
def test_what_is_no_number_of_a_thing_is_refused_too(client, council, meeting, number):
    text = {"kind": "decided", "decided_on": DAY, "meeting": number, "text": make_text().choice, "confirmed": "yes"}
    answer = client.post("/manage/bodies/council/decisions/", text)
    # A full-width figure is a figure.
    assert (answer.status_code, Decision.objects.count()) in ((200, 0), (302, 1))
    address = f"/manage/meetings/{meeting.uuid}/minutes/add/"
    assert client.get(address, {"after": number}).status_code in (200, 404)
