"""Proposing: a text laid beside a draft, and the page on which its changes are answered one by one or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
from shishin.guidelines.proposing.forms import AmendForm, GiveForm, ProposeForm
from shishin.guidelines.proposing.laying import PROPOSE
from shishin.guidelines.proposing.pages import current_clauses, languages_of_texts, proposal_page, proposals_of, row_of
from shishin.kit.errors import Refusal
from shishin.kit.form_page import attempt_act, form_data
from shishin.kit.jobs import job_of_form
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person


@form_view
def propose(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    asked = request.GET.get("language", "")
    languages = languages_of_texts(edition, asked=asked)
    form = ProposeForm(request.POST or None, request.FILES or None, languages=languages, initial={"language": asked})
    read, tried = job_of_form(request, PROPOSE, form, lambda: form.begin(edition, by=signed_in(request.user), address=request.path))
    if read and read.is_done:
        return redirect("guidelines:proposal", slug, version, read.result["proposal"])
    if read and not tried.refusal:
        return redirect(read)
    tried.tell(form)
    context = {"edition": edition, "document": edition.document, "form": form, "proposals": proposals_of(edition)}
    return render(request, "guidelines/propose.html", context, status=tried.status)


@form_view
def proposal(request: HttpRequest, slug: str, version: str, uuid: str) -> HttpResponse:
    proposal = _proposal(draft_to_write(request.user, slug, version), uuid)
    if request.method == "GET":
        return _show(request, proposal)
    done, refusal = attempt_act(request, lambda: _answer_many(request, proposal, signed_in(request.user)))
    if refusal:
        proposal.refresh_from_db(fields=["closed_at"])
        return _show(request, proposal, refusal=refusal)
    messages.success(request, str(done))
    return _back_to_rows(request, proposal)


@form_view
def proposed_change(request: HttpRequest, slug: str, version: str, uuid: str, change: str) -> HttpResponse:
    proposal = _proposal(draft_to_write(request.user, slug, version), uuid)
    one = _change(proposal, change)
    form = AmendForm(form_data(request), language=proposal.language)
    if request.method == "GET" or not form.is_valid():
        return _show_one(request, proposal, one)
    done, refusal = attempt_act(request, lambda: _answer_one(request, one, form, signed_in(request.user)))
    if refusal:
        words = form.cleaned_data if "mend" in request.POST else {}
        return _show_one(request, proposal, _change(proposal, change), refusal=refusal, words=words)
    messages.success(request, str(done))
    return _back_to_rows(request, proposal)


def _proposal(edition: Edition, uuid: str) -> Proposal:
    proposal = get_object_or_404(edition.proposals.select_related("made_by"), uuid=uuid)
    proposal.edition = edition
    return proposal


def _change(proposal: Proposal, uuid: str) -> ProposedChange:
    return get_object_or_404(proposal.changes.select_related("answered_by", "operation"), uuid=uuid)


def _back_to_rows(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    edition = proposal.edition
    return redirect(reverse("guidelines:proposal", args=[edition.document.slug, edition.version, proposal.uuid]) + _query(request))


def _answer_many(request: HttpRequest, proposal: Proposal, by: Person) -> str:
    if "close" in request.POST:
        close_proposal(proposal, by=by)
        return _("The proposal was closed. What was still open was declined.")
    if "certain" in request.POST:
        return _words_of(accept_changes(proposal, only_certain=True, by=by))
    return _words_of(accept_changes(proposal, kind=request.POST.get("accept", ""), by=by))


def _words_of(answered: Answered) -> str:
    count = answered.accepted
    words = ngettext("%(count)s change was accepted.", "%(count)s changes were accepted.", count) % {"count": count}
    if count := len(answered.left):
        left = ngettext("%(count)s stayed open: %(why)s", "%(count)s stayed open; of the first: %(why)s", count)
        words = f"{words} {left % {'count': count, 'why': answered.left[0][1].as_html}}"
    return words


def _answer_one(request: HttpRequest, change: ProposedChange, form: AmendForm, by: Person) -> str:
    sent = request.POST
    if "decline" in sent:
        decline_change(change, by=by)
        return _("The change was declined; the clause stays as it is.")
    if "part" in sent:
        unpair(change, by=by)
        return _("The words are now proposed as a new clause; the other clause is left alone.")
    if "give" in sent:
        pair_with(change, key=sent.get("clause", ""), by=by)
        return _("The words are now proposed for the clause that you chose.")
    passage = form.passage() if "mend" in sent else None
    accept_change(change, by=by, based_on=sent.get("based_on", "") or None, passage=passage)
    return _("The change was accepted.")


def _show(request: HttpRequest, proposal: Proposal, *, refusal: Refusal | None = None) -> HttpResponse:
    """The rows as they stand now, below what was refused."""
    page = proposal_page(proposal, state=request.GET.get("state", ""), number=request.GET.get("page"))
    context = _frame(request, proposal, refusal) | {"page": page, "undo": undo_of(proposal.edition, name=page.name)}
    return render(request, "guidelines/proposal.html", context, status=409 if refusal else 200)


def _show_one(
    request: HttpRequest,
    proposal: Proposal,
    change: ProposedChange,
    *,
    refusal: Refusal | None = None,
    words: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One change; what somebody had typed when they were refused is still there."""
    current = current_clauses(proposal)
    row = row_of(change, proposal, current)
    proposed = {"heading": change.heading, "body": change.body, "summary": change.summary}
    form = AmendForm(initial={**proposed, **(words or {}), "based_on": row.based_on}, language=proposal.language)
    context = _frame(request, proposal, refusal) | {"row": row, "form": form, "give": GiveForm(clauses=list(current.names.items()))}
    return render(request, "guidelines/proposed_change.html", context, status=409 if refusal else 200)


def _frame(request: HttpRequest, proposal: Proposal, refusal: Refusal | None) -> dict[str, Any]:
    edition = proposal.edition
    return {"proposal": proposal, "edition": edition, "document": edition.document, "query": _query(request), "refusal": refusal}


def _query(request: HttpRequest) -> str:
    """Where in the list somebody was."""
    kept = request.GET.copy()
    for name in set(kept) - {"state", "page"}:
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""
