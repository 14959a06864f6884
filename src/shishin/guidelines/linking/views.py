"""Links between clauses: those to look at, clearing one, drawing one, taking one away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.access import document_to_edit
from shishin.guidelines.editions.naming import breadcrumbs_to_document
from shishin.guidelines.linking.forms import ClearForm, LinkForm, UnlinkForm
from shishin.guidelines.linking.links import clear_link, draw_link, unlink_lines
from shishin.guidelines.linking.pages import LinkRow, link_rows, links_of, sources_of
from shishin.guidelines.models import ClauseLink, Document
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in


@login_required
@require_safe
def links(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    rows = link_rows(links_of(document), reader=request.user, day=localdate())
    suspect = [row for row in rows if row.is_suspect]
    others = [row for row in rows if not row.is_suspect]
    return render(request, "guidelines/links.html", {"document": document, "suspect": suspect, "others": others, "total": len(rows)})


@form_view
def clear(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    document, row = _row(request, slug, uuid)
    now = row.target.clause.uuid if row.target.clause else ""
    form = ClearForm(form_data(request), initial={"read": now})

    def act(clean: dict[str, Any]) -> Any:
        # Refused, the form keeps the words and asks again beside the target as it stands now.
        form.data = {"words": form.data.get("words", ""), "read": now}
        return clear_link(row.link, **clean, by=signed_in(request.user))

    page = FormPage(_("Clear a link"), _("Clear it"), _breadcrumbs(document), _("The link was cleared."))
    return page.answer(request, form, act, template="guidelines/links_clear.html", document=document, row=row)


@form_view
def unlink(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    document, row = _row(request, slug, uuid)
    form = UnlinkForm(form_data(request))
    lead = _("%(source)s %(kind)s %(target)s") % {"source": row.source.name, "kind": row.link.get_kind_display(), "target": row.target.name}
    warning = _("The link goes with its checks. The trail keeps that it was there, and your reason.")
    page = FormPage(_("Take the link away"), _("Take it away"), _breadcrumbs(document), _("The link was taken away."), lead, [warning])
    return page.answer(request, form, lambda clean: unlink_lines(row.link, **clean, by=signed_in(request.user)))


@form_view
def link(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = LinkForm(
        form_data(request),
        document=document,
        sources=sources_of(document),
        reader=request.user,
        initial={"source": request.GET.get("from"), "target": request.GET.get("to")},
    )
    lead = _("After a change of substance of the other clause, somebody has to look at the link again.")
    page = FormPage(_("Link two clauses"), _("Link them"), _breadcrumbs(document), _("The clauses were linked."), lead)
    return page.answer(request, form, lambda clean: draw_link(**clean, by=signed_in(request.user)))


def _row(request: HttpRequest, slug: str, uuid: str) -> tuple[Document, LinkRow]:
    document = document_to_edit(request.user, slug)
    wanted = get_object_or_404(ClauseLink, source__document=document, uuid=uuid)
    rows = link_rows(links_of(document).filter(pk=wanted.pk), reader=request.user, day=localdate())
    if not rows:
        raise Http404  # its target is a text that this person may not read
    return document, rows[0]


def _breadcrumbs(document: Document) -> list[tuple[str, str]]:
    return [*breadcrumbs_to_document(document), (reverse("guidelines:links", args=[document.slug]), _("Links of clauses"))]
