"""Roles, posts, and who holds them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.kit.form_page import FormPage, form_data
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import form_view
from shishin.people.abilities import ability_choices
from shishin.people.access import (
    appointment_to_keep,
    is_owner,
    organizations_kept_by,
    owner_only,
    post_to_keep,
    posts_kept_by,
    require_administrator,
    signed_in,
)
from shishin.people.appointing import appoint, end_appointment
from shishin.people.forms import AbilitiesForm, AbolishForm, AppointForm, EndForm, PostForm, RoleForm
from shishin.people.models import Appointment, Post, Role
from shishin.people.renaming_page import answer_renaming
from shishin.people.roles import abolish_post, add_post, add_role, change_abilities, remove_role, rename_post, rename_role
from shishin.people.sheets import POSTS

AT_ONCE = 500
"""Posts of a table that are asked about together."""


def _way(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), *more]


def _way_to_role(role: Role) -> list[tuple[str, Any]]:
    return _way((reverse("people:roles"), _("Roles")), (reverse("people:role", args=[role.slug]), str(role)))


def _way_to_post(post: Post) -> list[tuple[str, Any]]:
    return _way((reverse("people:posts"), _("Posts")), (reverse("people:post", args=[post.slug]), str(post)))


@login_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    require_administrator(request.user)
    labels = dict(ability_choices())
    rows = Role.objects.annotate(post_count=Count("posts")).prefetch_related("dated_names")
    listed = [(role, [labels.get(ability, ability) for ability in role.abilities]) for role in rows]
    return render(request, "people/roles.html", {"rows": listed, "is_owner": is_owner(request.user)})


@login_required
@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    require_administrator(request.user)
    found = get_object_or_404(Role.objects.annotate(post_count=Count("posts")), slug=slug)
    labels = dict(ability_choices())
    context = {
        "role": found,
        "names": found.dated_names.order_by("valid_from"),
        "abilities": [labels.get(ability, ability) for ability in found.abilities],
        "is_owner": is_owner(request.user),
    }
    return render(request, "people/role.html", context)


@form_view
def add_a_role(request: HttpRequest) -> HttpResponse:
    owner = owner_only(request.user)
    form = RoleForm(request.POST or None)
    page = FormPage(_("Add a role"), _("Add it"), _way((reverse("people:roles"), _("Roles"))), _("The role was added."))
    return page.answer(request, form, lambda clean: add_role(**clean, by=owner))


@form_view
def rename_a_role(request: HttpRequest, slug: str) -> HttpResponse:
    owner, found = owner_only(request.user), get_object_or_404(Role, slug=slug)
    return answer_renaming(request, found, rename_role, breadcrumbs=_way_to_role(found), by=owner)


@form_view
def change_role_abilities(request: HttpRequest, slug: str) -> HttpResponse:
    owner, found = owner_only(request.user), get_object_or_404(Role, slug=slug)
    # A form with nothing ticked is an answer too.
    form = AbilitiesForm(form_data(request), initial={"abilities": found.abilities})
    page = FormPage(_("Change what its holders may do"), _("Save"), _way_to_role(found), _("The abilities were changed."))
    return page.answer(request, form, lambda clean: change_abilities(found, **clean, by=owner))


@form_view
def remove_a_role(request: HttpRequest, slug: str) -> HttpResponse:
    owner, found = owner_only(request.user), get_object_or_404(Role, slug=slug)
    page = FormPage(_("Remove this role"), _("Remove it"), _way_to_role(found), _("The role was removed."))
    return page.confirm(request, lambda: remove_role(found, by=owner), to=reverse("people:roles"))


@login_required
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    page = Paginator(_posts_and_holders(request), 50).get_page(request.GET.get("page"))
    return render(request, "people/posts.html", {"page": page, "sheets": sheet_links("people:posts-sheet")})


@login_required
@require_safe
def posts_sheet(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    """The posts of all pages."""
    rows = _posts_and_holders(request).iterator(chunk_size=AT_ONCE)
    return sheet_download(POSTS, rows, format, name=_("Posts"), suggestions=sheet_links("people:posts-sheet"))


def _posts_and_holders(request: HttpRequest) -> QuerySet[Post]:
    rows = posts_kept_by(require_administrator(request.user)).select_related("organization", "role")
    held = Appointment.objects.on(localdate()).select_related("person").prefetch_related("person__dated_names")
    names = ("dated_names", "role__dated_names", "organization__dated_names", Prefetch("appointments", held, to_attr="held_today"))
    return rows.prefetch_related(*names).order_by("organization__slug", "slug")


@login_required
@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    found = post_to_keep(request.user, slug)
    context = {
        "post": found,
        "names": found.dated_names.order_by("valid_from"),
        "appointments": found.appointments.select_related("person").prefetch_related("person__dated_names").order_by("-since"),
        "today": localdate(),
    }
    return render(request, "people/post.html", context)


@form_view
def add_a_post(request: HttpRequest) -> HttpResponse:
    person = require_administrator(request.user)
    kept = organizations_kept_by(person).filter(abolished_on=None).prefetch_related("dated_names")
    form = PostForm(request.POST or None, organizations=kept, initial={"organization": kept.filter(slug=request.GET.get("at", "")).first()})
    page = FormPage(_("Add a post"), _("Add it"), _way((reverse("people:posts"), _("Posts"))), _("The post was added."))
    return page.answer(request, form, lambda clean: add_post(**clean, by=person))


@form_view
def rename_a_post(request: HttpRequest, slug: str) -> HttpResponse:
    found = post_to_keep(request.user, slug)
    return answer_renaming(request, found, rename_post, breadcrumbs=_way_to_post(found), by=signed_in(request.user))


@form_view
def abolish_a_post(request: HttpRequest, slug: str) -> HttpResponse:
    found = post_to_keep(request.user, slug)
    form = AbolishForm(request.POST or None, initial={"on": localdate()})
    page = FormPage(_("Abolish it"), _("Abolish it"), _way_to_post(found), _("The post was abolished."))
    return page.answer(request, form, lambda clean: abolish_post(found, **clean, by=signed_in(request.user)))


@form_view
def appoint_to_post(request: HttpRequest, slug: str) -> HttpResponse:
    found = post_to_keep(request.user, slug)
    form = AppointForm(request.POST or None, initial={"since": localdate()})
    page = FormPage(_("Appoint somebody"), _("Appoint"), _way_to_post(found), _("The appointment was made."))
    return page.answer(request, form, lambda clean: appoint(clean.pop("person"), **clean, post=found, by=signed_in(request.user)))


@form_view
def end(request: HttpRequest, uuid: str) -> HttpResponse:
    found = appointment_to_keep(request.user, uuid)
    form = EndForm(request.POST or None)
    page = FormPage(_("End the appointment"), _("End it"), _way_to_post(found.post), _("The appointment was ended."))
    return page.answer(request, form, lambda clean: end_appointment(found, **clean, by=signed_in(request.user)))
