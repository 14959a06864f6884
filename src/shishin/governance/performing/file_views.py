"""Files: the matrix that goes out, and a filled table that comes in after it was seen what it would do."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shishin.governance.access import organizations_answered_for_by
from shishin.governance.performing.files import FORMATS, content_of
from shishin.governance.performing.forms import StatusFileForm
from shishin.governance.performing.pages import MatrixPage
from shishin.governance.performing.states import LOOKS
from shishin.governance.performing.taking_in import Statement, read_statuses, take_statuses
from shishin.governance.performing.views import way_to_duties
from shishin.kit.at_once import GoneMeanwhile
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.files import download
from shishin.kit.form_page import Act, FormPage, data_of
from shishin.kit.intake.reading import read_sheet
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person

KEPT = "governance.statuses"
"""In the session: the rows that were shown are those that are taken in."""
SHOWN = 200


@require_safe
def matrix_file(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    """What the page shows, narrowed down as it is there. Where nothing of it may be read there is no file."""
    page = MatrixPage(request.GET, request.user, with_words=True)
    if page.standing is None:
        raise Http404
    if format not in FORMATS:
        links = [(reverse("governance:matrix-file", args=[known]) + page.url(), label) for known, label in FORMATS.items()]
        raise NotFoundWithSuggestions(_("There is no table in the format “%(format)s”.") % {"format": format}, suggestions=links)
    title = _("Duties of %(owner)s, %(year)s") % {"owner": page.owner, "year": page.year}
    return download(content_of([page.standing], format, title=title), name=f"{title}.{format}")


@form_view
def take_in(request: HttpRequest) -> HttpResponse:
    by = signed_in(request.user)
    if not organizations_answered_for_by(by).exists():
        raise Http404
    page = FormPage(
        _("Take a filled table in"),
        _("See what it would do"),
        way_to_duties((reverse("governance:matrix"), _("Who performs what"))),
        lead=_(
            "Take a table out from the page of a list, fill in states and words, and bring it back. Nothing changes before you saw what."
        ),
    )
    see = StatusFileForm(data_of(request, "see"), request.FILES or None)
    acts = {
        "see": Act(see, lambda clean: _preview(request, page, clean["upload"], by), ""),
        "take": Act(forms.Form(data_of(request, "take")), lambda _clean: _take(request, by), _taken),
    }
    return page.answer_one_of(request, acts, template="governance/take_statuses.html", to=reverse("governance:matrix"))


def _preview(request: HttpRequest, page: FormPage, upload: Any, by: Person) -> HttpResponse:
    answered = set(organizations_answered_for_by(by).values_list("pk", flat=True))
    with read_sheet(upload.file, name=upload.name) as sheet:
        filled = read_statuses(sheet, answered_for=answered)
    name = token_hex(8)
    # All of it or nothing.
    request.session[KEPT] = (name, [] if filled.refused else filled.added)
    context = {
        "steps": [*page.breadcrumbs, ("", page.title)],
        "list": name,
        "filled": filled,
        "added": [(*row.named[:3], LOOKS[row.named[3]], LOOKS[row.named[4]], row.words) for row in filled.added[:SHOWN]],
        "more": len(filled.added) - SHOWN,
        "refused": filled.refused[:SHOWN],
        "more_refused": len(filled.refused) - SHOWN,
        "back": request.path,
    }
    return render(request, "governance/statuses_preview.html", context, status=409 if filled.refused else 200)


def _take(request: HttpRequest, by: Person) -> int:
    """The very table on whose page the button was pressed, as far as its reader still answers for the organizations."""
    name, rows = request.session.get(KEPT, ("", []))
    statements = [Statement(*row) for row in rows]
    answered = set(organizations_answered_for_by(by).values_list("pk", flat=True))
    if not name or name != request.POST.get("list") or any(row.organization not in answered for row in statements):
        raise GoneMeanwhile
    count = take_statuses(statements, by=by)
    del request.session[KEPT]
    return count


def _taken(count: int) -> str:
    return ngettext("%(count)s duty is stated.", "%(count)s duties are stated.", count) % {"count": count}
