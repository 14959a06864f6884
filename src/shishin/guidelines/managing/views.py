"""Managing: the numbering schemes of the site, and how each organization wants its comparison tables."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shishin.guidelines.access import EDIT_DOCUMENTS, organizations_edited_by
from shishin.guidelines.comparing.profiles import DEFAULTS, set_comparison_profile
from shishin.guidelines.editions.vocabulary import add_scheme, change_scheme, fixed_edition_numbered_by, sample_labels
from shishin.guidelines.managing.forms import NewSchemeForm, ProfileForm, SchemeForm, as_yaml
from shishin.guidelines.models import NumberingScheme
from shishin.kit.form_page import FormPage, attempt
from shishin.people.access import acting, is_owner, may, owner_only

FORMS = ["GET", "POST"]


def _editor(user: Any) -> Any:
    if not may(user, EDIT_DOCUMENTS):
        raise Http404
    return user


def _way(url_name: str, label: str) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse(url_name), label)]


@login_required
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    _editor(request.user)
    rows = [(scheme, _labels(scheme)) for scheme in NumberingScheme.objects.all()]
    return render(request, "guidelines/schemes.html", {"rows": rows, "is_owner": is_owner(request.user)})


@login_required
@require_http_methods(FORMS)
def add(request: HttpRequest) -> HttpResponse:
    owner, example = owner_only(request.user), NumberingScheme.objects.first()
    form = NewSchemeForm(request.POST or None, initial={"rules": as_yaml(example.rules) if example else ""})
    way = _way("guidelines:schemes", _("Numbering schemes"))
    page = FormPage(_("Add a numbering scheme"), _("Add it"), way, _("The numbering scheme was added."))
    return page.answer(request, form, lambda clean: add_scheme(**clean, by=owner))


@login_required
@require_http_methods(FORMS)
def scheme(request: HttpRequest, slug: str) -> HttpResponse:
    owner, found = owner_only(request.user), get_object_or_404(NumberingScheme, slug=slug)
    initial = {"title": found.titles, "rules": as_yaml(found.rules)}
    form = SchemeForm(request.POST or None, initial=initial)
    is_fixed = fixed_edition_numbered_by(found)
    warnings = [_("Published or adopted texts are numbered by it: the rules can no longer change.")] if is_fixed else []
    page = FormPage(
        str(found), _("Save"), _way("guidelines:schemes", _("Numbering schemes")), _("The numbering scheme was changed."), warnings=warnings
    )
    return page.answer(request, form, lambda clean: change_scheme(found, **clean, by=owner))


@login_required
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    rows = organizations_edited_by(_editor(request.user)).prefetch_related("dated_names")
    return render(request, "guidelines/profiles.html", {"rows": rows})


@login_required
@require_http_methods(FORMS)
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    rows = organizations_edited_by(_editor(request.user)).prefetch_related("dated_names")
    found = get_object_or_404(rows, slug=slug)
    form = ProfileForm(
        request.POST if request.method == "POST" else None, initial={"profile": as_yaml(found.comparison_profile or dict(DEFAULTS))}
    )
    way = _way("guidelines:profiles", _("Comparison tables"))
    page = FormPage(str(found), _("Save"), way, _("The form of comparison tables was changed."))
    return page.answer(request, form, lambda clean: set_comparison_profile(found, clean["profile"], by=acting(request.user)))


def _labels(scheme: NumberingScheme) -> list[tuple[int, str, str]]:
    """A scheme that is wrong in the database is still listed, so that it can be mended."""
    return attempt(lambda: sample_labels(scheme.rules)).made or []
