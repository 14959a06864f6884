"""Calendars: meetings as other programs fetch them, of a body for everybody and of a person at a secret address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Body, CalendarAddress, Meeting, Seat
from shishin.kit.characters import on_one_line, without_controls
from shishin.kit.identity import in_language
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

MOST = 1000
"""Meetings in one calendar, the latest."""
REFRESHED_EVERY = timedelta(hours=4)


@transaction.atomic
def renew_calendar_address(person: Person, *, by: Acting) -> CalendarAddress:
    """A first address, or a new one: the one before leads nowhere from here on."""
    address, is_new = CalendarAddress.objects.select_for_update().get_or_create(person=person)
    if not is_new:
        address.number += 1
        address.save(update_fields=["number", "renewed_at"])
    record("councils.calendar_address_renewed", about=person, who=by, number=address.number)
    return address


def token_of(person: Person, address: CalendarAddress) -> str:
    """What makes the address secret. It is nowhere kept: it follows from the site's key."""
    return salted_hmac("shishin.councils.calendar", f"{person.uuid}|{address.number}", algorithm="sha256").hexdigest()


def person_at(uuid: str, token: str) -> Person | None:
    """Whose calendar stands at an address, if the address holds and the person may sign in."""
    address = CalendarAddress.objects.select_related("person").filter(person__uuid=uuid, person__is_active=True).first()
    if address is None or not constant_time_compare(token, token_of(address.person, address)):
        return None
    return address.person


def meetings_of_person(person: Person) -> QuerySet[Meeting]:
    """Meetings of bodies in which somebody has a seat on the day of the meeting, announced or not."""
    seats = Seat.objects.filter(Q(until=None) | Q(until__gte=OuterRef("held_on")), body=OuterRef("body"), since__lte=OuterRef("held_on"))
    return Meeting.objects.filter(Exists(seats.filter(person=person)))


def announced_meetings_of(body: Body) -> QuerySet[Meeting]:
    return body.meetings.filter(announced_on__isnull=False)


def begin_calendar(of: str, *, name: str) -> Calendar:
    """An empty one, with what every calendar of the site begins with."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Shishin//{of}//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", on_one_line(name))
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    return calendar


def calendar_of(meetings: QuerySet[Meeting], *, name: str, is_for_members: bool = False) -> bytes:
    """A calendar as programs read it (RFC 5545), with the rules of the site's time zone. Only members get the online address."""
    calendar = begin_calendar("councils", name=name)
    latest = meetings.order_by("-held_on", "-pk").select_related("body").prefetch_related("body__dated_names")[:MOST]
    for event in _events(latest, is_for_members=is_for_members):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(meetings: Iterable[Meeting], *, is_for_members: bool) -> Iterable[Event]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    for meeting in meetings:
        event = Event()
        event.add("uid", f"{meeting.uuid}@{host}")
        event.add("dtstamp", meeting.changed_at)
        event.add("last-modified", meeting.changed_at)
        event.add("sequence", meeting.changes)
        event.add("summary", on_one_line(_summary(meeting)))
        event.add("url", f"{settings.SITE_URL}{meeting.get_absolute_url()}")
        event.add("status", "CANCELLED" if meeting.cancelled_on else "CONFIRMED")
        _add_times(event, meeting)
        if place := in_language(meeting.places):
            event.add("location", on_one_line(place))
        if words := _description(meeting, is_for_members=is_for_members):
            event.add("description", without_controls(words))
        yield event


def _summary(meeting: Meeting) -> str:
    title = in_language(meeting.titles)
    name = meeting_in_words(meeting)
    return _("%(meeting)s: %(title)s") % {"meeting": name, "title": title} if title else name


def _add_times(event: Event, meeting: Meeting) -> None:
    """Without an hour, and for papers that go round, whole days; iCalendar names the day after the last."""
    if meeting.begins_at is None or meeting.is_circulated:
        event.add("dtstart", meeting.held_on)
        event.add("dtend", meeting.last_day + timedelta(days=1))
        return
    event.add("dtstart", _moment(meeting.held_on, meeting.begins_at))
    if meeting.ends_at:
        event.add("dtend", _moment(meeting.held_on, meeting.ends_at))


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _description(meeting: Meeting, *, is_for_members: bool) -> str:
    lines = [str(meeting.get_form_display())]
    if is_for_members and meeting.online_address:
        lines.append(meeting.online_address)
    if is_for_members and meeting.announced_on is None:
        lines.append(_("Not announced yet."))
    if meeting.cancelled_on:
        lines.append(_("Cancelled: %(reason)s") % {"reason": meeting.cancelled_reason})
    return "\n".join(lines)
