"""The answer sheet as a download, and taking a filled one in after a preview."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.consultations.access import consultation_to_look_into, consultation_to_run
from shishin.consultations.answering.answer_sheet import COLUMNS, FilledSheet, SheetAnswer, read_answers, sheet_rows
from shishin.consultations.answering.taking_answers import plan_of, take_answers
from shishin.consultations.answering.views import way_to_responses
from shishin.consultations.models import Consultation
from shishin.kit.at_once import GoneMeanwhile
from shishin.kit.form_page import FormPage
from shishin.kit.intake.reading import read_sheet
from shishin.kit.sheets import sheet_download
from shishin.kit.views import form_view
from shishin.people.access import signed_in

KEPT = "consultations.answers"
"""In the session: the rows that were shown are those that are taken in."""
SHOWN = 200
"""Rows that change something, on the page."""


class SheetForm(forms.Form):
    upload = forms.FileField(
        label=gettext_lazy("Filled answer sheet"), help_text=gettext_lazy("Excel or CSV. You see what it would do first.")
    )


@login_required
@require_safe
def answer_sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    consultation = consultation_to_look_into(request.user, slug)
    name = _("Answer sheet, %(consultation)s") % {"consultation": consultation}
    return sheet_download(COLUMNS, sheet_rows(consultation, reader=request.user), "xlsx", name=name)


@form_view
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_to_run(request.user, slug)
    way = way_to_responses(consultation, request.user)
    page = FormPage(_("Take a filled answer sheet in"), _("See what it would do"), way, _("What the sheet says was taken in."))
    if "confirmed" in request.POST:
        return page.confirm(request, lambda: _take(request, consultation))
    form = SheetForm(request.POST or None, request.FILES or None)
    return page.answer(request, form, lambda clean: _preview(request, page, consultation, clean["upload"]))


def _preview(request: HttpRequest, page: FormPage, consultation: Consultation, upload: Any) -> HttpResponse:
    with read_sheet(upload.file, name=upload.name) as sheet:
        filled = read_answers(sheet, consultation, reader=request.user)
    name = token_hex(8)
    request.session[KEPT] = (name, str(consultation.uuid), filled.answers, filled.language)
    plan = plan_of(consultation, filled, reader=request.user)
    context = {
        "steps": [*page.breadcrumbs, ("", page.title)],
        "consultation": consultation,
        "list": name,
        "plan": plan,
        "errors": filled.errors,
        "changing": plan.changing[:SHOWN],
        "more": len(plan.changing) - SHOWN,
    }
    return render(request, "consultations/answers_preview.html", context)


def _take(request: HttpRequest, consultation: Consultation) -> None:
    """The very sheet on whose page the button was pressed."""
    name, uuid, rows, language = request.session.get(KEPT, ("", "", (), ""))
    if name != request.POST["confirmed"] or uuid != str(consultation.uuid):
        raise GoneMeanwhile
    overrule = {int(number) for number in request.POST.getlist("overrule") if number.isdecimal()}
    sheet = FilledSheet([SheetAnswer(*row) for row in rows], [], language)
    take_answers(consultation, sheet, by=signed_in(request.user), overrule=overrule)
    del request.session[KEPT]
