"""Cancelling: a meeting that does not take place stays, with the reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.errors import CancelledWithoutReason, MeetingHasDecided
from shishin.councils.meeting import count_change, meeting_open_to_change, refuse_cancelled
from shishin.councils.models import Meeting
from shishin.trail.recording import Acting, record


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
