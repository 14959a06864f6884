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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shishin.councils.access import meeting_to_keep, paper_of_mine, paper_to_keep, paper_to_open
from shishin.councils.errors.papers import FileIsNotThere
from shishin.councils.meetings.filing import add_paper, change_paper, move_paper, publish_papers, read_paper, remove_paper, replace_paper
from shishin.councils.meetings.forms import AddPaperForm, FileForm, PaperForm, texts_as_initial
from shishin.councils.meetings.views import FORMS, way_to_meeting
from shishin.councils.models import Meeting
from shishin.kit.form_page import FormPage
from shishin.kit.stored_files import file_answer
from shishin.people.access import acting
from shishin.people.forms import ConfirmForm


def _way_to_papers(meeting: Meeting) -> list[tuple[str, Any]]:
    return way_to_meeting(meeting, (reverse("councils:papers", args=[meeting.uuid]), _("Papers")))


@require_safe
def paper(request: HttpRequest, uuid: str) -> FileResponse:
    found = paper_to_open(request.user, uuid)
    try:
        return file_answer(found, is_public=found.is_open_on(localdate()))
    except FileNotFoundError as error:
        raise FileIsNotThere from error


@login_required
@require_POST
def read(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_of_mine(request.user, uuid)
    read_paper(found, by=acting(request.user))
    messages.success(request, _("It is marked as read."))
    return redirect(f"{found.meeting.get_absolute_url()}#papers")


@login_required
@require_safe
def readers(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    rows = found.readings.select_related("person").order_by("read_at", "pk")
    steps = [*_way_to_papers(found.meeting), ("", _("Who has read it"))]
    return render(request, "councils/paper_readers.html", {"paper": found, "readings": rows, "steps": steps})


@login_required
@require_safe
def papers(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    rows = meeting.papers.select_related("agenda_item").annotate(readers=Count("readings"))
    context = {"meeting": meeting, "papers": rows, "is_any_new": any(row.published_on is None for row in rows), "today": localdate()}
    return render(request, "councils/papers.html", {**context, "steps": way_to_meeting(meeting, ("", _("Papers")))})


@login_required
@require_http_methods(FORMS)
def add(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    form = AddPaperForm(request.POST or None, request.FILES or None, meeting=meeting)
    lead = _("Those who belong to the body can read it at once; others only after the papers are published.")
    page = FormPage(_("Add a paper"), _("Add it"), _way_to_papers(meeting), _("The paper was added."), lead)
    return page.answer(request, form, lambda clean: add_paper(meeting, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    initial = {name: getattr(found, name) for name in ("label", "agenda_item", "publicity", "withheld_until")}
    initial |= texts_as_initial(titles=found.titles, closed_reason=found.closed_reason)
    form = PaperForm(request.POST or None, meeting=found.meeting, initial=initial)
    page = FormPage(_("Change title and publicity"), _("Save"), _way_to_papers(found.meeting), _("The paper was changed."), str(found))
    return page.answer(request, form, lambda clean: change_paper(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def replace(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    form = FileForm(request.POST or None, request.FILES or None)
    warning = _("The file before is deleted. Who marked it as read is asked to read this one.")
    page = FormPage(
        _("Replace the file"), _("Replace it"), _way_to_papers(found.meeting), _("The file was replaced."), str(found), [warning]
    )
    return page.answer(request, form, lambda clean: replace_paper(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def remove(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    warning = _("The file is deleted.")
    if found.published_on:
        warning = _("The file is deleted; the title stays, with the day on which it was removed.")
    page = FormPage(
        _("Remove the paper"), _("Remove this paper"), _way_to_papers(found.meeting), _("The paper was removed."), str(found), [warning]
    )
    return page.answer(
        request,
        ConfirmForm(request.POST if request.method == "POST" else None),
        lambda _clean: remove_paper(found, by=acting(request.user)),
    )


@login_required
@require_POST
def move(request: HttpRequest, uuid: str) -> HttpResponse:
    found = paper_to_keep(request.user, uuid)
    move_paper(found, up=request.POST.get("up") == "1", by=acting(request.user))
    return redirect("councils:papers", found.meeting.uuid)


@login_required
@require_http_methods(FORMS)
def publish(request: HttpRequest, uuid: str) -> HttpResponse:
    meeting = meeting_to_keep(request.user, uuid)
    lead = _("All papers added so far come before the public, each as far as its publicity says. Papers added later need this once more.")
    page = FormPage(_("Publish the papers"), _("Publish them"), way_to_meeting(meeting), _("The papers were published."), lead)
    return page.answer(
        request,
        ConfirmForm(request.POST if request.method == "POST" else None),
        lambda _clean: publish_papers(meeting, by=acting(request.user)),
    )
