from __future__ import annotations

from datetime import date, time

import pytest

from shishin.councils.errors.bodies import BodyIsAbolished
from shishin.councils.errors.meetings import (
    AlreadyAnnounced,
    CancelledWithoutReason,
    CirculationEndsBeforeItBegins,
    MeetingBeforeTheBody,
    MeetingEndsBeforeItBegins,
    MeetingHasDecided,
    MeetingIsCancelled,
    MeetingNumberTaken,
    OnlyACirculationGoesOn,
    SameMeeting,
)
from shishin.councils.errors.minutes import SeatNotInTerm
from shishin.councils.meetings.attending import Attended, record_attendance
from shishin.councils.meetings.meeting import announce_meeting, cancel_meeting, change_meeting, record_meeting
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Meeting
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_decision, make_meeting, make_seat
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

UNCHANGED = ("number", "held_on", "until", "begins_at", "ends_at", "form", "titles", "places", "online_address")


def change(meeting, **values):
    return change_meeting(meeting, **{name: getattr(meeting, name) for name in UNCHANGED} | values, by=OPERATOR)


def test_a_meeting_is_private_until_it_is_announced_once():
    meeting = make_meeting(is_announced=False, number=5)

    announced = announce_meeting(meeting, by=OPERATOR, day=date(2026, 3, 1))

    assert (meeting.announced_on, announced.announced_on) == (None, date(2026, 3, 1))
    with pytest.raises(AlreadyAnnounced):
        announce_meeting(meeting, by=OPERATOR)
    assert list(Entry.objects.order_by("pk").values_list("key", flat=True)) == ["councils.meeting_recorded", "councils.meeting_announced"]


def test_papers_go_round_until_a_day():
    body = make_body()
    given = {"held_on": MEETING_DAY, "form": Meeting.Form.CIRCULATED, "by": OPERATOR}

    meeting = record_meeting(body, until=date(2026, 4, 7), **given)

    assert (meeting.is_circulated, meeting.last_day) == (True, date(2026, 4, 7))
    with pytest.raises(CirculationEndsBeforeItBegins):
        record_meeting(body, until=date(2026, 3, 30), **given)
    with pytest.raises(OnlyACirculationGoesOn):
        record_meeting(body, held_on=MEETING_DAY, until=date(2026, 4, 7), by=OPERATOR)


def test_a_body_meets_while_it_is_there():
    body = make_body(established_on=date(2021, 11, 9), abolished_on=date(2026, 3, 31))

    with pytest.raises(MeetingBeforeTheBody):
        record_meeting(body, held_on=date(2021, 11, 8), by=OPERATOR)
    with pytest.raises(BodyIsAbolished):
        record_meeting(body, held_on=date(2026, 4, 1), by=OPERATOR)
    with pytest.raises(BodyIsAbolished):
        record_meeting(body, held_on=MEETING_DAY, until=date(2026, 4, 1), form=Meeting.Form.CIRCULATED, by=OPERATOR)
    assert record_meeting(body, held_on=date(2021, 11, 9), by=OPERATOR).pk


@pytest.mark.parametrize("hours", [(time(10), time(9)), (time(10), time(10)), (None, time(9))])
def test_a_meeting_ends_after_it_begins(hours):
    with pytest.raises(MeetingEndsBeforeItBegins):
        record_meeting(make_body(), held_on=MEETING_DAY, begins_at=hours[0], ends_at=hours[1], by=OPERATOR)


def test_a_change_is_counted_for_calendars_and_names_what_changed():
    meeting = make_meeting(number=1)

    changed = change(meeting, held_on=date(2026, 4, 1), places={"ja": "都庁"})
    same = change(changed)

    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.places, meeting.changes, same.changes) == (date(2026, 4, 1), {"ja": "都庁"}, 2, 2)
    assert Entry.objects.get(key="councils.meeting_changed").data == {
        "changed": ["held_on", "places"],
        "held_on": "2026-04-01",
        "number": 1,
    }


def test_a_number_is_given_once_also_by_a_change():
    meeting = make_meeting(number=1)
    make_meeting(meeting.body, number=2)

    with pytest.raises(MeetingNumberTaken):
        change(meeting, number=2)


def test_a_meeting_does_not_move_to_where_those_who_came_had_no_seat():
    meeting = make_meeting()
    seat = make_seat(meeting.body, until=MEETING_DAY)
    record_attendance(meeting, attended=[Attended(seat, "present")], by=OPERATOR)

    with pytest.raises(SeatNotInTerm):
        change(meeting, held_on=date(2026, 4, 1))
    assert change(meeting, held_on=date(2026, 3, 30)).held_on == date(2026, 3, 30)


def test_a_meeting_is_cancelled_with_a_reason_and_stays():
    meeting = make_meeting()

    with pytest.raises(CancelledWithoutReason):
        cancel_meeting(meeting, reason=" ", by=OPERATOR)
    cancel_meeting(meeting, reason="台風", by=OPERATOR, day=date(2026, 3, 30))

    meeting.refresh_from_db()
    assert (meeting.cancelled_on, meeting.cancelled_reason, meeting.changes) == (date(2026, 3, 30), "台風", 2)
    assert Entry.objects.get(key="councils.meeting_cancelled").why == "台風"
    for act in (lambda: change(meeting), lambda: announce_meeting(meeting, by=OPERATOR)):
        with pytest.raises(MeetingIsCancelled):
            act()


def test_a_meeting_that_decided_is_not_cancelled():
    meeting = make_meeting(held_on=date(2020, 4, 1))
    make_decision(meeting.body, meeting=meeting)

    with pytest.raises(MeetingHasDecided):
        cancel_meeting(meeting, reason="誤り", by=OPERATOR)


def test_a_meeting_is_called_by_the_name_of_its_day():
    numbered = make_meeting(make_body(name="連絡会議"), number=3)
    unnumbered = make_meeting(numbered.body)
    numbered.body.dated_names.create(names={"ja": "推進会議", "en": "Promotion"}, valid_from=date(2026, 4, 1))

    assert meeting_in_words(numbered) == "連絡会議, meeting number 3"
    assert meeting_in_words(unnumbered) == "連絡会議, meeting of 31 March 2026"


def test_a_second_meeting_of_a_day_needs_something_of_its_own():
    body = make_body(name="Council")
    first = record_meeting(body, held_on=MEETING_DAY, by=OPERATOR)
    with pytest.raises(SameMeeting) as refused:
        record_meeting(body, held_on=MEETING_DAY, by=OPERATOR)
    assert refused.value.message == "Council already has a meeting on 31 March 2026 without a number."
    record_meeting(body, held_on=MEETING_DAY, number=2, by=OPERATOR)
    record_meeting(body, held_on=MEETING_DAY, titles={"en": "Hearing"}, by=OPERATOR)
    record_meeting(body, held_on=MEETING_DAY, begins_at=time(14), by=OPERATOR)
    record_meeting(body, held_on=MEETING_DAY, form="online", by=OPERATOR)
    cancel_meeting(first, reason="Snow.", by=OPERATOR)
    record_meeting(body, held_on=MEETING_DAY, by=OPERATOR)
    assert body.meetings.count() == 6
