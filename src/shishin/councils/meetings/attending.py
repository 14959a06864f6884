"""Attending: who took part in a meeting, as the names and capacities were that day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from shishin.councils.errors.minutes import DelegateWithoutName, NotHowTheyMet, SeatNotInTerm
from shishin.councils.meetings.meeting import meeting_open_to_change, refuse_cancelled
from shishin.councils.models import Attendance, Meeting, Seat
from shishin.trail.recording import Acting, record

SITTING = (Attendance.How.PRESENT, Attendance.How.ONLINE, Attendance.How.DELEGATED, Attendance.How.ABSENT)
CIRCULATING = (Attendance.How.ANSWERED, Attendance.How.ABSENT)


class Attended(NamedTuple):
    """How the holder of a seat took part."""

    seat: Seat
    how: str
    delegate_name: str = ""


def ways_to_attend(meeting: Meeting) -> Sequence[Attendance.How]:
    """Papers that go round are answered; everything else is attended."""
    return CIRCULATING if meeting.is_circulated else SITTING


def seats_of(meeting: Meeting) -> list[Seat]:
    """Who has a seat on the day of the meeting, the chair first, then as they came."""
    order = list(Seat.Capacity.values)
    seats = Seat.objects.on(meeting.held_on).filter(body=meeting.body_id).with_people()
    return sorted(seats, key=lambda seat: (order.index(seat.capacity), seat.since, seat.pk))


@transaction.atomic
def record_attendance(meeting: Meeting, *, attended: Sequence[Attended], by: Acting) -> list[Attendance]:
    """Keep who took part; this list takes the place of the one before. A seat that is not on it is not recorded."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    seats = {seat.pk: seat for seat in seats_of(meeting)}
    rows = [_attendance(meeting, entry, seats) for entry in attended]
    meeting.attendances.all().delete()
    made = Attendance.objects.bulk_create(rows)
    figures = {how: sum(row.how == how for row in made) for how in sorted({row.how for row in made})}
    record("councils.attendance_recorded", about=meeting, who=by, figures=figures)
    return made


def _attendance(meeting: Meeting, entry: Attended, seats: dict[int, Seat]) -> Attendance:
    seat = seats.get(entry.seat.pk)
    if seat is None:
        raise SeatNotInTerm(person=entry.seat.person, body=meeting.body, day=meeting.held_on)
    if entry.how not in ways_to_attend(meeting):
        raise NotHowTheyMet(how=str(Attendance.How(entry.how).label), form=meeting.get_form_display(), meeting=meeting)
    if entry.how == Attendance.How.DELEGATED and not entry.delegate_name.strip():
        raise DelegateWithoutName(person=seat.person.name_on(meeting.held_on))
    delegate_name = entry.delegate_name.strip() if entry.how == Attendance.How.DELEGATED else ""
    name = seat.person.name_to_keep(meeting.held_on)
    return Attendance(meeting=meeting, seat=seat, how=entry.how, name=name, capacity=seat.capacity, delegate_name=delegate_name)
