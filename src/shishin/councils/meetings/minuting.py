"""Minuting: what was said, a summary, and the act after which neither is ever changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.errors.minutes import (
    MeetingNotAnnounced,
    MeetingNotHeldYet,
    MinutesAreEmpty,
    MinutesAreNotPublished,
    NoSpeaker,
    SeatNotInTerm,
    StatementIsGone,
)
from shishin.councils.errors.papers import AnotherMeetingsItem
from shishin.councils.meetings.attending import seats_of
from shishin.councils.meetings.meeting import meeting_open_to_change, refuse_cancelled
from shishin.councils.meetings.speaking import read_statements
from shishin.councils.models import AgendaItem, Meeting, MinutesCorrection, Seat, Statement
from shishin.councils.trail_hashes import correction_hash, minutes_hash
from shishin.kit.ordering import change_places, make_room, next_position
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_statement(
    meeting: Meeting,
    *,
    words: str,
    by: Acting,
    seat: Seat | None = None,
    speaker: str = "",
    agenda_item: AgendaItem | None = None,
    language: str = "",
    after: Statement | None = None,
) -> Statement:
    """Write down what somebody said: at the end, or below another statement."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    at = next_position(meeting.statements.all())
    if after:
        after = _standing(meeting, after)
        at = after.position + 1
        make_room(meeting.statements.all(), at=at)
    statement = Statement(meeting=meeting, position=at)
    _write(statement, words=words, seat=seat, speaker=speaker, agenda_item=agenda_item, language=language)
    statement.save()
    record("councils.statement_added", about=statement, who=by, meeting=str(meeting.uuid), position=at)
    return statement


@transaction.atomic
def add_statements(
    meeting: Meeting, *, text: str, by: Acting, guests: Collection[str] = (), agenda_item: AgendaItem | None = None, language: str = ""
) -> list[Statement]:
    """Write down many: lines of "speaker: words". All of them, or none."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    first = next_position(meeting.statements.all())
    rows = []
    for position, said in enumerate(read_statements(text, seats=seats_of(meeting), on=meeting.held_on, guests=guests), first):
        row = Statement(meeting=meeting, position=position)
        _write(row, words=said.words, seat=said.seat, speaker=said.speaker, agenda_item=agenda_item, language=language)
        rows.append(row)
    made = Statement.objects.bulk_create(rows)
    record("councils.statements_added", about=meeting, who=by, count=len(made))
    return made


@transaction.atomic
def change_statement(
    statement: Statement,
    *,
    words: str,
    by: Acting,
    seat: Seat | None = None,
    speaker: str = "",
    agenda_item: AgendaItem | None = None,
    language: str = "",
) -> Statement:
    """Other words, another speaker, another item of the agenda."""
    statement = _standing(meeting_open_to_change(statement.meeting), statement)
    _write(statement, words=words, seat=seat, speaker=speaker, agenda_item=agenda_item, language=language or statement.language)
    statement.save(update_fields=["words", "seat", "speaker", "agenda_item", "language"])
    record("councils.statement_changed", about=statement, who=by)
    return statement


@transaction.atomic
def move_statement(statement: Statement, *, up: bool, by: Acting) -> Statement:
    """One place up or down."""
    meeting = meeting_open_to_change(statement.meeting)
    statement = _standing(meeting, statement)
    change_places(meeting.statements.all(), statement, up=up)
    record("councils.statement_moved", about=statement, who=by, up=up)
    return statement


@transaction.atomic
def remove_statement(statement: Statement, *, by: Acting) -> None:
    """Take a statement out of minutes that are not published."""
    meeting = meeting_open_to_change(statement.meeting)
    record("councils.statement_removed", about=statement, who=by, meeting=str(meeting.uuid))
    statement.delete()


@transaction.atomic
def remove_statements(meeting: Meeting, *, uuids: Collection[str], by: Acting) -> int:
    """Take back what was just written down, as far as it is still there. Returns how many went."""
    meeting = meeting_open_to_change(meeting)
    count, _rows = meeting.statements.filter(uuid__in=uuids).delete()
    if not count:
        raise StatementIsGone(meeting=meeting)
    record("councils.statements_removed", about=meeting, who=by, count=count)
    return count


@transaction.atomic
def summarize_minutes(meeting: Meeting, *, summary: dict[str, str], by: Acting) -> Meeting:
    """What came of the meeting, in a few sentences."""
    meeting = meeting_open_to_change(meeting)
    meeting.minutes_summary = summary
    meeting.save(update_fields=["minutes_summary"])
    record("councils.minutes_summarized", about=meeting, who=by, languages=sorted(summary))
    return meeting


@transaction.atomic
def publish_minutes(meeting: Meeting, *, by: Acting, day: date | None = None) -> Meeting:
    """Summary, attendance, agenda and statements become public, and are fixed from here on."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    on = day or localdate()
    if meeting.announced_on is None:
        raise MeetingNotAnnounced(meeting=meeting)
    if meeting.last_day > on:
        raise MeetingNotHeldYet(meeting=meeting, day=meeting.last_day)
    if not any(meeting.minutes_summary.values()) and not meeting.statements.exists():
        raise MinutesAreEmpty(meeting=meeting)
    meeting.minutes_published_on = on
    meeting.save(update_fields=["minutes_published_on"])
    record("councils.minutes_published", about=meeting, who=by, statements=meeting.statements.count(), hash=minutes_hash(meeting))
    return meeting


@transaction.atomic
def correct_minutes(meeting: Meeting, *, remarks: dict[str, str], by: Acting, day: date | None = None) -> MinutesCorrection:
    """Set a dated remark below published minutes. It is never changed either."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.minutes_published_on is None:
        raise MinutesAreNotPublished(meeting=meeting)
    correction = MinutesCorrection.objects.create(meeting=meeting, noted_on=day or localdate(), remarks=remarks)
    record("councils.minutes_corrected", about=meeting, who=by, correction=str(correction.uuid), hash=correction_hash(correction))
    return correction


def _standing(meeting: Meeting, after: Statement) -> Statement:
    """The statement as it stands now; another meeting's, or one that went meanwhile, is refused."""
    there = meeting.statements.filter(pk=after.pk).first()
    if there is None:
        raise StatementIsGone(meeting=meeting)
    return there


def _write(statement: Statement, *, words: str, seat: Seat | None, speaker: str, agenda_item: AgendaItem | None, language: str) -> None:
    meeting = statement.meeting
    if seat is None and not speaker.strip():
        raise NoSpeaker
    # A seat keeps the name of the day; it is read from the person once, when the statement is written.
    if seat and (seat.body_id != meeting.body_id or not _holds_on(seat, meeting.held_on)):
        raise SeatNotInTerm(person=seat.person, body=meeting.body, day=meeting.held_on)
    if agenda_item and agenda_item.meeting_id != meeting.pk:
        raise AnotherMeetingsItem
    if seat is None:
        statement.speaker = speaker.strip()
    elif seat.pk != statement.seat_id:
        statement.speaker = seat.person.name_to_keep(meeting.held_on)
    statement.seat, statement.agenda_item, statement.words = seat, agenda_item, words.strip()
    statement.language = language or settings.LANGUAGE_CODE


def _holds_on(seat: Seat, day: date) -> bool:
    return seat.since <= day and (seat.until is None or seat.until >= day)
