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
from shishin.guidelines.acting.pages import ActPage
from shishin.guidelines.acting.submitting import refuse_to_submit, submit_draft
from shishin.guidelines.changes.found import unexplained_changes
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.models import Edition
from shishin.people.models import Person


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_of_referral(request.user, slug, version)
    referral = cast(Referral, edition.referred_by)
    if not can_work_for(request.user, referral.reporting_body):
        raise Http404
    form = SubmitForm(request.POST if request.method == "POST" else None, referral=referral)

    def act(clean: dict[str, Any], by: Person) -> Edition:
        submit_draft(edition, **clean, by=by)
        return edition

    return _page(edition, referral).answer(request, form, act, template="guidelines/act_form.html")


def _page(edition: Edition, referral: Referral) -> ActPage:
    return ActPage(
        edition,
        title=_("Submit %(version)s") % {"version": version_in_words(edition.version)},
        button=_("Submit this draft"),
        done=_("The draft was submitted."),
        lead=_("%(group)s reports to %(body)s on “%(referral)s” with the text as it stands now.")
        % {"group": referral.reporting_body, "body": referral.answering_body, "referral": referral},
        warnings=[_("The report names the text by its hash and stays. If the text changes afterwards, its page says so."), *_gaps(edition)],
        refuse=refuse_to_submit,
    )


def _gaps(edition: Edition) -> list[str]:
    """What the body above will have to ask for."""
    count = len(unexplained_changes(edition)) if edition.is_working else 0
    if not count:
        return []
    return [ngettext("%(count)s change has no reason yet.", "%(count)s changes have no reason yet.", count) % {"count": count}]
