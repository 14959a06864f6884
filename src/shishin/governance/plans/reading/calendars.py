"""The calendar of due days: when the next edition of each plan is due, as other programs fetch it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from icalendar import Event

from shishin.councils.meetings.calendars import begin_calendar
from shishin.governance.plans.clock import Clock
from shishin.kit.characters import on_one_line


def calendar_of_clocks(clocks: Iterable[Clock]) -> bytes:
    """One whole day a plan (RFC 5545)."""
    calendar = begin_calendar("governance", name=_("Plans: due days"))
    for clock in clocks:
        if clock.due:
            calendar.add_component(_event(clock, clock.due))
    return bytes(calendar.to_ical())


def _event(clock: Clock, due: date) -> Event:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    decided = clock.last.decided_on if clock.last else None
    event = Event()
    event.add("uid", f"due-{clock.plan.uuid}@{host}")
    # It moves when the next edition is decided on.
    event.add("dtstamp", make_aware(datetime.combine(decided or due, time())))
    event.add("summary", on_one_line(_("%(plan)s: next edition due") % {"plan": clock.plan}))
    event.add("url", f"{settings.SITE_URL}{clock.plan.get_absolute_url()}")
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
