"""Meeting: a sitting of a body, or a circulation of papers among its members; written down, announced, changed until its minutes are public, or cancelled."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now

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
from shishin.councils.errors.minutes import MinutesArePublished, SeatNotInTerm
from shishin.councils.models import Body, Meeting, Seat
from shishin.trail.recording import Acting, record


@transaction.atomic
def record_meeting(
    body: Body,
    *,
    held_on: date,
    by: Acting,
    number: int | None = None,
    until: date | None = None,
    begins_at: time | None = None,
    ends_at: time | None = None,
    form: str = Meeting.Form.IN_PERSON,
    titles: dict[str, str] | None = None,
    places: dict[str, str] | None = None,
    online_address: str = "",
) -> Meeting:
    """Keep that a body met, or will meet, on a day. Nobody else reads of it before it is announced."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    meeting = Meeting(
        body=body,
        number=number,
        held_on=held_on,
        until=until,
        begins_at=begins_at,
        ends_at=ends_at,
        form=form,
        titles=titles or {},
        places=places or {},
        online_address=online_address,
    )
    _refuse_what_does_not_fit(meeting)
    meeting.save()
    record("councils.meeting_recorded", about=meeting, who=by, body=str(body.uuid), number=number, held_on=held_on.isoformat())
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    held_on: date,
    by: Acting,
    number: int | None,
    until: date | None,
    begins_at: time | None,
    ends_at: time | None,
    form: str,
    titles: dict[str, str],
    places: dict[str, str],
    online_address: str,
) -> Meeting:
    """Another day, hour, place, form or number; calendars learn of it."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    # The body is locked for its numbers.
    meeting.body = Body.objects.select_for_update().get(pk=meeting.body_id)
    given: dict[str, Any] = {
        "number": number,
        "held_on": held_on,
        "until": until,
        "begins_at": begins_at,
        "ends_at": ends_at,
        "form": form,
        "titles": titles,
        "places": places,
        "online_address": online_address,
    }
    changed = sorted(name for name, value in given.items() if getattr(meeting, name) != value)
    for name, value in given.items():
        setattr(meeting, name, value)
    _refuse_what_does_not_fit(meeting)
    _refuse_seats_out_of_term(meeting)
    if changed:
        count_change(meeting)
        meeting.save(update_fields=[*changed, "changes", "changed_at"])
        record("councils.meeting_changed", about=meeting, who=by, changed=changed, held_on=held_on.isoformat(), number=number)
    return meeting


@transaction.atomic
def announce_meeting(meeting: Meeting, *, by: Acting, day: date | None = None) -> Meeting:
    """Make a meeting public, today or, where history is entered, on the day it was."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    if meeting.announced_on:
        raise AlreadyAnnounced(meeting=meeting, day=meeting.announced_on)
    meeting.announced_on = day or localdate()
    count_change(meeting)
    meeting.save(update_fields=["announced_on", "changes", "changed_at"])
    record("councils.meeting_announced", about=meeting, who=by, held_on=meeting.held_on.isoformat())
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Acting, day: date | None = None) -> Meeting:
    """Say that a meeting does not take place, and why; calendars strike it out."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    if not reason.strip():
        raise CancelledWithoutReason
    if meeting.decisions.exists():
        raise MeetingHasDecided
    meeting.cancelled_on = day or localdate()
    meeting.cancelled_reason = reason.strip()
    count_change(meeting)
    meeting.save(update_fields=["cancelled_on", "cancelled_reason", "changes", "changed_at"])
    record("councils.meeting_cancelled", about=meeting, who=by, why=meeting.cancelled_reason)
    return meeting


def meeting_open_to_change(meeting: Meeting) -> Meeting:
    """The meeting, locked; refused once its minutes are published."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if meeting.minutes_published_on:
        raise MinutesArePublished(meeting=meeting, day=meeting.minutes_published_on)
    return meeting


def refuse_cancelled(meeting: Meeting) -> None:
    if meeting.cancelled_on:
        raise MeetingIsCancelled(meeting=meeting, day=meeting.cancelled_on)


def count_change(meeting: Meeting) -> None:
    """What calendars have of this meeting is out of date."""
    meeting.changes += 1
    meeting.changed_at = now()


def _refuse_what_does_not_fit(meeting: Meeting) -> None:
    body = meeting.body
    if body.abolished_on and meeting.last_day > body.abolished_on:
        raise BodyIsAbolished(body=body, day=body.abolished_on)
    if body.established_on and meeting.held_on < body.established_on:
        raise MeetingBeforeTheBody(body=body, day=body.established_on)
    if meeting.until and not meeting.is_circulated:
        raise OnlyACirculationGoesOn
    if meeting.until and meeting.until < meeting.held_on:
        raise CirculationEndsBeforeItBegins(ends=meeting.until, begins=meeting.held_on)
    if meeting.ends_at and (meeting.begins_at is None or meeting.ends_at <= meeting.begins_at):
        raise MeetingEndsBeforeItBegins
    if meeting.number is not None and body.meetings.filter(number=meeting.number).exclude(pk=meeting.pk).exists():
        raise MeetingNumberTaken(body=body, number=meeting.number)
    if meeting.number is None and (there := _the_same(meeting)):
        raise SameMeeting(body=body, meeting=there, day=meeting.held_on)


def _the_same(meeting: Meeting) -> Meeting | None:
    """Without numbers, what a body calls them and the hours tell two meetings of one day apart."""
    that_day = meeting.body.meetings.filter(number=None, held_on=meeting.held_on, form=meeting.form, cancelled_on=None)
    others = that_day.exclude(pk=meeting.pk)
    # Compared here: databases differ in how they compare JSON.
    return next((row for row in others if (row.titles, row.begins_at) == (meeting.titles, meeting.begins_at)), None)


def _refuse_seats_out_of_term(meeting: Meeting) -> None:
    """A meeting does not move to a day on which those who were there had no seat."""
    there = Seat.objects.filter(attendances__meeting=meeting) | Seat.objects.filter(statements__meeting=meeting)
    stray = there.exclude(pk__in=Seat.objects.on(meeting.held_on)).select_related("person").first()
    if stray:
        raise SeatNotInTerm(person=stray.person, body=meeting.body, day=meeting.held_on)
