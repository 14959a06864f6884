"""Who decides what on a document, what a working edition is called, for which referral it is drafted, and its way to the body that asked."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.councils.access import can_work_for
from shishin.councils.models import Referral
from shishin.guidelines.access import document_to_edit, edition_of_referral, edition_to_edit
from shishin.guidelines.acting.forms import ProcedureForm, ReferralForm, SubmitForm, VersionForm, answer_act, page_of_act
from shishin.guidelines.acting.publishing import refuse_to_submit, submit_draft
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.editions.naming import breadcrumbs_to_document
from shishin.guidelines.editions.procedures import change_procedure, change_version, draft_for, referrals_to_draft_for, refuse_submitted
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Edition
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in


@form_view
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = ProcedureForm(form_data(request), document=document)
    lead = _(
        "An edition is adopted by a decision of a body or an office named here. Where none is chosen, the approval of any body will do."
    )
    page = FormPage(_("Who decides what"), _("Save"), breadcrumbs_to_document(document), _("The procedure was changed."), lead)
    return page.answer(request, form, lambda clean: change_procedure(document, procedure=form.procedure(), by=signed_in(request.user)))


@form_view
def version(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = page_of_act(
        edition,
        title=_("Change the version number of %(version)s"),
        button=_("Save"),
        done=_("The version number and the kind of revision were changed."),
        lead=_("Both can be changed until the edition is published or adopted. Its address changes with the number."),
        refuse=lambda: refuse_no_working(edition),
    )
    form = VersionForm(form_data(request), initial={"version": edition.version, "revision": edition.revision})
    return answer_act(page, edition, request, form, lambda clean: change_version(edition, **clean, by=signed_in(request.user)))


@form_view
def referral(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = page_of_act(
        edition,
        title=_("Say for which referral %(version)s is drafted"),
        button=_("Save"),
        done=_("The referral was noted."),
        lead=_("The group that was asked may then read it and write in it, and submit it as its report."),
        refuse=lambda: refuse_changed_referral(edition),
    )
    initial = {"referral": request.GET.get("referral") or (edition.referred_by and edition.referred_by.uuid)}
    form = ReferralForm(form_data(request), initial=initial, referrals=referrals_to_draft_for(request.user))
    return answer_act(page, edition, request, form, lambda clean: draft_for(edition, **clean, by=signed_in(request.user)))


def refuse_no_working(edition: Edition) -> None:
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)


def refuse_changed_referral(edition: Edition) -> None:
    refuse_no_working(edition)
    refuse_submitted(edition)


@form_view
def submit(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_of_referral(request.user, slug, version)
    referral = cast(Referral, edition.referred_by)
    if not can_work_for(request.user, referral.reporting_body):
        raise Http404
    form = SubmitForm(form_data(request), referral=referral, reader=request.user)

    def act(clean: dict[str, Any]) -> Edition:
        submit_draft(edition, **clean, by=signed_in(request.user))
        return edition

    return answer_act(_page(edition, referral), edition, request, form, act)


def _page(edition: Edition, referral: Referral) -> FormPage:
    return page_of_act(
        edition,
        title=_("Submit %(version)s"),
        button=_("Submit this draft"),
        done=_("The draft was submitted."),
        lead=_("%(group)s reports to %(body)s on “%(referral)s” with the text as it stands now.")
        % {"group": referral.reporting_body, "body": referral.answering_body, "referral": referral},
        warnings=[_("The report names this very text and stays. If the text changes afterwards, its page says so."), *_gaps(edition)],
        refuse=lambda: refuse_to_submit(edition),
    )


def _gaps(edition: Edition) -> list[str]:
    """What the body above will have to ask for."""
    count = len(unexplained_changes(edition)) if edition.is_working else 0
    if not count:
        return []
    return [ngettext("%(count)s change has no reason yet.", "%(count)s changes have no reason yet.", count) % {"count": count}]
