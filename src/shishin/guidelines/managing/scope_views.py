"""Managing: what clauses can be limited to, with the values and the words for them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shishin.guidelines.access import writer_anywhere
from shishin.guidelines.editions.vocabulary import add_scope, change_scope, values_in_use
from shishin.guidelines.managing.scope_forms import EMPTY, ChangeScopeForm, NewScopeForm, said_of
from shishin.guidelines.models import Scope
from shishin.kit.form_page import FormPage
from shishin.kit.identity import in_language
from shishin.people.access import is_owner, owner_only

FORMS = ["GET", "POST"]


def _way() -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("guidelines:scopes"), _("Scopes"))]


@login_required
@require_safe
def scopes(request: HttpRequest) -> HttpResponse:
    writer_anywhere(request.user)
    owns = is_owner(request.user)
    in_use = values_in_use() if owns else {}
    rows = [(scope, _values(scope), sorted(in_use.get(scope.slug, set()) - _known(scope))) for scope in Scope.objects.all()]
    return render(request, "guidelines/scopes.html", {"rows": rows, "is_owner": owns})


@login_required
@require_http_methods(FORMS)
def add(request: HttpRequest) -> HttpResponse:
    owner = owner_only(request.user)
    form = NewScopeForm(request.POST or None, initial={"values": EMPTY})
    page = FormPage(_("Add a scope"), _("Add it"), _way(), _("The scope was added."))
    return page.answer(request, form, lambda clean: add_scope(**clean, by=owner))


@login_required
@require_http_methods(FORMS)
def scope(request: HttpRequest, slug: str) -> HttpResponse:
    owner, found = owner_only(request.user), get_object_or_404(Scope, slug=slug)
    form = ChangeScopeForm(request.POST or None, initial=said_of(found, also=request.GET.get("value", "")))
    lead = _("A value that clauses are limited to cannot be taken out; it can be retired.")
    page = FormPage(str(found), _("Save"), _way(), _("The scope was changed."), lead=lead)
    return page.answer(request, form, lambda clean: change_scope(found, **clean, by=owner))


def _values(scope: Scope) -> list[tuple[str, str, bool]]:
    """Each with its words, and whether it is retired."""
    return [(one["value"], in_language(one["titles"]) or one["value"], bool(one.get("retired"))) for one in scope.values]


def _known(scope: Scope) -> set[str]:
    return {one["value"] for one in scope.values}
