"""Who decides what on a document, and what a working edition is called: doors for those who write it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shishin.guidelines.access import document_to_edit, edition_to_edit
from shishin.guidelines.acting.forms import ReferralForm, VersionForm
from shishin.guidelines.acting.pages import ActPage
from shishin.guidelines.acting.procedure_form import ProcedureForm
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.editions.procedures import change_procedure
from shishin.guidelines.editions.referring_to import draft_for, referrals_to_draft_for, refuse_submitted
from shishin.guidelines.editions.versioning import change_version
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Document, Edition
from shishin.people.access import acting
from shishin.people.form_page import FormPage

FORMS = ["GET", "POST"]
ONE_FORM = "guidelines/act_form.html"


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _way_to(document: Document) -> list[tuple[str, Any]]:
    return [
        (reverse("guidelines:families"), _("Guidelines")),
        (document.family.get_absolute_url(), document.family),
        (document.get_absolute_url(), document.short_title()),
    ]


@login_required
@require_http_methods(FORMS)
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = ProcedureForm(_given(request), document=document)
    lead = _("An edition is adopted by a decision of a body named here. Where none is chosen, the approval of any body will do.")
    page = FormPage(_("Who decides what"), _("Save"), _way_to(document), _("The procedure was changed."), lead)
    return page.answer(request, form, lambda clean: change_procedure(document, procedure=form.procedure(), by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def version(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = ActPage(
        edition,
        title=_("Change the version number of %(version)s") % {"version": version_in_words(edition.version)},
        button=_("Save"),
        done=_("The version number and the kind of revision were changed."),
        lead=_("Both can be changed until the edition is published or adopted. Its address changes with the number."),
        refuse=refuse_no_working,
    )
    form = VersionForm(_given(request), initial={"version": edition.version, "revision": edition.revision})
    return page.answer(request, form, lambda clean, by: change_version(edition, **clean, by=by), template=ONE_FORM)


@login_required
@require_http_methods(FORMS)
def referral(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = ActPage(
        edition,
        title=_("Say for which referral %(version)s is drafted") % {"version": version_in_words(edition.version)},
        button=_("Save"),
        done=_("The referral was noted."),
        lead=_("The group that was asked may then read it and write in it, and submit it as its report."),
        refuse=refuse_changed_referral,
    )
    initial = {"referral": request.GET.get("referral") or (edition.referred_by and edition.referred_by.uuid)}
    form = ReferralForm(_given(request), initial=initial, referrals=referrals_to_draft_for(request.user))
    return page.answer(request, form, lambda clean, by: draft_for(edition, **clean, by=by), template=ONE_FORM)


def refuse_no_working(edition: Edition) -> None:
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)


def refuse_changed_referral(edition: Edition) -> None:
    refuse_no_working(edition)
    refuse_submitted(edition)
