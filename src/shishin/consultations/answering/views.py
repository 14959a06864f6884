"""The pages on which responses are listed, written, handed over, checked and made final."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shishin.consultations.access import (
    can_look_into,
    can_run,
    consultation_to_look_into,
    consultation_to_run,
    consultations_run_by,
    response_to_look_into,
    response_to_write,
    responses_written_by,
)
from shishin.consultations.answering.answer_sheet import FilledSheet, SheetAnswer, columns_of, read_answers, sheet_rows
from shishin.consultations.answering.forms import AttachForm, HandOverForm, ResponseForm, SheetForm
from shishin.consultations.answering.responding import (
    FIELDS,
    attach,
    change_response,
    check_response,
    detach,
    hand_over,
    make_final,
    refuse_to_check,
    refuse_to_finish,
    reopen_response,
    write_response,
)
from shishin.consultations.answering.response_page import changed_keys, response_page, state_tag
from shishin.consultations.answering.taking_answers import plan_of, take_answers
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.counting import figures_of
from shishin.consultations.models import Consultation, Response
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting.views import chosen_in, what_was_chosen
from shishin.kit.at_once import GoneMeanwhile
from shishin.kit.form_page import Attempt, FormPage, attempt, form_data
from shishin.kit.intake.reading import read_sheet
from shishin.kit.listing import Facet, Listing
from shishin.kit.sheets import sheet_download
from shishin.kit.views import form_view
from shishin.people.access import signed_in

KEPT = "consultations.answers"
"""In the session: the rows that were shown are those that are taken in."""
SHOWN = 200
"""Rows that change something, on the page."""


def way_to_responses(consultation: Consultation, reader: Any) -> list[tuple[str, Any]]:
    """By the desk for those who read it; an office in charge comes by what was handed to it."""
    if not can_look_into(reader, consultation):
        return [(reverse("consultations:handed-over"), _("Responses handed to us"))]
    return [*way_to_desk(consultation, reader), (reverse("consultations:responses", args=[consultation.slug]), _("Responses"))]


def _way_to_response(response: Response, reader: Any) -> list[tuple[str, Any]]:
    label = _("Response %(number)s") % {"number": response.number}
    return [*way_to_responses(response.consultation, reader), (reverse("consultations:response", args=[response.uuid]), label)]


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
    find = response_to_write if request.method == "POST" else response_to_look_into
    found = find(request.user, uuid)
    page = response_page(found, request.user)
    initial = {name: getattr(found, name) for name in (*FIELDS, "version")}
    changed = changed_keys(found.consultation)
    form = ResponseForm(form_data(request), consultation=found.consultation, places=page.places, changed=changed, initial=initial)
    if form.is_valid():
        tried = attempt(lambda: change_response(found, by=signed_in(request.user), **form.cleaned_data))
        if tried.made:
            messages.success(request, _("The response was saved."))
            return redirect(request.path)
        _show_both(form, found, tried)
    steps = [*way_to_responses(found.consultation, request.user), ("", _("Response %(number)s") % {"number": found.number})]
    context = {"page": page, "response": found, "form": form, "steps": steps}
    return render(request, "consultations/response.html", context, status=409 if form.non_field_errors() else 200)


def _show_both(form: ResponseForm, response: Response, tried: Attempt[Response]) -> None:
    """What was written stays in the form, what stands there by now beside it: whoever saves once more has seen both."""
    tried.tell(form)
    response.refresh_from_db()
    sent = QueryDict(mutable=True)
    sent.update(form.data)
    sent["version"] = str(response.version)
    form.data = sent


@form_view
def new_response(request: HttpRequest, slug: str) -> HttpResponse:
    """For opinions that were chosen in the queue, or for none yet: it is a draft at once, and written on its own page."""
    consultation = consultation_to_run(request.user, slug)
    return _with_chosen(
        request,
        consultation,
        forms.Form(None if "all" in request.POST and "step" not in request.POST else form_data(request)),
        lambda chosen, _clean: write_response(consultation, opinions=chosen if chosen.exists() else None, by=signed_in(request.user)),
        words=(_("New response"), _("Write it"), _("The response was begun.")),
    )


@form_view
def attach_opinions(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_to_run(request.user, slug)
    return _with_chosen(
        request,
        consultation,
        AttachForm(request.POST if "step" in request.POST else None, consultation=consultation),
        lambda chosen, clean: attach(chosen, clean["response"], by=signed_in(request.user)),
        words=(_("Put opinions under a response"), _("Put them there"), _("They stand there now.")),
    )


def _with_chosen(
    request: HttpRequest, consultation: Consultation, form: forms.Form, act: Any, *, words: tuple[str, str, str]
) -> HttpResponse:
    """With the opinions that were ticked in the queue, or with all that its address asks for."""
    chosen = chosen_in(request, consultation, signed_in(request.user))
    title, button, done = words
    page = FormPage(title, button, way_to_responses(consultation, request.user), done)
    return page.answer(
        request,
        form,
        lambda clean: act(chosen, clean),
        to=lambda made: reverse("consultations:response", args=[made.uuid]),
        template="consultations/act_on_opinions.html",
        **what_was_chosen(request, consultation, chosen),
    )


@login_required
@require_POST
def detach_opinions(request: HttpRequest, uuid: str) -> HttpResponse:
    found = response_to_write(request.user, uuid)
    ticked = chosen_in(request, found.consultation, signed_in(request.user))
    detach(ticked.filter(response=found), consultation=found.consultation, by=signed_in(request.user))
    return redirect("consultations:response", uuid=found.uuid)


def _step(request: HttpRequest, found: Response, act: Any, refuse: Any, *, words: tuple[str, str, str]) -> HttpResponse:
    """One more step of a response, which stands there as it will be printed."""
    title, button, done = words
    page = FormPage(title, button, _way_to_response(found, request.user), done, refuse=refuse)
    shown = response_page(found, request.user)
    return page.confirm(request, act, template="consultations/response_step.html", response=found, shown=shown, rows=shown.rows)


@form_view
def check(request: HttpRequest, uuid: str) -> HttpResponse:
    found, by = response_to_write(request.user, uuid), signed_in(request.user)
    words = (_("Find this response right"), _("It is right"), _("The response was checked."))
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else -1
    return _step(request, found, lambda: check_response(found, by=by, version=seen), lambda: refuse_to_check(found, by=by), words=words)


@form_view
def finalize(request: HttpRequest, uuid: str) -> HttpResponse:
    """By who runs the consultation: an office in charge writes, and does not decide what is published."""
    get_object_or_404(Response.objects.filter(consultation__in=consultations_run_by(request.user)), uuid=uuid)
    found, by = response_to_write(request.user, uuid), signed_in(request.user)
    words = (_("Make this response final"), _("Make it final"), _("The response is final."))
    return _step(request, found, lambda: make_final([found], by=by), lambda: refuse_to_finish(found), words=words)


@form_view
def reopen(request: HttpRequest, uuid: str) -> HttpResponse:
    found, by = response_to_write(request.user, uuid), signed_in(request.user)
    words = (_("Take this response back to a draft"), _("Take it back"), _("The response is a draft again."))
    return _step(request, found, lambda: reopen_response(found, by=by), None, words=words)


@form_view
def hand(request: HttpRequest, uuid: str) -> HttpResponse:
    found = response_to_write(request.user, uuid)
    form = HandOverForm(form_data(request), initial={"in_charge": found.in_charge_id})
    page = FormPage(
        _("Hand this response to an office"), _("Hand it over"), _way_to_response(found, request.user), _("The response was handed over.")
    )
    return page.answer(request, form, lambda clean: hand_over(found, by=signed_in(request.user), **clean))


@login_required
@require_safe
def answer_sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    consultation = consultation_to_look_into(request.user, slug)
    name = _("Answer sheet, %(consultation)s") % {"consultation": consultation}
    return sheet_download(columns_of(consultation), sheet_rows(consultation, reader=request.user), "xlsx", name=name)


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
