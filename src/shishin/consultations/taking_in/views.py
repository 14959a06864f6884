"""Taking in: what is typed in, a file and its columns, how far it is and what was refused of it, and undoing it."""

from __future__ import annotations

from typing import Any, cast

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
from shishin.consultations.taking_in.undoing import refuse_to_undo, undo_intake
from shishin.consultations.taking_in.working import LOOK, begin_taking, job_taking
from shishin.kit.form_page import Attempt, FormPage, attempt, form_data
from shishin.kit.intake.mapping import MappingForm
from shishin.kit.intake.reading import Sheet
from shishin.kit.jobs import begin, job_of_form, wait_for
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import form_view
from shishin.people.access import signed_in

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
    return told + (" " + _("It came after the round had closed, and is marked late.") if typed.is_late else "")


@form_view
def take_file(request: HttpRequest, uuid: str) -> HttpResponse:
    held = round_to_run(request.user, uuid)
    form = FileForm(form_data(request), request.FILES or None)
    read, tried = job_of_form(request, LOOK, form, lambda: form.begin(held, by=signed_in(request.user), address=request.path))
    if read and read.is_done:
        return redirect("consultations:columns", read.result["intake"])
    if read and not tried.refusal:
        return redirect(read)
    tried.tell(form)
    intakes = Intake.objects.filter(round__consultation=held.consultation).select_related("round", "begun_by").order_by("-begun_at")
    context = {"round": held, "form": form, "intakes": intakes, "steps": way_to_round(held, ("", _("Files of opinions")))}
    return render(request, "consultations/take_in.html", context, status=tried.status)


@form_view
def columns(request: HttpRequest, uuid: str) -> HttpResponse:
    intake = intake_to_run(request.user, uuid)
    if not intake.preview:
        return redirect(intake)
    if "again" in request.POST:
        return _read_again(request, intake)
    preview = Preview.read(intake.preview)
    form = _mapping_form(request, intake, preview)
    tried: Attempt[Any] = attempt(lambda: _begin(intake, preview, form, request)) if form.is_valid() else Attempt()
    if tried.made:
        return redirect(intake)
    tried.tell(form)
    context = {
        "intake": intake,
        "preview": preview,
        "form": form,
        "fields": [form[f"column_{at}"] for at in range(len(preview.headings))],
        "again": ReadForm(initial={"heading_row": preview.heading_row, "encoding": preview.encoding}),
        "steps": way_to_intakes(intake.round, ("", _("Which column is which"))),
    }
    return render(request, "consultations/columns.html", context, status=tried.status)


def _mapping_form(request: HttpRequest, intake: Intake, preview: Preview) -> MappingForm:
    rules = rules_of(intake.round.consultation)
    last = guessed(preview.headings, held=intake.round, rules=rules)
    return MappingForm(form_data(request), sheet=cast("Sheet", preview), roles=roles(rules), last=last)


def _begin(intake: Intake, preview: Preview, form: MappingForm, request: HttpRequest) -> Any:
    mapping = form.cleaned_data["mapping"]
    chosen = choose_columns(intake, mapping, heading_row=preview.heading_row, encoding=preview.encoding, rows=preview.rows)
    return wait_for(begin_taking(chosen, by=signed_in(request.user)))


def _read_again(request: HttpRequest, intake: Intake) -> HttpResponse:
    """With other headings, or in another encoding."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        return redirect("consultations:columns", intake.uuid)
    by, address = signed_in(request.user), reverse("consultations:take-in", args=[intake.round.uuid])
    begun = wait_for(begin(LOOK, by=str(by.pk), address=address, intake=intake.pk, **form.chosen()))
    return redirect("consultations:columns", intake.uuid) if begun.is_done else redirect(begun)


@form_view
def intake(request: HttpRequest, uuid: str) -> HttpResponse:
    found = intake_to_run(request.user, uuid)
    if found.preview:
        return redirect("consultations:columns", found.uuid)
    last = job_taking(found)
    tried = attempt(lambda: last or begin_taking(found, by=signed_in(request.user))) if request.method == "POST" else None
    if tried and tried.made:
        wait_for(tried.made)
        return redirect(found)
    context = {
        "intake": found,
        "job": last,
        "refusal": tried.refusal if tried else None,
        "distinct": distinct_in(found) if found.finished_at else None,
        "taken": found.rows - found.refused,
        "refusals": found.refusals.all()[:SHOWN],
        "files": sheet_links("consultations:refused-rows", str(found.uuid)),
        "steps": way_to_intakes(found.round, ("", str(found))),
    }
    return render(request, "consultations/intake.html", context, status=tried.status if tried else 200)


@login_required
@require_safe
def refused_rows(request: HttpRequest, uuid: str, form: str) -> HttpResponseBase:
    found = intake_to_run(request.user, uuid)
    links = sheet_links("consultations:refused-rows", str(found.uuid))
    rows = found.refusals.all().iterator()
    return sheet_download(refusal_columns(found.mapping.get("headings", ())), rows, form, name=_("Refused rows"), suggestions=links)


@form_view
def undo(request: HttpRequest, uuid: str) -> HttpResponse:
    found = intake_to_run(request.user, uuid)
    warning = _("This cannot be taken back. The voices of this file count no more; that they came stays on record.")
    page = FormPage(
        _("Undo “%(intake)s”") % {"intake": found},
        _("Undo it"),
        way_to_intakes(found.round, (found.get_absolute_url(), str(found))),
        _("The file was undone."),
        warnings=[warning],
        refuse=lambda: refuse_to_undo(found),
    )
    return page.answer(request, UndoForm(form_data(request)), lambda clean: undo_intake(found, **clean, by=signed_in(request.user)))
