from __future__ import annotations

from datetime import date, timedelta

import pytest

from shishin.councils.meetings.filing import publish_papers, read_paper, remove_paper
from shishin.councils.meetings.meeting import cancel_meeting
from shishin.councils.meetings.minuting import publish_minutes, summarize_minutes
from shishin.councils.meetings.waiting import meetings_to_prepare, papers_to_read
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_meeting, make_paper, make_seat
from shishin.people.tests.makers import make_organization, make_secretariat
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

TODAY = MEETING_DAY - timedelta(days=7)


@pytest.fixture
def secretariat():
    return make_secretariat(make_organization("city"))


@pytest.fixture
def council(secretariat):
    return make_body("council", name="連絡会議", organization=secretariat.appointments.get().post.organization)


def test_papers_wait_for_members_until_all_are_read(council):
    member = make_seat(council).person
    meeting = make_meeting(council, number=5)
    first, second, third = (make_paper(meeting) for _ in range(3))
    remove_paper(third, by=OPERATOR)
    read_paper(first, by=member)

    [line] = papers_to_read(member, TODAY)

    assert (line.title, line.count, line.done, line.due) == ("連絡会議, meeting number 5", 2, 1, MEETING_DAY)
    assert line.url == f"{meeting.get_absolute_url()}#papers"
    read_paper(second, by=member)
    assert papers_to_read(member, TODAY) == []


def test_papers_wait_for_nobody_else_and_not_for_what_is_over_cancelled_or_private(council, secretariat):
    member, keeper = make_seat(council).person, make_seat(council, capacity="secretariat").person
    former, other = make_seat(council, until=date(2021, 1, 1)).person, make_seat(make_body()).person
    make_paper(make_meeting(council))
    for person, lines in ((member, 1), (keeper, 0), (former, 0), (other, 0), (secretariat, 0)):
        assert len(papers_to_read(person, TODAY)) == lines
    assert papers_to_read(member, MEETING_DAY + timedelta(days=1)) == []

    cancelled = make_meeting(council, held_on=date(2026, 4, 1))
    make_paper(cancelled)
    cancel_meeting(cancelled, reason="台風", by=OPERATOR)
    make_paper(make_meeting(council, held_on=date(2026, 4, 2), is_announced=False))

    assert len(papers_to_read(member, TODAY)) == 1


def lines(person, day=TODAY):
    return [(line.button, line.due) for line in meetings_to_prepare(person, day)]


def test_a_meeting_is_announced_then_gets_its_papers_then_its_minutes(council, secretariat):
    meeting = make_meeting(council, is_announced=False)
    assert lines(secretariat) == [("Announce the meeting", MEETING_DAY)]
    assert lines(secretariat, MEETING_DAY - timedelta(days=15)) == []

    announced = make_meeting(council)
    assert lines(secretariat) == [("Announce the meeting", MEETING_DAY), ("See to the papers", MEETING_DAY)]
    make_paper(announced)
    publish_papers(announced, by=OPERATOR)
    cancel_meeting(meeting, reason="台風", by=OPERATOR)
    assert lines(secretariat) == []

    after = MEETING_DAY + timedelta(days=1)
    assert lines(secretariat, after) == [("Write the minutes", None)]
    summarize_minutes(announced, summary={"ja": "了承した。"}, by=OPERATOR)
    publish_minutes(announced, by=OPERATOR)
    assert lines(secretariat, after) == []


def test_meetings_are_prepared_by_who_keeps_the_body_alone(council):
    make_meeting(council)

    assert len(lines(make_seat(council, capacity="secretariat").person)) == 1
    for person in (make_seat(council).person, make_secretariat(make_organization())):
        assert lines(person) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lines_ask_the_same_however_many_they_are(django_assert_num_queries, council, rows):
    member, keeper = make_seat(council).person, make_seat(council, capacity="secretariat").person
    for _ in range(rows):
        make_paper(make_meeting(council))
        make_meeting(council, held_on=date(2026, 3, 1))

    with django_assert_num_queries(2):
        assert len(papers_to_read(member, TODAY)) == rows
    with django_assert_num_queries(5):
        assert len(meetings_to_prepare(keeper, TODAY)) == 2 * rows
