"""The pages on which responses are listed, written, handed over, checked and made final."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
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
from shishin.consultations.answering.forms import AttachForm, HandOverForm, ResponseForm
from shishin.consultations.answering.responding import (
    FIELDS,
    attach,
    change_response,
    check_response,
    detach,
    hand_over,
    make_final,
    reopen_response,
    write_response,
)
from shishin.consultations.answering.response_page import response_page, state_tag, what_it_needs
from shishin.consultations.asking.desk import way_to_desk
from shishin.consultations.counting import figures_of
from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.places import places_of
from shishin.consultations.profiles import rules_of
from shishin.kit.form_page import Attempt, FormPage, attempt, form_data
from shishin.kit.listing import Facet, Listing
from shishin.kit.views import form_view
from shishin.people.access import signed_in


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
        "rows": [(row, state_tag(row), rules.disposition(row.disposition)) for row in listing.page],
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


def _form(request: HttpRequest, consultation: Consultation, page: Any, response: Response | None) -> ResponseForm:
    initial = {name: getattr(response, name) for name in (*FIELDS, "version")} if response else {}
    places = page.places if page else places_of(consultation, reader=request.user)
    changed = page.changed if page else set()
    return ResponseForm(form_data(request), consultation=consultation, places=places, changed=changed, initial=initial)


@form_view
def response(request: HttpRequest, uuid: str) -> HttpResponse:
    find = response_to_write if request.method == "POST" else response_to_look_into
    found = find(request.user, uuid)
    page = response_page(found, request.user)
    form = _form(request, found.consultation, page, found)
    if form.is_valid():
        tried = attempt(lambda: change_response(found, by=signed_in(request.user), **form.cleaned_data))
        if tried.made:
            messages.success(request, _("The response was saved."))
            return redirect(request.path)
        _show_both(form, found, tried)
    steps = [*way_to_responses(found.consultation, request.user), ("", _("Response %(number)s") % {"number": found.number})]
    context = {"page": page, "response": found, "form": form, "needs": what_it_needs(found), "steps": steps}
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
    chosen = _chosen(request, consultation)
    page = FormPage(
        _("New response"),
        _("Write it"),
        way_to_responses(consultation, request.user),
        _("The response was begun."),
        lead=_("It gets the next number, and the opinions that you chose: %(number)s.") % {"number": chosen.count()},
    )
    return page.confirm(
        request,
        lambda: write_response(consultation, opinions=chosen if chosen.exists() else None, by=signed_in(request.user)),
        to=lambda made: reverse("consultations:response", args=[made.uuid]),
        template="consultations/with_opinions.html",
        opinions=chosen,
    )


@form_view
def attach_opinions(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_to_run(request.user, slug)
    chosen = _chosen(request, consultation)
    form = AttachForm(request.POST if "response" in request.POST else None, consultation=consultation)
    lead = _("Opinions that you chose: %(number)s. What stands under them goes with them.") % {"number": chosen.count()}
    page = FormPage(
        _("Put opinions under a response"),
        _("Put them there"),
        way_to_responses(consultation, request.user),
        _("They stand there now."),
        lead=lead,
    )
    return page.answer(
        request,
        form,
        lambda clean: (attach(chosen, clean["response"], by=signed_in(request.user)), clean["response"])[1],
        to=lambda made: reverse("consultations:response", args=[made.uuid]),
        template="consultations/with_opinions.html",
        opinions=chosen,
    )


@login_required
@require_POST
def detach_opinions(request: HttpRequest, uuid: str) -> HttpResponse:
    found = response_to_write(request.user, uuid)
    detach(_chosen(request, found.consultation).filter(response=found), consultation=found.consultation, by=signed_in(request.user))
    return redirect("consultations:response", uuid=found.uuid)


def _chosen(request: HttpRequest, consultation: Consultation) -> Any:
    """The opinions that were ticked."""
    rows = Opinion.objects.filter(consultation=consultation)
    return rows.filter(uuid__in=[uuid for uuid in request.POST.getlist("opinion") if len(uuid) == len(str(consultation.uuid))])


def _step(request: HttpRequest, uuid: str, act: Any, *, title: str, button: str, done: str) -> HttpResponse:
    found = response_to_write(request.user, uuid)
    page = FormPage(title, button, _way_to_response(found, request.user), done)
    return page.confirm(request, lambda: act(found, by=signed_in(request.user)))


@form_view
def check(request: HttpRequest, uuid: str) -> HttpResponse:
    words = {"title": _("Find this response right"), "button": _("It is right"), "done": _("The response was checked.")}
    return _step(request, uuid, check_response, **words)


@form_view
def finalize(request: HttpRequest, uuid: str) -> HttpResponse:
    """By who runs the consultation: an office in charge writes, and does not decide what is published."""
    get_object_or_404(Response.objects.filter(consultation__in=consultations_run_by(request.user)), uuid=uuid)
    words = {"title": _("Make this response final"), "button": _("Make it final"), "done": _("The response is final.")}
    return _step(request, uuid, lambda one, *, by: make_final([one], by=by), **words)


@form_view
def reopen(request: HttpRequest, uuid: str) -> HttpResponse:
    words = {"title": _("Take this response back to a draft"), "button": _("Take it back"), "done": _("The response is a draft again.")}
    return _step(request, uuid, reopen_response, **words)


@form_view
def hand(request: HttpRequest, uuid: str) -> HttpResponse:
    found = response_to_write(request.user, uuid)
    form = HandOverForm(form_data(request), initial={"in_charge": found.in_charge_id})
    page = FormPage(
        _("Hand this response to an office"), _("Hand it over"), _way_to_response(found, request.user), _("The response was handed over.")
    )
    return page.answer(request, form, lambda clean: hand_over(found, by=signed_in(request.user), **clean))
