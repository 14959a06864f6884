"""What can be kept here, and data files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.kit.form_page import FormPage
from shishin.kit.views import form_view
from shishin.people.access import can_manage, is_owner, owner_only
from shishin.people.data_files import load_data, sections
from shishin.people.forms import DataFileForm
from shishin.people.manage_entries import manage_entries


@login_required
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    if not can_manage(request.user):
        raise Http404
    entries = [entry for filled in manage_entries.ask(request.user) for entry in filled]
    entries.sort(key=lambda entry: entry.order)
    return render(request, "people/manage.html", {"entries": entries, "is_owner": is_owner(request.user)})


@form_view
def data_file(request: HttpRequest) -> HttpResponse:
    """Preview first; the same text, sent with `confirmed`, is loaded."""
    owner = owner_only(request.user)
    form = DataFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"sections": sections.known.values(), "outcomes": None}

    def act(clean: dict[str, Any]) -> Any:
        is_preview = "confirmed" not in request.POST
        outcomes = load_data(clean["text"], source=clean["source"], by=owner, is_preview=is_preview)
        if not is_preview:
            return outcomes
        return render(request, "people/data_file.html", {**context, "form": form, "outcomes": outcomes, "text": clean["text"]})

    way = [(reverse("people:manage"), _("Manage"))]
    page = FormPage(_("Data files"), _("Show what would change"), way, _("The data file was loaded."))
    return page.answer(request, form, act, template="people/data_file.html", **context)
