"""Naming: what a meeting is called, with the name that its body bore that day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shishin.councils.models import Meeting
from shishin.kit.dates import day_in_words


def meeting_in_words(meeting: Meeting) -> str:
    """The body and the number, or the day. Prefetch `body__dated_names` for many."""
    return _("%(body)s, %(sitting)s") % {
        "body": meeting.body.name_on(meeting.held_on) or meeting.body.slug,
        "sitting": sitting_in_words(meeting),
    }


def sitting_in_words(meeting: Meeting) -> str:
    """The number, or the day, where the body is known."""
    if meeting.number is not None:
        return _("meeting number %(number)s") % {"number": meeting.number}
    return _("meeting of %(day)s") % {"day": day_in_words(meeting.held_on)}
