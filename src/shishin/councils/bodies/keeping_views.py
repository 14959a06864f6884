"""Keeping: the screens on which bodies, seats and standing orders are kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.councils.access import (
    ADMINISTER_BODIES,
    bodies_kept_by,
    body_to_keep,
    require_keeper,
    seat_to_keep,
    standing_orders_kept_by,
    standing_orders_to_keep,
)
from shishin.councils.bodies.establishing import abolish_body, change_body, change_seat, end_seat, establish_body, give_seat, rename_body
from shishin.councils.bodies.forms import BodyForm, ChangeBodyForm, ChangeSeatForm, OrdersForm, SeatForm
from shishin.councils.bodies.keeping_orders import add_standing_orders, change_standing_orders, remove_standing_orders
from shishin.councils.deciding.standing_orders import in_words, read_rules
from shishin.councils.models import Body, StandingOrders
from shishin.kit.form_page import FormPage
from shishin.kit.views import form_view
from shishin.people.access import is_owner, organizations_where, signed_in
from shishin.people.forms import AbolishForm, EndForm
from shishin.people.renaming_page import answer_renaming


def _way(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("councils:manage-bodies"), _("Bodies")), *more]


def _way_to(body: Body) -> list[tuple[str, Any]]:
    return [(reverse("councils:bodies"), _("Meetings and decisions")), (body.get_absolute_url(), str(body))]


@login_required
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    rows = bodies_kept_by(require_keeper(request.user)).select_related("organization")
    return render(request, "councils/manage_bodies.html", {"bodies": rows.prefetch_related("dated_names", "organization__dated_names")})


@form_view
def establish(request: HttpRequest) -> HttpResponse:
    by = require_keeper(request.user)
    organizations = organizations_where(by, ADMINISTER_BODIES).prefetch_related("dated_names")
    form = BodyForm(request.POST or None, organizations=organizations, is_organization_required=not is_owner(by))
    page = FormPage(_("Add a body"), _("Add it"), _way(), _("The body was added."))
    return page.answer(request, form, lambda clean: establish_body(**clean, by=by))


@form_view
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    return answer_renaming(request, found, rename_body, breadcrumbs=_way_to(found), by=signed_in(request.user))


@form_view
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    initial = {"kind": found.kind, "parent": found.parent_id, "standing_orders": found.standing_orders_id, "remit": found.remit}
    form = ChangeBodyForm(request.POST or None, body=found, initial=initial)
    page = FormPage(_("Change kind, place, remit and orders"), _("Save"), _way_to(found), _("The body was changed."))
    return page.answer(request, form, lambda clean: change_body(found, **clean, by=signed_in(request.user)))


@form_view
def abolish(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    form = AbolishForm(request.POST or None)
    warning = _("This cannot be taken back. Terms that go on end with the body; its decisions stay.")
    page = FormPage(_("Abolish it"), _("Abolish it"), _way_to(found), _("The body was abolished."), warnings=[warning])
    return page.answer(request, form, lambda clean: abolish_body(found, **clean, by=signed_in(request.user)))


@form_view
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    found = body_to_keep(request.user, slug)
    form = SeatForm(request.POST or None, initial={"since": localdate()})
    lead = _("The name of the person is shown on the public page of the body.")
    page = FormPage(_("Give a seat"), _("Give the seat"), _way_to(found), _("The seat was given."), lead)
    return page.answer(request, form, lambda clean: give_seat(found, **clean, by=signed_in(request.user)))


@form_view
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    found = seat_to_keep(request.user, uuid)
    form = EndForm(request.POST or None)
    page = FormPage(_("End the term"), _("End it"), _way_to(found.body), _("The term was ended."))
    return page.answer(request, form, lambda clean: end_seat(found, **clean, by=signed_in(request.user)))


@form_view
def reseat(request: HttpRequest, uuid: str) -> HttpResponse:
    found = seat_to_keep(request.user, uuid)
    form = ChangeSeatForm(request.POST or None, initial={"capacity": found.capacity, "since": localdate(), "until": found.until})
    page = FormPage(_("Change a seat"), _("Change it"), _way_to(found.body), _("The seat was changed."), lead=str(found.person))
    return page.answer(request, form, lambda clean: change_seat(found, **clean, by=signed_in(request.user)))


def _way_to_orders() -> list[tuple[str, Any]]:
    return _way((reverse("councils:manage-orders"), _("Standing orders")))


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    kept = set(standing_orders_kept_by(require_keeper(request.user)).values_list("pk", flat=True))
    rows = StandingOrders.objects.prefetch_related("bodies__dated_names")
    shown = [(row, in_words(read_rules(row.rules)), row.bodies.all(), row.pk in kept) for row in rows]
    return render(request, "councils/manage_orders.html", {"rows": shown})


@form_view
def add_orders(request: HttpRequest) -> HttpResponse:
    by = require_keeper(request.user)
    page = FormPage(_("Add standing orders"), _("Add them"), _way_to_orders(), _("The standing orders were added."))
    return page.answer(request, OrdersForm(request.POST or None), lambda clean: add_standing_orders(**clean, by=by))


@form_view
def change_orders(request: HttpRequest, slug: str) -> HttpResponse:
    found = standing_orders_to_keep(request.user, slug)
    lead = _("They hold from now on, for every body that has them. What was decided keeps the orders of its day.")
    page = FormPage(_("Change standing orders"), _("Save"), _way_to_orders(), _("The standing orders were changed."), lead)
    form = OrdersForm(request.POST or None, orders=found)
    return page.answer(request, form, lambda clean: change_standing_orders(found, **clean, by=signed_in(request.user)))


@form_view
def remove_orders(request: HttpRequest, slug: str) -> HttpResponse:
    found = standing_orders_to_keep(request.user, slug)
    page = FormPage(
        _("Remove standing orders"), _("Remove them"), _way_to_orders(), _("The standing orders were removed."), lead=str(found)
    )
    return page.confirm(request, lambda: remove_standing_orders(found, by=signed_in(request.user)))
