from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from shishin.councils.meetings.calendars import renew_calendar_address, token_of
from shishin.councils.meetings.meeting import cancel_meeting
from shishin.councils.models import CalendarAddress
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_meeting, make_seat
from shishin.people.tests.makers import make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def council():
    return make_body("council", name="連絡会議")


def events(client, url):
    answer = client.get(url)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "private")
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def address_of(person):
    return f"/councils/calendar/{person.uuid}/{token_of(person, CalendarAddress.objects.get(person=person))}.ics"


def test_the_calendar_of_a_body_has_its_announced_meetings(client, council):
    timed = make_meeting(council, number=1, begins_at=time(10), ends_at=time(11, 30), places={"ja": "都庁"}, titles={"en": "Kick-off"})
    make_meeting(council, number=2)
    make_meeting(council, number=3, form="circulated", until=date(2026, 4, 7))
    make_meeting(council, number=4, is_announced=False)
    make_meeting(number=5)

    found = events(client, "/councils/council/calendar.ics")

    assert set(found) == {"連絡会議, meeting number 1: Kick-off", "連絡会議, meeting number 2", "連絡会議, meeting number 3"}
    first = found["連絡会議, meeting number 1: Kick-off"]
    second, third = found["連絡会議, meeting number 2"], found["連絡会議, meeting number 3"]
    assert first.decoded("dtstart") == datetime(2026, 3, 31, 10, tzinfo=TOKYO)
    assert first.decoded("dtend") == datetime(2026, 3, 31, 11, 30, tzinfo=TOKYO)
    assert (first["location"], first["status"], first["uid"].split("@")[0]) == ("都庁", "CONFIRMED", str(timed.uuid))
    assert (second.decoded("dtstart"), second.decoded("dtend")) == (MEETING_DAY, date(2026, 4, 1))
    assert (third.decoded("dtstart"), third.decoded("dtend")) == (MEETING_DAY, date(2026, 4, 8))


def test_the_time_zone_is_the_sites_and_comes_with_its_rules(client, council, settings):
    make_meeting(council, begins_at=time(10))
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo" in client.get("/councils/council/calendar.ics").content

    settings.TIME_ZONE = "Europe/Berlin"

    content = client.get("/councils/council/calendar.ics").content
    assert (b"TZID:Asia/Tokyo" in content, b"DTSTART;TZID=Europe/Berlin:20260331T100000" in content) == (False, True)


def test_a_cancelled_meeting_keeps_its_identity_and_counts_on(client, council):
    meeting = make_meeting(council, number=1)
    before = events(client, "/councils/council/calendar.ics")["連絡会議, meeting number 1"]
    cancel_meeting(meeting, reason="台風", by=OPERATOR)
    after = events(client, "/councils/council/calendar.ics")["連絡会議, meeting number 1"]

    assert (before["uid"], before["sequence"], before["status"]) == (after["uid"], after["sequence"] - 1, "CONFIRMED")
    assert (after["status"], "台風" in after["description"]) == ("CANCELLED", True)


def test_a_person_gets_the_meetings_on_whose_day_they_have_a_seat(client, council):
    seat = make_seat(council, since=date(2026, 1, 1), until=MEETING_DAY)
    renew_calendar_address(seat.person, by=seat.person)
    make_meeting(council, number=1, is_announced=False, online_address="https://meet.example.jp/a")
    make_meeting(council, number=2, held_on=date(2026, 4, 1))
    make_meeting(council, number=3, held_on=date(2025, 12, 31))
    make_meeting(number=4)

    seat.person.language = "en"
    seat.person.save()
    found = events(client, address_of(seat.person))

    assert list(found) == ["連絡会議, meeting number 1"]
    assert found["連絡会議, meeting number 1"]["description"] == "In person\nhttps://meet.example.jp/a\nNot announced yet."


def test_the_public_calendar_does_not_tell_where_a_meeting_is_online(client, council):
    make_meeting(council, online_address="https://meet.example.jp/a")

    assert b"meet.example.jp" not in client.get("/councils/council/calendar.ics").content


def test_an_address_is_dead_when_it_was_renewed_or_the_person_left(client, council):
    person = make_seat(council).person
    renew_calendar_address(person, by=person)
    old = address_of(person)
    renew_calendar_address(person, by=person)
    new = address_of(person)
    assert [client.get(url).status_code for url in (old, new)] == [404, 200]

    person.is_active = False
    person.save()

    assert client.get(new).status_code == 404


def test_a_wrong_address_is_not_found(client, council):
    person, other = make_seat(council).person, make_person()
    token = token_of(person, CalendarAddress(person=person, number=1))
    assert client.get(f"/councils/calendar/{person.uuid}/{token}.ics").status_code == 404
    for one in (person, other):
        renew_calendar_address(one, by=one)

    swapped = address_of(person).replace(str(person.uuid), str(other.uuid))

    for url in (swapped, f"/councils/calendar/{person.uuid}/x.ics", f"/councils/calendar/{person.uuid}/あ.ics"):
        assert client.get(url).status_code == 404


def test_the_address_is_made_and_renewed_on_a_page_of_ones_own(client, council):
    assert client.get("/councils/calendar/").status_code == 302
    person = make_seat(council).person
    client.force_login(person)
    assert (client.get("/councils/calendar/").context["url"], client.get("/councils/calendar/renew/").status_code) == ("", 405)

    client.post("/councils/calendar/renew/")
    first = client.get("/councils/calendar/").context["url"]
    client.post("/councils/calendar/renew/")
    second = client.get("/councils/calendar/").context["url"]

    assert [url.endswith(address_of(person)) for url in (first, second)] == [False, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_calendar_asks_the_same_however_long_it_is(client, django_assert_num_queries, council, rows):
    person = make_seat(council).person
    renew_calendar_address(person, by=person)
    for _ in range(rows):
        make_meeting(council)
    url = address_of(person)

    with django_assert_num_queries(4):
        client.get("/councils/council/calendar.ics")
    with django_assert_num_queries(3):
        client.get(url)


def test_whatever_stands_in_names_titles_and_places_the_calendar_can_be_read(client):
    """Commas, semicolons, ends of lines, backslashes, controls and 300 characters of three octets each."""
    words = "会議,第一;部\\会\r\n\x07\x1b「議\u2028題」\x85" + "長" * 300
    council = make_body("council", name=f"推進\n会議\x07,{'名' * 80}")
    meeting = make_meeting(council, titles={"en": words}, places={"en": words})
    cancel_meeting(meeting, reason=words, by=OPERATOR)

    content = client.get("/councils/council/calendar.ics").content
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")

    plain = "会議,第一;部\\会 「議 題」" + "長" * 300
    assert (str(calendar["x-wr-calname"]), str(event["location"])) == (f"推進 会議,{'名' * 80}", plain)
    assert (str(event["summary"]).endswith(f": {plain}"), str(event["description"]).endswith("長" * 300)) == (True, True)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert not set(content) & {*range(0x20), 0x7F} - {0x0D, 0x0A}
