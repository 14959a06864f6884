"""Submitting: the door through which a group hands its draft to the body above."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shishin.councils.access import can_work_for
from shishin.councils.models import Referral
from shishin.guidelines.access import edition_of_referral
from shishin.guidelines.acting.forms import SubmitForm
from shishin.guidelines.acting.pages import FORMS, answer_act, form_data
from shishin.guidelines.acting.submitting import refuse_to_submit, submit_draft
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.editions.naming import breadcrumbs_to_edition, version_in_words
from shishin.guidelines.models import Edition
from shishin.kit.form_page import FormPage
from shishin.people.access import acting


@login_required
@require_http_methods(FORMS)
def submit(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_of_referral(request.user, slug, version)
    referral = cast(Referral, edition.referred_by)
    if not can_work_for(request.user, referral.reporting_body):
        raise Http404
    form = SubmitForm(form_data(request), referral=referral)

    def act(clean: dict[str, Any]) -> Edition:
        submit_draft(edition, **clean, by=acting(request.user))
        return edition

    return answer_act(_page(edition, referral), edition, request, form, act)


def _page(edition: Edition, referral: Referral) -> FormPage:
    return FormPage(
        title=_("Submit %(version)s") % {"version": version_in_words(edition.version)},
        button=_("Submit this draft"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("The draft was submitted."),
        lead=_("%(group)s reports to %(body)s on “%(referral)s” with the text as it stands now.")
        % {"group": referral.reporting_body, "body": referral.answering_body, "referral": referral},
        warnings=[_("The report names the text by its hash and stays. If the text changes afterwards, its page says so."), *_gaps(edition)],
        refuse=lambda: refuse_to_submit(edition),
    )


def _gaps(edition: Edition) -> list[str]:
    """What the body above will have to ask for."""
    count = len(unexplained_changes(edition)) if edition.is_working else 0
    if not count:
        return []
    return [ngettext("%(count)s change has no reason yet.", "%(count)s changes have no reason yet.", count) % {"count": count}]
