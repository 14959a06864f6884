"""The pages on which responses are listed, written, handed over, checked and made final."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.consultations.access import (
    can_look_into,
    can_run,
    consultation_to_look_into,
    consultation_to_run,
    response_to_look_into,
    response_to_write,
    responses_written_by,
)
from shishin.consultations.answering.answer_sheet import FilledSheet, SheetAnswer, columns_of, read_answers, sheet_rows
from shishin.consultations.answering.forms import HandOverForm, ResponseForm, SheetForm, VersionForm
from shishin.consultations.answering.responding import (
    FIELDS,
    check_response,
    detach,
    hand_over,
    make_final,
    reopen_response,
)
from shishin.consultations.answering.response_page import ResponsePage, changed_keys, response_page, state_tag
from shishin.consultations.answering.taking_answers import plan_of, take_answers
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.carrying import carried_and_followed
from shishin.consultations.counting import figures_of
from shishin.consultations.models import Consultation, Response
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting.views import chosen_in
from shishin.kit.at_once import GoneMeanwhile
from shishin.kit.form_page import Act, FormPage, data_of
from shishin.kit.intake.reading import read_sheet
from shishin.kit.listing import Facet, Listing
from shishin.kit.sheets import sheet_download
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person

KEPT = "consultations.answers"
"""In the session: the rows that were shown are those that are taken in."""
SHOWN = 200
"""Rows that change something, on the page."""


def way_to_responses(consultation: Consultation, reader: Any) -> list[tuple[str, Any]]:
    """By the desk for those who read it; an office in charge comes by what was handed to it."""
    if not can_look_into(reader, consultation):
        return [(reverse("consultations:handed-over"), _("Responses handed to us"))]
    return [*way_to_desk(consultation, reader), (reverse("consultations:responses", args=[consultation.slug]), _("Responses"))]


@login_required
@require_safe
def responses(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_to_look_into(request.user, slug)
    rules = rules_of(consultation)
    facets = [
        Facet("state", gettext_lazy("State"), dict(Response.State.choices), "state"),
        Facet("disposition", gettext_lazy("Disposition"), {one.key: str(one) for one in rules.dispositions}, "disposition"),
        Facet("theme", gettext_lazy("Theme"), {str(theme.pk): str(theme) for theme in consultation.themes.all()}, "theme"),
    ]
    rows = consultation.responses.select_related("theme", "in_charge").prefetch_related("in_charge__dated_names").order_by("number")
    listing = Listing(rows, request.GET, facets)
    context = {
        "consultation": consultation,
        "listing": listing,
        "rows": [(row, state_tag(row, consultation), rules.disposition(row.disposition)) for row in listing.page],
        "figures": figures_of(consultation),
        "carried": [] if consultation.is_published else carried_and_followed(consultation),
        "may_run": can_run(request.user, consultation),
        "steps": [*way_to_responses(consultation, request.user)[:-1], ("", _("Responses"))],
    }
    return render(request, "consultations/responses.html", context)


@login_required
@require_safe
def handed_over(request: HttpRequest) -> HttpResponse:
    """What waits for the offices of whoever is signed in."""
    rows = responses_written_by(signed_in(request.user)).exclude(in_charge=None).exclude(state=Response.State.FINAL)
    rows = rows.select_related("consultation", "in_charge", "theme").prefetch_related("in_charge__dated_names")
    listing = Listing(rows.order_by("consultation", "number"), request.GET)
    return render(request, "consultations/handed_over.html", {"listing": listing, "rows": [(row, state_tag(row)) for row in listing.page]})


@form_view
def response(request: HttpRequest, uuid: str) -> HttpResponse:
    """One page on which it is read, written, handed over, checked, made final and taken back."""
    find = response_to_write if request.method == "POST" else response_to_look_into
    found = find(request.user, uuid)
    shown = response_page(found, request.user)
    if request.POST.get("act") in ("final", "hand_over") or (request.POST.get("act") == "reopen" and not shown.may_reopen):
        # An office in charge writes, and decides neither what is published nor who else writes.
        consultation_to_run(request.user, found.consultation.slug)
    title = _("Response %(number)s") % {"number": found.number}
    page = FormPage(title, _("Save"), way_to_responses(found.consultation, request.user))
    acts = _acts_on(request, found, shown)
    return page.answer_one_of(request, acts, template="consultations/response.html", to=request.path, response=found, shown=shown)


def _acts_on(request: HttpRequest, found: Response, shown: ResponsePage) -> dict[str, Act]:
    by = signed_in(request.user)
    initial = {name: getattr(found, name) for name in (*FIELDS, "version")}
    changed = changed_keys(found.consultation)
    write = ResponseForm(data_of(request, "write"), consultation=found.consultation, places=shown.places, changed=changed, initial=initial)
    hand = HandOverForm(data_of(request, "hand_over"), initial={"in_charge": found.in_charge_id})
    check, final = (VersionForm(data_of(request, name)) for name in ("check", "final"))
    reopen, take_off = (forms.Form(data_of(request, name)) for name in ("reopen", "detach"))
    return {
        "write": Act(write, lambda clean: write.change(found, clean, by=by), _("The response was saved.")),
        "hand_over": Act(hand, lambda clean: hand_over(found, **clean, by=by), _("The response was handed over.")),
        "check": Act(check, lambda clean: check_response(found, **clean, by=by), _("The response was checked.")),
        "final": Act(final, lambda clean: make_final([found], **clean, by=by), _("The response is final.")),
        "reopen": Act(reopen, lambda _clean: reopen_response(found, by=by), _("The response is a draft again.")),
        "detach": Act(take_off, lambda _clean: _detach(request, found, by=by), _("They are open again.")),
    }


def _detach(request: HttpRequest, found: Response, *, by: Person) -> int:
    ticked = chosen_in(request, found.consultation, by)
    return detach(ticked.filter(response=found), consultation=found.consultation, by=by)


@form_view
def answer_sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """It goes out from here; filled it comes in here, after what it would do was seen."""
    find = consultation_to_run if request.method == "POST" else consultation_to_look_into
    consultation = find(request.user, slug)
    if "file" in request.GET:
        name = _("Answer sheet, %(consultation)s") % {"consultation": consultation}
        return sheet_download(columns_of(consultation), sheet_rows(consultation, reader=request.user), "xlsx", name=name)
    page = FormPage(_("Answer in Excel"), _("See what it would do"), way_to_responses(consultation, request.user))
    see = SheetForm(data_of(request, "see"), request.FILES or None)
    acts = {
        "see": Act(see, lambda clean: _preview(request, page, consultation, clean["upload"]), ""),
        "take": Act(
            forms.Form(data_of(request, "take")), lambda _clean: _take(request, consultation), _("What the sheet says was taken in.")
        ),
    }
    may_take = can_run(request.user, consultation) and not consultation.is_published
    return page.answer_one_of(request, acts, template="consultations/answer_sheet.html", consultation=consultation, may_take=may_take)


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
    if name != request.POST.get("list") or uuid != str(consultation.uuid):
        raise GoneMeanwhile
    overrule = {int(number) for number in request.POST.getlist("overrule") if number.isdecimal() and len(number) < 10}
    sheet = FilledSheet([SheetAnswer(*row) for row in rows], [], language)
    take_answers(consultation, sheet, by=signed_in(request.user), overrule=overrule)
    del request.session[KEPT]
