"""Papers: filed for a meeting, published, opened by those who may, and read by members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import meeting_to_keep, meetings_to_file_for, named, paper_of_mine, paper_to_keep, paper_to_open
from shishin.councils.errors.papers import FileIsNotThere
from shishin.councils.meetings.filing import (
    add_paper,
    add_printed_paper,
    change_paper,
    move_paper,
    next_label,
    publish_papers,
    read_paper,
    remove_paper,
    replace_paper,
)
from shishin.councils.meetings.forms import AddPaperForm, FileForm, PaperForm, PrintForm
from shishin.councils.meetings.views import answer_move, draw_part, way_to_meeting
from shishin.councils.models import Meeting, Paper
from shishin.councils.texts import prints_of, texts_for, texts_of
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.stored_files import file_answer
from shishin.kit.views import act_view, form_view
from shishin.people.access import signed_in


def _way_to_papers(meeting: Meeting) -> list[tuple[str, Any]]:
    return way_to_meeting(meeting, (reverse("councils:papers", args=[meeting.uuid]), _("Papers")))


@require_safe
def paper(request: HttpRequest, uuid: str) -> FileResponse:
    found = paper_to_open(request.user, uuid)
    try:
        return file_answer(found, is_public=found.is_open_on(localdate()))
    except FileNotFoundError as error:
        raise FileIsNotThere from error


@act_view
def read(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_of_mine(request.user, uuid)
    read_paper(found, by=signed_in(request.user))
    messages.success(request, _("It is marked as read."))
    return redirect(f"{found.meeting.get_absolute_url()}#papers")


@login_required
@require_safe
def readers(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    rows = found.readings.select_related("person").prefetch_related("person__dated_names").order_by("read_at", "pk")
    steps = [*_way_to_papers(found.meeting), ("", _("Who has read it"))]
    return render(request, "councils/paper_readers.html", {"paper": found, "readings": rows, "steps": steps})


@login_required
@require_safe
def papers(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    rows = meeting.papers.select_related("agenda_item").annotate(readers=Count("readings"))
    is_any_new = any(row.published_on is None for row in rows)
    return draw_part(request, meeting, "councils/papers.html", _("Papers"), papers=rows, is_any_new=is_any_new, today=localdate())


@form_view
def add(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    form = AddPaperForm(request.POST or None, request.FILES or None, meeting=meeting)
    lead = _("Those who belong to the body can read it at once; others only after the papers are published.")
    page = FormPage(_("Add a paper"), _("Add it"), _way_to_papers(meeting), _("The paper was added."), lead)
    return page.answer(request, form, lambda clean: add_paper(meeting, **clean, by=signed_in(request.user)))


@form_view
def print_paper(request: HttpRequest) -> HttpResponse:
    """From a meeting, with the texts of its body to choose from; or from a text or a comparison, with the meetings to choose from."""
    meetings = meetings_to_file_for(request.user)
    meeting = named(meetings, request.GET.get("meeting", ""))
    keys = [request.GET["print"]] if "print" in request.GET else _keys_for(meeting, request.user)
    initial = {"meeting": meeting.uuid, "label": next_label(meeting)} if meeting else {}
    found = prints_of(keys, reader=request.user)
    form = PrintForm(form_data(request), meetings=meetings, prints=found, initial=initial)
    way = _way_to_papers(meeting) if meeting else [(reverse("councils:bodies"), _("Meetings and decisions"))]
    lead = _("It is as public as the text itself. Title and publicity can be changed afterwards.")
    page = FormPage(_("Make a paper from a text"), _("Print it and add it"), way, _("The paper was added."), lead)

    def act(clean: dict[str, Any]) -> Paper:
        return add_printed_paper(clean.pop("meeting"), **clean, by=signed_in(request.user))

    return page.answer(request, form, act, to=lambda made: reverse("councils:papers", args=[made.meeting.uuid]))


def _keys_for(meeting: Meeting | None, reader: Any) -> list[str]:
    """First what is on the agenda, then whatever the body may decide on."""
    if meeting is None:
        return []
    on_agenda = texts_of(meeting.agenda.all(), reader=reader).values()
    listed = texts_for(meeting.body, reader=reader)
    return list(dict.fromkeys(key for text in [*on_agenda, *listed] for key in text.prints))


@form_view
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    names = ("label", "titles", "agenda_item", "publicity", "withheld_until", "closed_reason")
    initial = {name: getattr(found, name) for name in names}
    form = PaperForm(request.POST or None, meeting=found.meeting, initial=initial)
    page = FormPage(_("Change title and publicity"), _("Save"), _way_to_papers(found.meeting), _("The paper was changed."), str(found))
    return page.answer(request, form, lambda clean: change_paper(found, **clean, by=signed_in(request.user)))


@form_view
def replace(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    form = FileForm(request.POST or None, request.FILES or None)
    warning = _("The file before is deleted. Who marked it as read is asked to read this one.")
    page = FormPage(
        _("Replace the file"), _("Replace it"), _way_to_papers(found.meeting), _("The file was replaced."), str(found), [warning]
    )
    return page.answer(request, form, lambda clean: replace_paper(found, **clean, by=signed_in(request.user)))


@form_view
def remove(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    warning = _("The file is deleted.")
    if found.published_on:
        warning = _("The file is deleted; the title stays, with the day on which it was removed.")
    page = FormPage(
        _("Remove the paper"), _("Remove this paper"), _way_to_papers(found.meeting), _("The paper was removed."), str(found), [warning]
    )
    return page.confirm(request, lambda: remove_paper(found, by=signed_in(request.user)))


@act_view
def move(request: HttpRequest, uuid: str) -> HttpResponse:
    return answer_move(request, paper_to_keep(request.user, uuid), move_paper, to="councils:papers")


@form_view
def publish(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    lead = _("All papers added so far come before the public, each as far as its publicity says. Papers added later need this once more.")
    page = FormPage(_("Publish the papers"), _("Publish them"), way_to_meeting(meeting), _("The papers were published."), lead)
    return page.confirm(request, lambda: publish_papers(meeting, by=signed_in(request.user)))
