"""Announcing: from here on everybody reads of a meeting, its agenda included."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.errors import AlreadyAnnounced
from shishin.councils.meeting import count_change, meeting_open_to_change, refuse_cancelled
from shishin.councils.models import Meeting
from shishin.trail.recording import Acting, record


@transaction.atomic
def announce_meeting(meeting: Meeting, *, by: Acting, day: date | None = None) -> Meeting:
    """Make a meeting public, today or, where history is entered, on the day it was."""
    meeting = meeting_open_to_change(meeting)
    refuse_cancelled(meeting)
    if meeting.announced_on:
        raise AlreadyAnnounced(meeting)
    meeting.announced_on = day or localdate()
    count_change(meeting)
    meeting.save(update_fields=["announced_on", "changes", "changed_at"])
    record("councils.meeting_announced", about=meeting, who=by, held_on=meeting.held_on.isoformat())
    return meeting
