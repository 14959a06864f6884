from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from shishin.councils.errors.minutes import (
    DelegateWithoutName,
    MeetingNotAnnounced,
    MeetingNotHeldYet,
    MinutesAreEmpty,
    MinutesAreNotPublished,
    MinutesArePublished,
    NoSpeaker,
    NotHowTheyMet,
    SeatNotInTerm,
)
from shishin.councils.fixed import GUARDS, MEETING_COLUMNS_FIXED, MEETING_COLUMNS_LEFT_OPEN
from shishin.councils.meetings.agenda import add_agenda_item, move_agenda_item
from shishin.councils.meetings.attending import Attended, record_attendance, ways_to_attend
from shishin.councils.meetings.meeting import meeting_open_to_change
from shishin.councils.meetings.minuting import (
    add_statement,
    add_statements,
    change_statement,
    correct_minutes,
    move_statement,
    publish_minutes,
    remove_statement,
    summarize_minutes,
)
from shishin.councils.models import Meeting
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_meeting, make_seat
from shishin.kit.triggers import missing_guards
from shishin.people.inviting import rename_person
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting()


@pytest.fixture
def chair(meeting):
    return make_seat(meeting.body, name="村井 純", capacity="chair")


def said(meeting):
    return [(row.speaker, row.words) for row in meeting.statements.all()]


def test_attendance_keeps_name_and_capacity_of_the_day(meeting, chair):
    member = make_seat(meeting.body, name="構成員")

    record_attendance(meeting, attended=[Attended(chair, "present"), Attended(member, "delegated", "代理 太郎")], by=OPERATOR)
    rename_person(chair.person, names={"ja": "改名 純"}, valid_from=meeting.held_on + timedelta(days=1), by=OPERATOR)
    rename_person(member.person, names={"ja": "改名 二"}, valid_from=meeting.held_on, by=OPERATOR)
    record_attendance(meeting, attended=[Attended(chair, "online", "余分"), Attended(member, "delegated", "代理 太郎")], by=OPERATOR)

    rows = [(row.name, row.capacity, row.how, row.delegate_name) for row in meeting.attendances.all()]
    assert rows == [("村井 純", "chair", "online", ""), ("改名 二", "member", "delegated", "代理 太郎")]
    assert Entry.objects.filter(key="councils.attendance_recorded").last().data == {"figures": {"delegated": 1, "online": 1}}


def test_only_who_had_a_seat_that_day_was_there_and_in_a_way_that_fits(meeting, chair):
    stranger, former = make_seat(make_body()), make_seat(meeting.body, until=date(2026, 3, 30))

    for entry, refusal in [
        (Attended(stranger, "present"), SeatNotInTerm),
        (Attended(former, "present"), SeatNotInTerm),
        (Attended(chair, "answered"), NotHowTheyMet),
        (Attended(chair, "delegated", " "), DelegateWithoutName),
    ]:
        with pytest.raises(refusal):
            record_attendance(meeting, attended=[entry], by=OPERATOR)
    circulated = make_meeting(meeting.body, form="circulated")
    assert [str(how) for how in ways_to_attend(circulated)] == ["answered", "absent"]
    record_attendance(circulated, attended=[Attended(chair, "answered")], by=OPERATOR)
    with pytest.raises(NotHowTheyMet):
        record_attendance(circulated, attended=[Attended(chair, "present")], by=OPERATOR)


def test_statements_are_added_between_moved_and_removed(meeting, chair):
    first = add_statement(meeting, seat=chair, words=" 始めます。 ", by=OPERATOR)
    last = add_statement(meeting, speaker="来賓", words="感謝します。", by=OPERATOR)
    between = add_statement(meeting, seat=chair, words="次に進みます。", after=first, by=OPERATOR)
    assert said(meeting) == [("村井 純", "始めます。"), ("村井 純", "次に進みます。"), ("来賓", "感謝します。")]

    move_statement(last, up=True, by=OPERATOR)
    remove_statement(first, by=OPERATOR)
    change_statement(between, seat=chair, words="終わります。", by=OPERATOR)

    assert said(meeting) == [("来賓", "感謝します。"), ("村井 純", "終わります。")]


def test_a_speaker_keeps_the_name_of_the_day_when_the_words_change(meeting, chair):
    statement = add_statement(meeting, seat=chair, words="始めます。", by=OPERATOR)
    rename_person(chair.person, names={"ja": "旧姓 純"}, valid_from=meeting.held_on, by=OPERATOR)

    assert change_statement(statement, seat=chair, words="始めましょう。", by=OPERATOR).speaker == "村井 純"


def test_minutes_that_are_written_late_call_people_as_on_the_day_of_the_meeting_in_the_language_of_the_site(meeting, chair):
    rename_person(chair.person, names={"ja": "改名 純", "en": "Jun New"}, valid_from=meeting.held_on + timedelta(days=1), by=OPERATOR)

    with override("en"):
        add_statements(meeting, text="村井 純：始めます。\nchair: ここまで。\n改名 純：誰でもない。", guests=["改名 純"], by=OPERATOR)

    assert said(meeting) == [("村井 純", "始めます。"), ("村井 純", "ここまで。"), ("改名 純", "誰でもない。")]


def test_a_statement_needs_a_speaker_of_that_day(meeting):
    with pytest.raises(NoSpeaker):
        add_statement(meeting, speaker=" ", words="?", by=OPERATOR)
    for seat in (make_seat(make_body()), make_seat(meeting.body, until=date(2026, 3, 30))):
        with pytest.raises(SeatNotInTerm):
            add_statement(meeting, seat=seat, words="?", by=OPERATOR)


def test_many_statements_come_from_a_text(meeting, chair):
    add_statement(meeting, seat=chair, words="始めます。", by=OPERATOR)

    add_statements(meeting, text="村井 純：次です。\n来賓: はい。", guests=["来賓"], by=OPERATOR)

    assert said(meeting) == [("村井 純", "始めます。"), ("村井 純", "次です。"), ("来賓", "はい。")]
    assert Entry.objects.get(key="councils.statements_added").data == {"count": 2}


def test_minutes_are_published_of_an_announced_meeting_that_was_held():
    body = make_body()
    unannounced, held = make_meeting(body, is_announced=False), make_meeting(body)
    circulated = make_meeting(body, form="circulated", until=date(2026, 4, 7))
    for meeting in (unannounced, circulated):
        summarize_minutes(meeting, summary={"ja": "了承した。"}, by=OPERATOR)

    for meeting, refusal in [(unannounced, MeetingNotAnnounced), (circulated, MeetingNotHeldYet), (held, MinutesAreEmpty)]:
        with pytest.raises(refusal):
            publish_minutes(meeting, by=OPERATOR, day=date(2026, 4, 6))
    with pytest.raises(MinutesAreNotPublished):
        correct_minutes(held, remarks={"ja": "訂正"}, by=OPERATOR)
    assert publish_minutes(circulated, by=OPERATOR, day=date(2026, 4, 7)).minutes_published_on == date(2026, 4, 7)


def published(meeting, chair):
    add_agenda_item(meeting, kind="report", titles={"ja": "一"}, by=OPERATOR)
    add_statement(meeting, seat=chair, words="始めます。", by=OPERATOR)
    record_attendance(meeting, attended=[Attended(chair, "present")], by=OPERATOR)
    return publish_minutes(meeting, by=OPERATOR, day=MEETING_DAY)


def test_published_minutes_are_corrected_by_a_remark_alone(meeting, chair):
    published(meeting, chair)
    item, statement = meeting.agenda.get(), meeting.statements.get()

    for act in [
        lambda: meeting_open_to_change(meeting),
        lambda: move_agenda_item(item, up=True, by=OPERATOR),
        lambda: change_statement(statement, seat=chair, words="別", by=OPERATOR),
        lambda: add_statement(meeting, seat=chair, words="別", by=OPERATOR),
        lambda: record_attendance(meeting, attended=[], by=OPERATOR),
        lambda: summarize_minutes(meeting, summary={}, by=OPERATOR),
        lambda: publish_minutes(meeting, by=OPERATOR),
    ]:
        with pytest.raises(MinutesArePublished):
            act()
    correct_minutes(meeting, remarks={"ja": "発言者は別の者です。"}, by=OPERATOR, day=date(2026, 5, 1))
    assert str(meeting.corrections.get()) == "発言者は別の者です。"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE councils_statement SET words = 'x'",
        "UPDATE councils_statement SET position = 9",
        "DELETE FROM councils_statement",
        "UPDATE councils_attendance SET how = 'absent'",
        "DELETE FROM councils_attendance",
        "UPDATE councils_agendaitem SET titles = '{}'",
        "DELETE FROM councils_agendaitem",
        'UPDATE councils_meeting SET minutes_summary = \'{"ja": "x"}\'',
        "UPDATE councils_meeting SET minutes_published_on = NULL",
        "UPDATE councils_meeting SET held_on = '2020-01-01'",
        "DELETE FROM councils_meeting",
        "UPDATE councils_minutescorrection SET noted_on = '2020-01-01'",
        "DELETE FROM councils_minutescorrection",
        "INSERT INTO councils_statement (uuid, meeting_id, position, speaker, language, words) "
        "SELECT '0a0b0c0d0e0f40008000000000000001', id, 7, 'x', 'ja', 'x' FROM councils_meeting",
    ],
)
def test_the_database_keeps_published_minutes(meeting, chair, sql):
    published(meeting, chair)
    correct_minutes(meeting, remarks={"ja": "訂正"}, by=OPERATOR)

    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_column_of_a_meeting_is_guarded_or_left_open():
    assert {field.column for field in Meeting._meta.concrete_fields} == {*MEETING_COLUMNS_FIXED, *MEETING_COLUMNS_LEFT_OPEN}
    assert GUARDS
    assert missing_guards(connection) == []
