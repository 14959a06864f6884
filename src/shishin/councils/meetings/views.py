"""Meetings: the page of one, and the screens on which it is written down, changed, announced, cancelled and given an agenda."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import agenda_item_to_keep, body_to_keep, meeting_to_keep, meeting_to_read
from shishin.councils.meetings.agenda import add_agenda_item, change_agenda_item, move_agenda_item, remove_agenda_item
from shishin.councils.meetings.forms import AgendaItemForm, CancelForm, MeetingForm
from shishin.councils.meetings.meeting import announce_meeting, cancel_meeting, change_meeting, record_meeting
from shishin.councils.meetings.meeting_page import agenda_of, meeting_page
from shishin.councils.meetings.naming import sitting_in_words
from shishin.councils.models import Meeting
from shishin.councils.texts import choice_of, texts_for
from shishin.kit.form_page import FormPage
from shishin.kit.views import act_view, form_view
from shishin.people.access import signed_in


def way_to_meeting(meeting: Meeting, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    """Home, the bodies, the body, the meeting."""
    body = meeting.body
    way = [(reverse("councils:bodies"), _("Meetings and decisions")), (body.get_absolute_url(), str(body))]
    return [*way, (meeting.get_absolute_url(), sitting_in_words(meeting)), *more]


def way_to_agenda(meeting: Meeting) -> list[tuple[str, Any]]:
    return way_to_meeting(meeting, (reverse("councils:agenda", args=[meeting.uuid]), _("Agenda")))


def draw_part(request: HttpRequest, meeting: Meeting, template: str, title: str, **shown: Any) -> HttpResponse:
    """A page of its own for what belongs to a meeting."""
    return render(request, template, {"meeting": meeting, "steps": way_to_meeting(meeting, ("", title)), **shown})


def answer_move(request: HttpRequest, thing: Any, move: Callable[..., Any], *, to: str) -> HttpResponse:
    """What stands in an order within its meeting goes one place up or down."""
    move(thing, up=request.POST.get("up") == "1", by=signed_in(request.user))
    return redirect(to, thing.meeting.uuid)


@require_safe
def meeting(request: HttpRequest, uuid: str) -> HttpResponse:
    page = meeting_page(meeting_to_read(request.user, uuid), reader=request.user)
    return render(request, "councils/meeting.html", {"page": page, "meeting": page.meeting, "steps": way_to_meeting(page.meeting)})


@form_view
def record(request: HttpRequest, slug: str) -> HttpResponse:
    body = body_to_keep(request.user, slug)
    number = max((row.number or 0 for row in body.meetings.all()), default=0) + 1
    form = MeetingForm(request.POST or None, initial={"number": number, "held_on": localdate()})
    way = [(reverse("councils:bodies"), _("Meetings and decisions")), (body.get_absolute_url(), str(body))]
    lead = _("Only those who belong to the body see it until it is announced.")
    page = FormPage(_("Add a meeting"), _("Add it"), way, _("The meeting was added."), lead)
    return page.answer(request, form, lambda clean: record_meeting(body, **clean, by=signed_in(request.user)), to=lambda made: made)


@form_view
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    found = meeting_to_keep(request.user, uuid)
    names = ("number", "titles", "form", "held_on", "until", "begins_at", "ends_at", "places", "online_address")
    initial = {name: getattr(found, name) for name in names}
    form = MeetingForm(request.POST or None, initial=initial)
    page = FormPage(_("Change the meeting"), _("Save"), way_to_meeting(found), _("The meeting was changed."))
    return page.answer(request, form, lambda clean: change_meeting(found, **clean, by=signed_in(request.user)))


@form_view
def announce(request: HttpRequest, uuid: str) -> HttpResponse:
    found = meeting_to_keep(request.user, uuid)
    lead = _("Its day, place and agenda become public. Papers and minutes are published by acts of their own.")
    page = FormPage(_("Announce the meeting"), _("Announce it"), way_to_meeting(found), _("The meeting was announced."), lead)
    return page.confirm(request, lambda: announce_meeting(found, by=signed_in(request.user)))


@form_view
def cancel(request: HttpRequest, uuid: str) -> HttpResponse:
    found = meeting_to_keep(request.user, uuid)
    warning = _("This cannot be taken back. The meeting stays on the page of the body, with the reason.")
    page = FormPage(_("Cancel the meeting"), _("Cancel it"), way_to_meeting(found), _("The meeting was cancelled."), warnings=[warning])
    return page.answer(request, CancelForm(request.POST or None), lambda clean: cancel_meeting(found, **clean, by=signed_in(request.user)))


@login_required
@require_safe
def agenda(request: HttpRequest, uuid: str) -> HttpResponse:
    found = meeting_to_keep(request.user, uuid)
    return draw_part(request, found, "councils/meeting_agenda.html", _("Agenda"), items=agenda_of(found, reader=request.user)[0])


@form_view
def add_item(request: HttpRequest, uuid: str) -> HttpResponse:
    found = meeting_to_keep(request.user, uuid)
    form = AgendaItemForm(request.POST or None, texts=texts_for(found.body, reader=request.user))
    page = FormPage(_("Add to the agenda"), _("Add it"), way_to_agenda(found), _("It is on the agenda."))
    return page.answer(request, form, lambda clean: add_agenda_item(found, **clean, by=signed_in(request.user)))


@form_view
def change_item(request: HttpRequest, uuid: str) -> HttpResponse:
    item = agenda_item_to_keep(request.user, uuid)
    initial = {name: getattr(item, name) for name in ("kind", "titles", "outlines")}
    texts = texts_for(item.meeting.body, reader=request.user, fixed=[item])
    form = AgendaItemForm(request.POST or None, texts=texts, initial={**initial, "text": choice_of(texts, item.text_name, item.text_hash)})
    page = FormPage(_("Change the agenda item"), _("Save"), way_to_agenda(item.meeting), _("The agenda was changed."))
    return page.answer(request, form, lambda clean: change_agenda_item(item, **clean, by=signed_in(request.user)))


@act_view
def move_item(request: HttpRequest, uuid: str) -> HttpResponse:
    return answer_move(request, agenda_item_to_keep(request.user, uuid), move_agenda_item, to="councils:agenda")


@form_view
def remove_item(request: HttpRequest, uuid: str) -> HttpResponse:
    item = agenda_item_to_keep(request.user, uuid)
    page = FormPage(
        _("Take it off the agenda"), _("Take it off"), way_to_agenda(item.meeting), _("It was taken off the agenda."), str(item)
    )
    return page.confirm(request, lambda: remove_agenda_item(item, by=signed_in(request.user)))
