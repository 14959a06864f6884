"""Keeping: the screens on which bodies, seats, meetings and decisions are kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shishin.councils.access import bodies_kept_by, body_to_keep, keeper, seat_to_keep
from shishin.councils.deciding import record_decision
from shishin.councils.establishing import abolish_body, change_body, end_seat, establish_body, give_seat, rename_body
from shishin.councils.forms import BodyForm, ChangeBodyForm, DecisionForm, MeetingForm, SeatForm
from shishin.councils.meeting import record_meeting
from shishin.councils.models import Body, Decision
from shishin.people.abilities import Ability
from shishin.people.access import acting, is_owner, organizations_where
from shishin.people.form_page import FormPage
from shishin.people.forms import AbolishForm, EndForm
from shishin.people.renaming_page import answer_renaming

FORMS = ["GET", "POST"]


def _way(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("councils:manage-bodies"), _("Bodies")), *more]


def _way_to(body: Body) -> list[tuple[str, Any]]:
    return [(reverse("councils:bodies"), _("Meetings and decisions")), (body.get_absolute_url(), str(body))]


@login_required
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    rows = bodies_kept_by(keeper(request.user)).select_related("organization")
    return render(request, "councils/manage_bodies.html", {"bodies": rows.prefetch_related("dated_names", "organization__dated_names")})


@login_required
@require_http_methods(FORMS)
def establish(request: HttpRequest) -> HttpResponse:
    by = keeper(request.user)
    organizations = organizations_where(by, Ability.ADMINISTER_BODIES).prefetch_related("dated_names")
    form = BodyForm(request.POST or None, organizations=organizations, is_organization_required=not is_owner(by))
    page = FormPage(_("Add a body"), _("Add it"), _way(), _("The body was added."))
    return page.answer(request, form, lambda clean: establish_body(**clean, by=by))


@login_required
@require_http_methods(FORMS)
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    return answer_renaming(request, found, rename_body, trail=_way_to(found), by=acting(request.user))


@login_required
@require_http_methods(FORMS)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    initial = {"kind": found.kind, "parent": found.parent_id, "remit_ja": found.remit.get("ja"), "remit_en": found.remit.get("en")}
    form = ChangeBodyForm(request.POST or None, body=found, initial=initial)
    page = FormPage(_("Change kind, place and remit"), _("Save"), _way_to(found), _("The body was changed."))
    return page.answer(request, form, lambda clean: change_body(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def abolish(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    form = AbolishForm(request.POST or None)
    warning = _("This cannot be taken back. Terms that go on end with the body; its decisions stay.")
    page = FormPage(_("Abolish it"), _("Abolish it"), _way_to(found), _("The body was abolished."), warning=warning)
    return page.answer(request, form, lambda clean: abolish_body(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    form = SeatForm(request.POST or None, initial={"since": localdate()})
    lead = _("The name of the person is shown on the public page of the body.")
    page = FormPage(_("Give a seat"), _("Give the seat"), _way_to(found), _("The seat was given."), lead)
    return page.answer(request, form, lambda clean: give_seat(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    found = seat_to_keep(request.user, uuid)
    form = EndForm(request.POST or None)
    page = FormPage(_("End the term"), _("End it"), _way_to(found.body), _("The term was ended."))
    return page.answer(request, form, lambda clean: end_seat(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def meet(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    number = max((row.number or 0 for row in found.meetings.all()), default=0) + 1
    form = MeetingForm(request.POST or None, initial={"number": number, "held_on": localdate()})
    page = FormPage(_("Add a meeting"), _("Add it"), _way_to(found), _("The meeting was added."))
    return page.answer(request, form, lambda clean: record_meeting(found, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """An edition's page may lead here with the name and the hash of its text."""
    found = body_to_keep(request.user, slug)
    given = {name: request.GET.get(name, "") for name in ("text_name", "text_hash")}
    form = DecisionForm(request.POST or None, body=found, initial={"decided_on": localdate(), **given})
    warning = _("A recorded decision is not changed or removed. Check the text and its hash.")
    page = FormPage(_("Record a decision"), _("Record it"), _way_to(found), _("The decision was recorded."), warning=warning)

    def act(clean: dict[str, Any]) -> Decision:
        kind = Decision.Kind(clean.pop("kind"))
        return record_decision(found, kind=kind, **clean, by=acting(request.user))

    return page.answer(request, form, act)
