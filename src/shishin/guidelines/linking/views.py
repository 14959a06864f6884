"""Links between clauses: those to look at, clearing one, drawing one, taking one away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shishin.guidelines.access import document_to_edit
from shishin.guidelines.errors.linking import NotSuspect, TargetMovedAgain
from shishin.guidelines.linking.forms import ClearForm, LinkForm, UnlinkForm
from shishin.guidelines.linking.links import clear_link, draw_link, unlink_lines
from shishin.guidelines.linking.pages import LinkRow, link_rows, links_of, sources_of
from shishin.guidelines.models import ClauseLink, Document
from shishin.kit.errors import Refusal
from shishin.people.access import acting
from shishin.people.form_page import FormPage

FORMS = ["GET", "POST"]


@login_required
@require_safe
def links(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    rows = link_rows(links_of(document), reader=request.user, day=localdate())
    suspect = [row for row in rows if row.is_suspect]
    others = [row for row in rows if not row.is_suspect]
    return render(request, "guidelines/links.html", {"document": document, "suspect": suspect, "others": others, "total": len(rows)})


@login_required
@require_http_methods(FORMS)
def clear(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    document, row = _row(request, slug, uuid)
    form = ClearForm(request.POST if request.method == "POST" else None, initial={"read": row.target.clause and row.target.clause.uuid})
    if form.is_valid():
        try:
            clear_link(row.link, **form.cleaned_data, by=acting(request.user))
        except Refusal as refusal:
            return _refused(request, document, row, form, refusal)
        messages.success(request, _("The link was cleared."))
        return redirect("guidelines:links", slug=slug)
    return render(request, "guidelines/links_clear.html", {"document": document, "row": row, "form": form})


def _refused(request: HttpRequest, document: Document, row: LinkRow, form: forms.Form, refusal: Refusal) -> HttpResponse:
    """The words typed are kept, beside the target as it stands now."""
    form.add_error(None, refusal.in_full)
    form.data = {"words": form.data.get("words", ""), "read": row.target.clause.uuid if row.target.clause else ""}
    status = 409 if isinstance(refusal, NotSuspect | TargetMovedAgain) else 200
    return render(request, "guidelines/links_clear.html", {"document": document, "row": row, "form": form}, status=status)


@login_required
@require_http_methods(FORMS)
def unlink(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    document, row = _row(request, slug, uuid)
    form = UnlinkForm(request.POST if request.method == "POST" else None)
    lead = _("%(source)s %(kind)s %(target)s") % {"source": row.source.name, "kind": row.link.get_kind_display(), "target": row.target.name}
    warning = _("The link goes with its checks. The trail keeps that it was there, and your reason.")
    page = FormPage(_("Take the link away"), _("Take it away"), _way_to(document), _("The link was taken away."), lead, warning)
    return page.answer(request, form, lambda clean: unlink_lines(row.link, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def link(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = LinkForm(
        request.POST if request.method == "POST" else None,
        document=document,
        sources=sources_of(document),
        reader=request.user,
        initial={"source": request.GET.get("from"), "target": request.GET.get("to")},
    )
    lead = _("After a change of substance of the other clause, somebody has to look at the link again.")
    page = FormPage(_("Link two clauses"), _("Link them"), _way_to(document), _("The clauses were linked."), lead)
    return page.answer(request, form, lambda clean: draw_link(**clean, by=acting(request.user)))


def _row(request: HttpRequest, slug: str, uuid: str) -> tuple[Document, LinkRow]:
    document = document_to_edit(request.user, slug)
    found = get_object_or_404(ClauseLink, source__document=document, uuid=uuid)
    rows = link_rows(links_of(document).filter(pk=found.pk), reader=request.user, day=localdate())
    if not rows:
        raise Http404  # its target is a text that this person may not read
    return document, rows[0]


def _way_to(document: Document) -> list[tuple[str, Any]]:
    return [
        (reverse("guidelines:families"), _("Guidelines")),
        (document.family.get_absolute_url(), document.family),
        (document.get_absolute_url(), document.short_title()),
        (reverse("guidelines:links", args=[document.slug]), _("Links of clauses")),
    ]
