"""Who decides what on a document, and what a working edition is called: doors for those who write it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shishin.guidelines.access import document_to_edit, edition_to_edit
from shishin.guidelines.acting.forms import ProcedureForm, ReferralForm, VersionForm
from shishin.guidelines.acting.pages import FORMS, answer_act, form_data
from shishin.guidelines.editions.naming import breadcrumbs_to_document, breadcrumbs_to_edition, version_in_words
from shishin.guidelines.editions.procedures import change_procedure, change_version, draft_for, referrals_to_draft_for, refuse_submitted
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Edition
from shishin.kit.form_page import FormPage
from shishin.people.access import acting


@login_required
@require_http_methods(FORMS)
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = ProcedureForm(form_data(request), document=document)
    lead = _("An edition is adopted by a decision of a body named here. Where none is chosen, the approval of any body will do.")
    page = FormPage(_("Who decides what"), _("Save"), breadcrumbs_to_document(document), _("The procedure was changed."), lead)
    return page.answer(request, form, lambda clean: change_procedure(document, procedure=form.procedure(), by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def version(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = FormPage(
        title=_("Change the version number of %(version)s") % {"version": version_in_words(edition.version)},
        button=_("Save"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("The version number and the kind of revision were changed."),
        lead=_("Both can be changed until the edition is published or adopted. Its address changes with the number."),
        refuse=lambda: refuse_no_working(edition),
    )
    form = VersionForm(form_data(request), initial={"version": edition.version, "revision": edition.revision})
    return answer_act(page, edition, request, form, lambda clean: change_version(edition, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def referral(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = FormPage(
        title=_("Say for which referral %(version)s is drafted") % {"version": version_in_words(edition.version)},
        button=_("Save"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("The referral was noted."),
        lead=_("The group that was asked may then read it and write in it, and submit it as its report."),
        refuse=lambda: refuse_changed_referral(edition),
    )
    initial = {"referral": request.GET.get("referral") or (edition.referred_by and edition.referred_by.uuid)}
    form = ReferralForm(form_data(request), initial=initial, referrals=referrals_to_draft_for(request.user))
    return answer_act(page, edition, request, form, lambda clean: draft_for(edition, **clean, by=acting(request.user)))


def refuse_no_working(edition: Edition) -> None:
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)


def refuse_changed_referral(edition: Edition) -> None:
    refuse_no_working(edition)
    refuse_submitted(edition)
