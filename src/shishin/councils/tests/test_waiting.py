from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.minuting import publish_minutes, summarize_minutes
from shishin.councils.models import AgendaItem
from shishin.councils.referrals.referring import withdraw_referral
from shishin.councils.referrals.reporting import return_report
from shishin.councils.tests.makers import make_body, make_decision, make_meeting, make_referral, make_report, make_seat, make_text
from shishin.councils.waiting import waiting_for
from shishin.people.tests.makers import make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
TODAY, MAY = date(2026, 11, 22), date(2020, 5, 1)


@pytest.fixture
def council():
    return make_body("council", name="Council")


@pytest.fixture
def group(council):
    return make_body("group", name="Group", parent=council)


@pytest.fixture
def chair(council):
    return make_seat(council, "chair").person


@pytest.fixture
def writer(group):
    return make_seat(group).person


def lines(person):
    return [(line.button, line.why, line.due, line.is_for_others) for line in waiting_for(person, TODAY) if line.kind == "referrals"]


def test_a_referral_waits_for_who_reports_then_for_who_answers(council, group, chair, writer):
    referral = make_referral(council, group, due_on=MAY)
    assert lines(writer) == [("Report on it", "Council asks Group", MAY, False)]
    assert lines(chair) == [("See the referral", "Group has not reported yet.", MAY, True)]

    report = make_report(referral)
    assert lines(writer) == [("See the referral", "Council has not answered the report yet.", None, True)]
    assert lines(chair) == [("Answer the report", "Group has reported.", None, False)]

    return_report(report, reasons={"en": "No."}, on=MAY, by=OPERATOR)
    assert lines(writer) == [("Report on it", "The last report was returned with reasons.", MAY, False)]
    withdraw_referral(referral, reason="Settled.", by=OPERATOR)
    assert (lines(writer), lines(chair)) == ([], [])


def test_nothing_waits_for_observers_former_members_and_others(council, group):
    make_referral(council, group)
    observer = make_seat(group, "observer").person
    former = make_seat(group, until=date(2021, 3, 31)).person

    assert [waiting_for(person, TODAY) for person in (observer, former, make_person())] == [[], [], []]


def test_items_for_decision_wait_until_they_are_decided(council, chair):
    held = make_meeting(council, held_on=date(2022, 3, 31), number=4)
    to_come = make_meeting(council, held_on=date(2027, 3, 31), number=5)
    items = [AgendaItem.objects.create(meeting=meeting, position=0, kind="decision", titles={"en": "Draft"}) for meeting in (held, to_come)]
    AgendaItem.objects.create(meeting=held, position=1, kind="report", titles={"en": "News"})

    def to_record():
        return [(line.title, line.url, line.due) for line in waiting_for(chair, TODAY) if line.kind == "decisions"]

    assert to_record() == [("Draft", f"/manage/bodies/council/decisions/?item={items[0].uuid}", date(2022, 3, 31))]
    make_decision(council, meeting=held, agenda_item=items[0], decided_on=date(2022, 3, 31))
    assert to_record() == []


def test_an_item_waits_no_more_once_its_text_is_decided_or_its_minutes_are_out(council, chair):
    meeting = make_meeting(council)
    make_text()
    make_text("Guideline 2.0.0", "b" * 64)
    add_agenda_item(meeting, kind="decision", titles={"en": "By its text"}, text_name="Guideline 1.0.0", text_hash="a" * 64, by=OPERATOR)
    add_agenda_item(meeting, kind="decision", titles={"en": "Without a text"}, by=OPERATOR)
    add_agenda_item(meeting, kind="decision", titles={"en": "Open"}, text_name="Guideline 2.0.0", text_hash="b" * 64, by=OPERATOR)

    make_decision(council, meeting=meeting, decided_on=meeting.held_on)
    assert [line.title for line in waiting_for(chair, TODAY) if line.kind == "decisions"] == ["Without a text", "Open"]

    summarize_minutes(meeting, summary={"en": "Done."}, by=OPERATOR)
    publish_minutes(meeting, by=OPERATOR)
    assert [line.title for line in waiting_for(chair, TODAY) if line.kind == "decisions"] == ["Open"]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_however_much_waits(django_assert_num_queries, council, chair, rows):
    group = make_body(parent=council)
    make_seat(group, person=chair)
    for number in range(rows):
        make_referral(council, group)
        make_report(make_referral(council, group))
        make_referral(council, make_body(parent=council))
        meeting = make_meeting(council, held_on=date(2022, 3, 31), number=number + 1)
        AgendaItem.objects.create(meeting=meeting, position=0, kind="decision", titles={"en": "Draft"})
    waiting_for(chair, TODAY)

    with django_assert_num_queries(15):
        assert len([line for line in waiting_for(chair, TODAY) if line.kind in ("referrals", "decisions")]) == 4 * rows
