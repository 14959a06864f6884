"""Bringing a file in: what it would change is shown first, then it is taken in as a whole or not at all."""

from __future__ import annotations

from secrets import token_hex

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.access import edition_to_write
from shishin.governance.errors.plans import NotBeingWritten
from shishin.governance.models import PlanEdition
from shishin.governance.plans.across_views import way_to_edition
from shishin.governance.plans.importing import FileTables, PlanFile, SheetRow, bring_plan_in, preview_plan
from shishin.governance.plans.workbooks import read_workbook
from shishin.kit.at_once import GoneMeanwhile
from shishin.kit.form_page import Act, FormPage, data_of
from shishin.kit.views import form_view
from shishin.people.access import signed_in

KEPT = "governance.plan_file"
"""In the session: the rows that were shown are those that are taken in."""


class PlanFileForm(forms.Form):
    upload = forms.FileField(label=gettext_lazy("Workbook"), help_text=gettext_lazy("The Excel file of this plan, filled in."))


class TakeForm(forms.Form):
    overrides = forms.BooleanField(
        label=gettext_lazy("The file counts, also where a measure changed here since it was written"), required=False
    )


@form_view
def take_in(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    by = signed_in(request.user)
    page = FormPage(
        _("Bring a file in"),
        _("See what it would change"),
        way_to_edition(edition),
        lead=_("Take the edition out as Excel, fill it in, and bring it back. Nothing changes before you saw what."),
        refuse=lambda: _refuse_fixed(edition),
    )
    see = PlanFileForm(data_of(request, "see"), request.FILES or None)
    acts = {
        "see": Act(see, lambda clean: _preview(request, page, edition, clean["upload"]), ""),
        "take": Act(
            TakeForm(data_of(request, "take")),
            lambda clean: bring_plan_in(edition, PlanFile.of(_kept(request)), overrides=clean["overrides"], by=by),
            _("The file was taken in."),
        ),
    }
    to = reverse("governance:edit-edition", args=[slug, address])
    return page.answer_one_of(request, acts, template="governance/take_plan.html", to=to, edition=edition)


def _refuse_fixed(edition: PlanEdition) -> None:
    if not edition.is_working:
        raise NotBeingWritten(edition=edition)


def _preview(request: HttpRequest, page: FormPage, edition: PlanEdition, upload: UploadedFile) -> HttpResponse:
    tables = read_workbook(upload, name=upload.name or "")
    file = PlanFile.of(tables)
    preview = preview_plan(edition, file)
    name = token_hex(8)
    request.session[KEPT] = (name, {sheet: [list(row) for row in rows] for sheet, rows in tables.items()})
    context = {
        "steps": [*page.breadcrumbs, ("", page.title)],
        "file": name,
        "preview": preview,
        "counts": preview.counts,
        "form": TakeForm(),
        "back": request.path,
        "edition": edition,
    }
    return render(request, "governance/plan_preview.html", context, status=409 if preview.faults else 200)


def _kept(request: HttpRequest) -> FileTables:
    """What was shown, if it is still that."""
    name, tables = request.session.get(KEPT, ("", {}))
    if not name or request.POST.get("file") != name:
        raise GoneMeanwhile
    return {sheet: [SheetRow(line, cells) for line, cells in rows] for sheet, rows in tables.items()}
