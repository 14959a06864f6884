"""What can be kept here, and data files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shishin.kit.errors import Refusal
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


@login_required
@require_http_methods(["GET", "POST"])
def data_file(request: HttpRequest) -> HttpResponse:
    """Preview first; the same text, sent with `confirmed`, is loaded."""
    owner = owner_only(request.user)
    form = DataFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "sections": sections.known.values(), "outcomes": None}
    if form.is_valid():
        is_preview = "confirmed" not in request.POST
        text, source = form.cleaned_data["text"], form.cleaned_data["source"]
        try:
            context["outcomes"] = load_data(text, source=source, by=owner, is_preview=is_preview)
        except Refusal as refusal:
            form.add_error(None, refusal.in_full)
        else:
            if not is_preview:
                messages.success(request, _("The data file was loaded."))
                return redirect("people:manage")
            context["text"] = text
    return render(request, "people/data_file.html", context)
