"""Proposing: a text laid beside a draft, and the page on which its changes are answered one by one or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shishin.guidelines.drafting.pages.frame import draft_to_write, undo_of
from shishin.guidelines.models import Edition, Proposal, ProposedChange
from shishin.guidelines.proposing.answering import (
    Answered,
    accept_change,
    accept_changes,
    close_proposal,
    decline_change,
    pair_with,
    unpair,
)
from shishin.guidelines.proposing.forms import GiveForm, MendForm, ProposeForm
from shishin.guidelines.proposing.pages import languages_of_texts, proposal_page, proposals_of, row_of, standing_in
from shishin.kit.errors import Refusal
from shishin.kit.form_page import Attempt, attempt
from shishin.people.access import acting
from shishin.people.models import Person

FORMS = ["GET", "POST"]


@login_required
@require_http_methods(FORMS)
def propose(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    asked = request.GET.get("language", "")
    languages = languages_of_texts(edition, asked=asked)
    form = ProposeForm(request.POST or None, request.FILES or None, languages=languages, initial={"language": asked})
    proposed = attempt(lambda: form.propose(edition, by=acting(request.user))) if form.is_valid() else Attempt()
    if proposed.made:
        return redirect("guidelines:proposal", slug, version, proposed.made.uuid)
    proposed.tell(form)
    context = {"edition": edition, "document": edition.document, "form": form, "proposals": proposals_of(edition)}
    return render(request, "guidelines/propose.html", context, status=proposed.status)


@login_required
@require_http_methods(FORMS)
def proposal(request: HttpRequest, slug: str, version: str, uuid: str) -> HttpResponse:
    found = _proposal(draft_to_write(request.user, slug, version), uuid)
    if request.method == "GET":
        return _show(request, found)
    told, refusal = attempt(lambda: _answer_many(request, found, acting(request.user)))
    if refusal:
        found.refresh_from_db(fields=["closed_at"])
        return _show(request, found, refusal=refusal)
    messages.success(request, str(told))
    return _back_to_rows(request, found)


@login_required
@require_http_methods(FORMS)
def proposed_change(request: HttpRequest, slug: str, version: str, uuid: str, change: str) -> HttpResponse:
    found = _proposal(draft_to_write(request.user, slug, version), uuid)
    one = _change(found, change)
    form = MendForm(request.POST if request.method == "POST" else None, language=found.language)
    if request.method == "GET" or not form.is_valid():
        return _show_one(request, found, one)
    told, refusal = attempt(lambda: _answer_one(request, one, form, acting(request.user)))
    if refusal:
        words = form.cleaned_data if "mend" in request.POST else {}
        return _show_one(request, found, _change(found, change), refusal=refusal, words=words)
    messages.success(request, str(told))
    return _back_to_rows(request, found)


def _proposal(edition: Edition, uuid: str) -> Proposal:
    found = get_object_or_404(edition.proposals.select_related("made_by"), uuid=uuid)
    found.edition = edition
    return found


def _change(found: Proposal, uuid: str) -> ProposedChange:
    return get_object_or_404(found.changes.select_related("answered_by", "operation"), uuid=uuid)


def _back_to_rows(request: HttpRequest, found: Proposal) -> HttpResponse:
    edition = found.edition
    return redirect(reverse("guidelines:proposal", args=[edition.document.slug, edition.version, found.uuid]) + _query(request))


def _answer_many(request: HttpRequest, found: Proposal, by: Person) -> str:
    if "close" in request.POST:
        close_proposal(found, by=by)
        return _("The proposal was closed. What was still open was declined.")
    if "certain" in request.POST:
        return _told(accept_changes(found, only_certain=True, by=by))
    return _told(accept_changes(found, kind=request.POST.get("accept", ""), by=by))


def _told(answered: Answered) -> str:
    count = answered.accepted
    told = ngettext("%(count)s change was accepted.", "%(count)s changes were accepted.", count) % {"count": count}
    if count := len(answered.left):
        left = ngettext("%(count)s stayed open: %(why)s", "%(count)s stayed open; of the first: %(why)s", count)
        told = f"{told} {left % {'count': count, 'why': answered.left[0][1].in_full}}"
    return told


def _answer_one(request: HttpRequest, change: ProposedChange, form: MendForm, by: Person) -> str:
    given = request.POST
    if "decline" in given:
        decline_change(change, by=by)
        return _("The change was declined; the clause stays as it is.")
    if "part" in given:
        unpair(change, by=by)
        return _("The words are now proposed as a new clause; the other clause is left alone.")
    if "give" in given:
        pair_with(change, key=given.get("clause", ""), by=by)
        return _("The words are now proposed for the clause that you chose.")
    passage = form.passage() if "mend" in given else None
    accept_change(change, by=by, based_on=given.get("based_on", "") or None, passage=passage)
    return _("The change was accepted.")


def _show(request: HttpRequest, found: Proposal, *, refusal: Refusal | None = None) -> HttpResponse:
    """The rows as they stand now, below what was refused."""
    page = proposal_page(found, state=request.GET.get("state", ""), number=request.GET.get("page"))
    shown = _frame(request, found, refusal) | {"page": page, "undo": undo_of(found.edition, name=page.name)}
    return render(request, "guidelines/proposal.html", shown, status=409 if refusal else 200)


def _show_one(
    request: HttpRequest,
    found: Proposal,
    change: ProposedChange,
    *,
    refusal: Refusal | None = None,
    words: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One change; what somebody had typed when they were refused is still there."""
    standing = standing_in(found)
    row = row_of(change, found, standing)
    proposed = {"heading": change.heading, "body": change.body, "summary": change.summary}
    form = MendForm(initial={**proposed, **(words or {}), "based_on": row.based_on}, language=found.language)
    shown = _frame(request, found, refusal) | {"row": row, "form": form, "give": GiveForm(clauses=list(standing.names.items()))}
    return render(request, "guidelines/proposed_change.html", shown, status=409 if refusal else 200)


def _frame(request: HttpRequest, found: Proposal, refusal: Refusal | None) -> dict[str, Any]:
    edition = found.edition
    return {"proposal": found, "edition": edition, "document": edition.document, "query": _query(request), "refusal": refusal}


def _query(request: HttpRequest) -> str:
    """Where in the list somebody was."""
    kept = request.GET.copy()
    for name in set(kept) - {"state", "page"}:
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""
