"""What waits at meetings: papers to read for members, announcements, papers and minutes for those who keep the body."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.councils.access import KEEPING, bodies_kept_by
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Meeting, Paper, PaperReading, Seat
from shishin.kit.waiting import Waiting
from shishin.people.models import Person

SOON = timedelta(days=14)
MOST = 50
"""Lines of one kind; more wait behind them."""


def papers_to_read(person: Person, day: date) -> list[Waiting]:
    """One line for each announced meeting to come whose papers a member has not all read."""
    if not person.is_active:
        return []
    # Who keeps the body filed the papers; whoever sits in it reads them.
    seats = Seat.objects.on(day).filter(person=person).exclude(capacity__in=KEEPING)
    there = Q(papers__isnull=False, papers__removed_on=None)
    mine = Q(papers__in=PaperReading.objects.filter(person=person).values("paper"))
    meetings = _not_over(day).filter(announced_on__isnull=False, body__in=seats.values("body"))
    meetings = meetings.annotate(
        filed=Count("papers", filter=there, distinct=True), read=Count("papers", filter=there & mine, distinct=True)
    ).filter(filed__gt=F("read"))
    return [
        Waiting(
            kind="papers",
            label=_("Papers to read"),
            title=meeting_in_words(meeting),
            url=f"{meeting.get_absolute_url()}#papers",
            button=_("Read the papers"),
            why=_read_so_far(meeting.read, meeting.filed),  # type: ignore[attr-defined]
            due=meeting.held_on,
            count=meeting.filed,  # type: ignore[attr-defined]
            done=meeting.read,  # type: ignore[attr-defined]
        )
        for meeting in _named(meetings)
    ]


def _read_so_far(read: int, filed: int) -> str:
    words = ngettext("%(read)s of %(filed)s paper is read.", "%(read)s of %(filed)s papers are read.", filed)
    return words % {"read": read, "filed": filed}


def meetings_to_prepare(person: Person, day: date) -> list[Waiting]:
    """For who keeps a body: what a meeting of the next two weeks lacks, and minutes of meetings that are over."""
    kept = bodies_kept_by(person)
    unpublished = Exists(Paper.objects.filter(meeting=OuterRef("pk"), published_on=None))
    soon = _not_over(day).filter(body__in=kept, held_on__lte=day + SOON).annotate(has_new=unpublished)
    lacking = soon.filter(Q(announced_on=None) | Q(papers_published_on=None) | Q(has_new=True))
    over = Meeting.objects.annotate(last=Coalesce("until", "held_on")).filter(
        body__in=kept, last__lt=day, cancelled_on=None, minutes_published_on=None
    )
    return [*(_lack(meeting) for meeting in _named(lacking)), *(_minutes(meeting) for meeting in _named(over))]


def _not_over(day: date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(Q(held_on__gte=day) | Q(until__gte=day), cancelled_on=None, minutes_published_on=None)


def _named(meetings: QuerySet[Meeting]) -> Iterable[Meeting]:
    return meetings.select_related("body").prefetch_related("body__dated_names").order_by("held_on", "pk")[:MOST]


def _lack(meeting: Meeting) -> Waiting:
    """The first thing that is missing: the announcement, then the papers."""
    if meeting.announced_on is None:
        return _to_keep(meeting, "announce", _("Announce the meeting"), why=_("It was not announced yet."), due=meeting.held_on)
    return _to_keep(meeting, "papers", _("See to the papers"), why=_("Its papers are not published yet."), due=meeting.held_on)


def _minutes(meeting: Meeting) -> Waiting:
    return _to_keep(meeting, "minutes", _("Write the minutes"), why=_("It was held, and its minutes are not published."), due=None)


def _to_keep(meeting: Meeting, route: str, button: str, *, why: str, due: date | None) -> Waiting:
    return Waiting(
        kind="meetings",
        label=_("Meetings to prepare"),
        title=meeting_in_words(meeting),
        url=reverse(f"councils:{route}", args=[meeting.uuid]),
        button=button,
        why=why,
        due=due,
    )
