"""Calendars: fetched by programs, and the page on which somebody finds and renews the secret address of theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.meetings.calendars import (
    announced_meetings_of,
    calendar_of,
    meetings_of_person,
    person_at,
    renew_calendar_address,
    token_of,
)
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Body, CalendarAddress
from shishin.kit.views import act_view
from shishin.people.access import signed_in

TYPE = "text/calendar; charset=utf-8"
SHOWN = 20


def _as_calendar(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPE, headers={"Cache-Control": "private", "X-Content-Type-Options": "nosniff"})
    answer["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return answer


@require_safe
def of_body(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.prefetch_related("dated_names"), slug=slug)
    return _as_calendar(calendar_of(announced_meetings_of(body), name=body.name_on(localdate()) or body.slug))


@require_safe
def of_person(request: HttpRequest, uuid: str, token: str) -> HttpResponse:
    """Programs send no cookie: the address itself is the key."""
    person = person_at(uuid, token)
    if person is None:
        raise Http404
    with translation.override(person.language or settings.LANGUAGE_CODE):
        return _as_calendar(calendar_of(meetings_of_person(person), name=_("My meetings"), is_for_members=True))


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person = signed_in(request.user)
    address = CalendarAddress.objects.filter(person=person).first()
    url = ""
    if address:
        url = settings.SITE_URL + reverse("councils:personal-calendar", args=[person.uuid, token_of(person, address)])
    rows = meetings_of_person(person).filter(held_on__gte=localdate(), cancelled_on=None).select_related("body")
    to_come = [(row, meeting_in_words(row)) for row in rows.prefetch_related("body__dated_names")[:SHOWN]]
    context = {"url": url, "webcal": urlsplit(url)._replace(scheme="webcal").geturl() if url else "", "address": address}
    answer = render(request, "councils/calendar.html", {**context, "meetings": to_come})
    answer["Cache-Control"] = "private, no-store"
    return answer


@act_view
def renew(request: HttpRequest) -> HttpResponse:
    person = signed_in(request.user)
    renew_calendar_address(person, by=person)
    messages.success(request, _("Your calendar has a new address. The one before, if there was one, leads nowhere."))
    return redirect("councils:calendar")
