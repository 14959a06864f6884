"""Organizations: the tree, one of them, and what can happen to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.kit.form_page import FormPage
from shishin.kit.listing import Facet, Listing
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import form_view
from shishin.people.access import is_owner, organization_to_keep, organizations_kept_by, require_administrator, signed_in
from shishin.people.claims import not_confirmed
from shishin.people.forms import AbolishOrganizationForm, MoveForm, OrganizationForm, OrganizationKindForm
from shishin.people.models import Organization, is_part
from shishin.people.organizing import (
    abolish_organization,
    add_organization,
    change_organization,
    move_organization,
    rename_organization,
)
from shishin.people.renaming_page import answer_renaming
from shishin.people.sheets import ORGANIZATIONS

STATE = Facet(
    "state",
    gettext_lazy("State"),
    {"existing": gettext_lazy("In existence"), "abolished": gettext_lazy("Abolished")},
    Case(When(abolished_on=None, then=Value("existing")), default=Value("abolished")),
)
KIND = Facet("kind", gettext_lazy("Kind"), dict(Organization.Kind.choices), "kind")


def _way(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("people:organizations"), _("Organizations")), *more]


def _way_to(organization: Organization) -> list[tuple[str, Any]]:
    return _way((reverse("people:organization", args=[organization.slug]), str(organization)))


def in_tree_order(rows: list[Organization]) -> list[tuple[int, Organization]]:
    """Parts below what they are part of, each with its depth; a part whose whole is not shown or did not agree stands on top."""
    shown = {row.pk for row in rows}
    parts: dict[int | None, list[Organization]] = {}
    for row in rows:
        is_below = row.parent_id in shown and row.is_confirmed  # type: ignore[attr-defined]
        parts.setdefault(row.parent_id if is_below else None, []).append(row)
    ordered: list[tuple[int, Organization]] = []
    ahead = [(0, row) for row in reversed(parts.get(None, []))]
    while ahead:
        depth, row = ahead.pop()
        ordered.append((depth, row))
        ahead.extend((depth + 1, part) for part in reversed(parts.get(row.pk, [])))
    return ordered


@login_required
@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    """A tree: it is narrowed down like any list, and drawn whole."""
    listing = _listing(request)
    sheets = sheet_links("people:organizations-sheet", query=listing.filter)
    context = {"listing": listing, "rows": in_tree_order(list(listing.rows)), "may_add": True, "sheets": sheets}
    return render(request, "people/organizations.html", context)


@login_required
@require_safe
def organizations_sheet(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    """As far as the address asks for them, like the list."""
    listing = _listing(request)
    rows = in_tree_order(list(listing.rows.prefetch_related("parent__dated_names")))
    suggestions = sheet_links("people:organizations-sheet", query=listing.filter)
    return sheet_download(ORGANIZATIONS, rows, format, name=_("Organizations"), suggestions=suggestions)


def _listing(request: HttpRequest) -> Listing:
    kept = organizations_kept_by(require_administrator(request.user)).with_confirmation()
    kept = kept.prefetch_related("dated_names", "successor__dated_names")
    return Listing(kept, request.GET, [STATE, KIND])


@login_required
@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    found = organization_to_keep(request.user, slug)
    today = localdate()
    posts = found.posts.select_related("role").prefetch_related("dated_names", "role__dated_names", "appointments__person__dated_names")
    names = sorted(found.dated_names.all(), key=lambda row: row.valid_from)
    parts = found.parts.filter(is_part()).prefetch_related("dated_names")
    context = {"organization": found, "names": names, "posts": posts, "parts": parts, "today": today}
    if found.parent and not found.is_confirmed:  # type: ignore[attr-defined]
        context["unconfirmed"] = not_confirmed(found.parent)
    return render(request, "people/organization.html", context)


@form_view
def add(request: HttpRequest) -> HttpResponse:
    person = require_administrator(request.user)
    kept = organizations_kept_by(person).prefetch_related("dated_names")
    form = OrganizationForm(request.POST or None, parents=kept, is_parent_required=not is_owner(person))
    page = FormPage(_("Add an organization"), _("Add it"), _way(), _("The organization was added."))
    return page.answer(request, form, lambda clean: add_organization(**clean, by=person))


@form_view
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    found = organization_to_keep(request.user, slug)
    return answer_renaming(request, found, rename_organization, breadcrumbs=_way_to(found), by=signed_in(request.user))


@form_view
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = organization_to_keep(request.user, slug)
    initial = {"kind": found.kind, "external_id": found.external_id, "established_on": found.established_on}
    form = OrganizationKindForm(request.POST or None, initial=initial)
    page = FormPage(_("Change what it is"), _("Save"), _way_to(found), _("The organization was changed."))
    return page.answer(request, form, lambda clean: change_organization(found, **clean, by=signed_in(request.user)))


@form_view
def move(request: HttpRequest, slug: str) -> HttpResponse:
    found = organization_to_keep(request.user, slug)
    others = organizations_kept_by(request.user).exclude(pk=found.pk).prefetch_related("dated_names")
    form = MoveForm(
        request.POST or None, parents=others, is_parent_required=not is_owner(request.user), initial={"parent": found.parent_id}
    )
    lead = _("Who keeps documents and people of the whole keeps those of the part as well.")
    page = FormPage(_("Move the organization"), _("Move the organization"), _way_to(found), _("The organization was moved."), lead)
    return page.answer(request, form, lambda clean: move_organization(found, **clean, by=signed_in(request.user)))


@form_view
def abolish(request: HttpRequest, slug: str) -> HttpResponse:
    found = organization_to_keep(request.user, slug)
    others = Organization.objects.filter(abolished_on=None).exclude(pk=found.pk).prefetch_related("dated_names")
    form = AbolishOrganizationForm(request.POST or None, organizations=others)
    warning = _("This cannot be taken back. Its documents, posts and decisions stay under its name.")
    page = FormPage(_("Abolish it"), _("Abolish it"), _way_to(found), _("The organization was abolished."), warnings=[warning])
    return page.answer(request, form, lambda clean: abolish_organization(found, **clean, by=signed_in(request.user)))
