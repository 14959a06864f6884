"""Managing: the numbering schemes of the site, what clauses can be limited to, and how each organization wants its comparison tables."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.access import EDIT_DOCUMENTS, organizations_edited_by, writer_anywhere
from shishin.guidelines.comparing.profiles import DEFAULTS, set_comparison_profile
from shishin.guidelines.editions.vocabulary import (
    Sample,
    add_scheme,
    add_scope,
    change_scheme,
    change_scope,
    fixed_editions_numbered_by,
    sample_of,
    values_in_use,
)
from shishin.guidelines.managing.forms import (
    EMPTY,
    ChangeScopeForm,
    NewSchemeForm,
    NewScopeForm,
    ProfileForm,
    SchemeForm,
    SynonymsForm,
    as_yaml,
    initial_of,
)
from shishin.guidelines.models import NumberingScheme, Scope, Synonyms
from shishin.guidelines.searching.synonyms import set_synonyms, synonyms_of, write_groups
from shishin.kit.form_page import FormPage, attempt, form_data
from shishin.kit.identity import in_language
from shishin.kit.views import form_view
from shishin.people.access import is_owner, may, owner_only, signed_in
from shishin.people.models import Organization


def _editor(user: Any) -> Any:
    if not may(user, EDIT_DOCUMENTS):
        raise Http404
    return user


def _breadcrumbs(url_name: str, label: str) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse(url_name), label)]


@login_required
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    _editor(request.user)
    rows = [(scheme, _sample(scheme)) for scheme in NumberingScheme.objects.all()]
    return render(request, "guidelines/schemes.html", {"rows": rows, "is_owner": is_owner(request.user)})


@form_view
def new_scheme(request: HttpRequest) -> HttpResponse:
    owner, example = owner_only(request.user), NumberingScheme.objects.first()
    form = NewSchemeForm(request.POST or None, initial={"rules": as_yaml(example.rules) if example else ""})
    breadcrumbs = _breadcrumbs("guidelines:schemes", _("Numbering schemes"))
    page = FormPage(_("Add a numbering scheme"), _("Add it"), breadcrumbs, _("The numbering scheme was added."))
    return page.answer(request, form, lambda clean: add_scheme(**clean, by=owner))


@form_view
def scheme(request: HttpRequest, slug: str) -> HttpResponse:
    owner, scheme = owner_only(request.user), get_object_or_404(NumberingScheme, slug=slug)
    initial = {"title": scheme.titles, "rules": as_yaml(scheme.rules)}
    form = SchemeForm(request.POST or None, initial=initial)
    is_fixed = fixed_editions_numbered_by(scheme).exists()
    warnings = (
        [_("Published or adopted texts are numbered by it: their numbers can no longer change, only those of their translations.")]
        if is_fixed
        else []
    )
    page = FormPage(
        str(scheme),
        _("Save"),
        _breadcrumbs("guidelines:schemes", _("Numbering schemes")),
        _("The numbering scheme was changed."),
        warnings=warnings,
    )
    return page.answer(request, form, lambda clean: change_scheme(scheme, **clean, by=owner))


@login_required
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    rows = [(row, reverse("guidelines:profile", args=[row.slug]), bool(row.comparison_profile)) for row in _organizations(request.user)]
    lead = _("Which side is new, how the columns are called, and the words for what is omitted, new or dropped.")
    context = {"rows": rows, "title": _("Comparison tables"), "lead": lead, "own": _("Its own form"), "usual": _("The usual form")}
    return render(request, "guidelines/of_organizations.html", context)


@login_required
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    organizations = _organizations(request.user)
    keeping = set(Synonyms.objects.exclude(groups=[]).values_list("organization", flat=True))
    rows = [(row, reverse("guidelines:synonyms-of", args=[row.slug]), row.pk in keeping) for row in organizations]
    lead = _("Words that mean the same in the texts of an organization, besides those that search knows anyway.")
    context = {"rows": rows, "title": _("Synonyms of search"), "lead": lead, "own": _("Its own words too"), "usual": _("The usual words")}
    return render(request, "guidelines/of_organizations.html", context)


@form_view
def synonyms_kept(request: HttpRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(_organizations(request.user), slug=slug)
    form = SynonymsForm(form_data(request), initial={"groups": write_groups(synonyms_of(organization))})
    breadcrumbs = _breadcrumbs("guidelines:synonyms", _("Synonyms of search"))
    page = FormPage(str(organization), _("Save"), breadcrumbs, _("The synonyms were changed."))
    return page.answer(request, form, lambda clean: set_synonyms(organization, clean["groups"], by=signed_in(request.user)))


def _organizations(user: Any) -> QuerySet[Organization]:
    """Those whose texts somebody writes."""
    return organizations_edited_by(_editor(user)).prefetch_related("dated_names")


@form_view
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(_organizations(request.user), slug=slug)
    form = ProfileForm(form_data(request), initial={"profile": as_yaml(organization.comparison_profile or dict(DEFAULTS))})
    breadcrumbs = _breadcrumbs("guidelines:profiles", _("Comparison tables"))
    page = FormPage(str(organization), _("Save"), breadcrumbs, _("The form of comparison tables was changed."))
    return page.answer(request, form, lambda clean: set_comparison_profile(organization, clean["profile"], by=signed_in(request.user)))


def _sample(scheme: NumberingScheme) -> Sample | None:
    """A scheme that is wrong in the database is still listed, so that it can be mended."""
    return attempt(lambda: sample_of(scheme.rules)).made


@login_required
@require_safe
def scopes(request: HttpRequest) -> HttpResponse:
    writer_anywhere(request.user)
    owns = is_owner(request.user)
    in_use = values_in_use() if owns else {}
    rows = [(scope, _values(scope), sorted(in_use.get(scope.slug, set()) - _known(scope))) for scope in Scope.objects.all()]
    return render(request, "guidelines/scopes.html", {"rows": rows, "is_owner": owns})


@form_view
def new_scope(request: HttpRequest) -> HttpResponse:
    owner = owner_only(request.user)
    form = NewScopeForm(request.POST or None, initial={"values": EMPTY})
    page = FormPage(_("Add a scope"), _("Add it"), _breadcrumbs("guidelines:scopes", _("Scopes")), _("The scope was added."))
    return page.answer(request, form, lambda clean: add_scope(**clean, by=owner))


@form_view
def scope(request: HttpRequest, slug: str) -> HttpResponse:
    owner, scope = owner_only(request.user), get_object_or_404(Scope, slug=slug)
    form = ChangeScopeForm(request.POST or None, initial=initial_of(scope, also=request.GET.get("value", "")))
    lead = _("A value that clauses are limited to cannot be taken out; it can be retired.")
    page = FormPage(str(scope), _("Save"), _breadcrumbs("guidelines:scopes", _("Scopes")), _("The scope was changed."), lead=lead)
    return page.answer(request, form, lambda clean: change_scope(scope, **clean, by=owner))


def _values(scope: Scope) -> list[tuple[str, str, bool]]:
    """Each with its words, and whether it is retired."""
    return [(one["value"], in_language(one["titles"]) or one["value"], bool(one.get("retired"))) for one in scope.values]


def _known(scope: Scope) -> set[str]:
    return {one["value"] for one in scope.values}
