"""Taking in: what is typed in, and a file from its columns to what was refused of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shishin.consultations.access import intake_to_run, round_to_run
from shishin.consultations.models import Intake, Round
from shishin.consultations.places import places_as_printed
from shishin.consultations.profiles import rules_of
from shishin.consultations.taking_in.columns import Preview, guessed, roles
from shishin.consultations.taking_in.forms import FileForm, ReadForm, TypeInForm, UndoForm
from shishin.consultations.taking_in.refusals import refusal_columns
from shishin.consultations.taking_in.taking_in import choose_columns, distinct_in
from shishin.consultations.taking_in.typing_in import TypedIn, type_in
from shishin.consultations.taking_in.undoing import undo_intake
from shishin.consultations.taking_in.working import LOOK, begin_taking, job_taking
from shishin.kit.form_page import Act, FormPage, data_of, form_data
from shishin.kit.intake.mapping import ColumnMapping, MappingForm
from shishin.kit.intake.reading import Sheet
from shishin.kit.jobs import begin, job_of_form, wait_for
from shishin.kit.models import Job
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person

SHOWN = 20
"""Refused rows on the page; all of them are in the file."""


def way_to_round(held: Round, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    """Those that are run, the desk of the consultation."""
    desk = reverse("consultations:desk", args=[held.consultation.slug])
    way = [(reverse("people:manage"), _("Manage")), (reverse("consultations:manage"), _("Consultations"))]
    return [*way, (desk, str(held.consultation)), *more]


def way_to_intakes(held: Round, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return way_to_round(held, (reverse("consultations:take-in", args=[held.uuid]), _("Files of opinions")), *more)


@form_view
def type_opinions_in(request: HttpRequest, uuid: str) -> HttpResponse:
    held = round_to_run(request.user, uuid)
    form = TypeInForm(form_data(request), request.FILES or None, rules=rules_of(held.consultation), places=places_as_printed(held))
    lead = _("%(round)s. Each line is one opinion; whoever said the same in the same words is counted with it.") % {"round": held}
    page = FormPage(_("Type in opinions"), _("Take it in"), way_to_round(held), _done, lead)

    def act(clean: dict[str, Any]) -> TypedIn:
        return type_in(held, form.letter(), attachment=clean["attachment"], by=signed_in(request.user))

    return page.answer(request, form, act, to=request.path)


def _done(typed: TypedIn) -> str:
    told = ngettext("%(count)s opinion was taken in.", "%(count)s opinions were taken in.", typed.opinions) % {"count": typed.opinions}
    if typed.on_the_whole:
        whole = ngettext(
            "%(count)s of them stands on the text as a whole.", "%(count)s of them stand on the text as a whole.", typed.on_the_whole
        )
        told += " " + whole % {"count": typed.on_the_whole}
    return told + (" " + _("It came after the round had closed, and is marked late.") if typed.is_late else "")


@form_view
def take_file(request: HttpRequest, uuid: str) -> HttpResponse:
    held = round_to_run(request.user, uuid)
    form = FileForm(form_data(request), request.FILES or None)
    read, tried = job_of_form(request, LOOK, form, lambda: form.begin(held, by=signed_in(request.user), address=request.path))
    if read and read.is_done:
        return redirect("consultations:intake", read.result["intake"])
    if read and not tried.refusal:
        return redirect(read)
    tried.tell(form)
    intakes = Intake.objects.filter(round__consultation=held.consultation).select_related("round", "begun_by").order_by("-begun_at")
    context = {"round": held, "form": form, "intakes": intakes, "steps": way_to_round(held, ("", _("Files of opinions")))}
    return render(request, "consultations/take_in.html", context, status=tried.status)


@form_view
def intake(request: HttpRequest, uuid: str) -> HttpResponse:
    """One page of a file: which column is which, how far it is and what was refused of it, and undoing it."""
    found = intake_to_run(request.user, uuid)
    by = signed_in(request.user)
    undo = UndoForm(data_of(request, "undo"))
    acts, drawn = _to_be_taken(request, found, by) if found.preview else _taken(request, found, by)
    acts["undo"] = Act(undo, lambda clean: undo_intake(found, **clean, by=by), _("The file was undone."))
    page = FormPage(_("Which column is which") if found.preview else str(found), _("Take it in"), way_to_intakes(found.round))
    return page.answer_one_of(request, acts, to=lambda made: _shown_at(found, made), intake=found, **drawn)


def _shown_at(found: Intake, made: Intake | Job) -> Intake | Job:
    """A job is waited for after what began it was stored: before that no worker sees it."""
    begun = wait_for(made) if isinstance(made, Job) else None
    return begun if begun and begun.kind == LOOK and not begun.is_done else found


def _to_be_taken(request: HttpRequest, found: Intake, by: Person) -> tuple[dict[str, Act], dict[str, Any]]:
    preview = Preview.read(found.preview)
    form = _mapping_form(request, found, preview)
    again = ReadForm(data_of(request, "again"), initial={"heading_row": preview.heading_row, "encoding": preview.encoding})
    address = reverse("consultations:take-in", args=[found.round.uuid])
    acts = {
        "take": Act(form, lambda clean: _begin(found, preview, clean["mapping"], by=by), ""),
        # With other headings, or in another encoding.
        "again": Act(again, lambda _clean: begin(LOOK, by=str(by.pk), address=address, intake=found.pk, **again.chosen()), ""),
    }
    fields = [form[f"column_{at}"] for at in range(len(preview.headings))]
    return acts, {"template": "consultations/columns.html", "preview": preview, "fields": fields}


def _mapping_form(request: HttpRequest, intake: Intake, preview: Preview) -> MappingForm:
    rules = rules_of(intake.round.consultation)
    last = guessed(preview.headings, held=intake.round, rules=rules)
    return MappingForm(data_of(request, "take"), sheet=cast("Sheet", preview), roles=roles(rules), last=last)


def _begin(intake: Intake, preview: Preview, mapping: ColumnMapping, *, by: Person) -> Job:
    chosen = choose_columns(intake, mapping, heading_row=preview.heading_row, encoding=preview.encoding, rows=preview.rows)
    return begin_taking(chosen, by=by)


def _taken(request: HttpRequest, found: Intake, by: Person) -> tuple[dict[str, Act], dict[str, Any]]:
    last = job_taking(found, request=request)
    go_on = Act(forms.Form(data_of(request, "go_on")), lambda _clean: last or begin_taking(found, by=by), "")
    return {"go_on": go_on}, {
        "template": "consultations/intake.html",
        "job": last,
        "distinct": distinct_in(found) if found.finished_at else None,
        "taken": found.rows - found.refused,
        "refusals": found.refusals.all()[:SHOWN],
        "files": sheet_links("consultations:refused-rows", str(found.uuid)),
    }


@login_required
@require_safe
def refused_rows(request: HttpRequest, uuid: str, form: str) -> HttpResponseBase:
    found = intake_to_run(request.user, uuid)
    links = sheet_links("consultations:refused-rows", str(found.uuid))
    rows = found.refusals.all().iterator()
    return sheet_download(refusal_columns(found.mapping.get("headings", ())), rows, form, name=_("Refused rows"), suggestions=links)
