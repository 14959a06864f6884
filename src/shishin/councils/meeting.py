"""Meeting: a sitting of a body, by its number and its day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.councils.errors import BodyIsAbolished, MeetingNumberTaken
from shishin.councils.models import Body, Meeting
from shishin.trail.recording import Acting, record


@transaction.atomic
def record_meeting(body: Body, *, held_on: date, by: Acting, number: int | None = None) -> Meeting:
    """Keep that a body met, or will meet, on a day."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.abolished_on and held_on > body.abolished_on:
        raise BodyIsAbolished(body, body.abolished_on)
    if number is not None and body.meetings.filter(number=number).exists():
        raise MeetingNumberTaken(body, number)
    meeting = Meeting.objects.create(body=body, number=number, held_on=held_on)
    record("councils.meeting_recorded", about=meeting, who=by, body=str(body.uuid), number=number, held_on=held_on.isoformat())
    return meeting
