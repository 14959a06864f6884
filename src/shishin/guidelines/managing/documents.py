"""What a document is: its page, and the pages on which its secretariat says it; new documents and families, begun with nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.access import (
    can_edit,
    document_to_edit,
    document_to_show,
    families_edited_by,
    organizations_edited_by,
    writer_anywhere,
)
from shishin.guidelines.editions.describing import (
    add_former_names,
    begin_document,
    change_family,
    describe_document,
    found_family,
    link_documents,
    unlink_document,
)
from shishin.guidelines.editions.naming import breadcrumbs_to_family
from shishin.guidelines.editions.procedures import rules_of
from shishin.guidelines.managing.document_forms import (
    DescribeDocumentForm,
    FamilyForm,
    FormerNamesForm,
    LinkDocumentForm,
    NewDocumentForm,
    NewFamilyForm,
)
from shishin.guidelines.models import Document, DocumentLink, Edition, Family
from shishin.guidelines.reading.families import family_not_confirmed, related_documents
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.texts.manuscript import SheetLink


def about_url(document: Document) -> str:
    return reverse("guidelines:about", args=[document.slug])


def _breadcrumbs(document: Document) -> list[tuple[str, Any]]:
    return [*breadcrumbs_to_family(document), (about_url(document), _("About this document"))]


@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    document, editions = document_to_show(request.user, slug)
    may_edit = can_edit(request.user, document)
    context = {
        "document": document,
        "editions": editions,
        "unconfirmed": None if document.is_in_family else family_not_confirmed(document),
        "related": related_documents(document, reader=request.user),
        "own_links": list(document.links_out.select_related("target")) if may_edit else [],
        "names": list(document.aliases.all()),
        "rules": rules_of(document),
        "may_edit": may_edit,
    }
    return render(request, "guidelines/about.html", context)


@form_view
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    document, by = document_to_edit(request.user, slug), signed_in(request.user)
    form = DescribeDocumentForm(form_data(request), document=document, by=by)
    lead = _("What is said here holds for all editions. The title of an edition stands on its cover page.")
    page = FormPage(_("Change what the document is"), _("Save"), _breadcrumbs(document), _("The document was described."), lead)
    return page.answer(request, form, lambda _clean: describe_document(document, form.sheet(), by=by))


@form_view
def link(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = LinkDocumentForm(form_data(request), document=document, by=request.user)
    lead = _("A link to a document of another organization shows on its page once that organization agreed.")
    page = FormPage(_("Link to another document"), _("Draw the link"), _breadcrumbs(document), _("The link was drawn."), lead)

    def act(clean: dict[str, Any]) -> Any:
        return link_documents(document, [SheetLink(clean["kind"], clean["target"].slug, clean["words"])], by=signed_in(request.user))

    return page.answer(request, form, act)


@form_view
def unlink(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    drawn = get_object_or_404(DocumentLink.objects.select_related("target"), source=document, uuid=uuid)
    words = {"kind": drawn.get_kind_display(), "target": drawn.target}
    lead = _("This document: %(kind)s %(target)s.") % words
    page = FormPage(_("Take the link away"), _("Take it away"), _breadcrumbs(document), _("The link was taken away."), lead)
    return page.confirm(request, lambda: unlink_document(drawn, by=signed_in(request.user)))


@form_view
def former_names(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_to_edit(request.user, slug)
    form = FormerNamesForm(form_data(request))
    page = FormPage(_("Add former names"), _("Add them"), _breadcrumbs(document), _("The former names lead here now."))
    return page.answer(request, form, lambda clean: add_former_names(document, clean["names"], by=signed_in(request.user)))


@dataclass(slots=True)
class KeptFamily:
    """A family with those of its documents that somebody writes."""

    family: Family
    is_own: bool
    documents: list[tuple[Document, Sequence[Edition]]] = field(default_factory=list)


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Whatever somebody writes, also where it has no text yet. Five queries."""
    person = writer_anywhere(request.user)
    own = organizations_edited_by(person)
    kept = {family.pk: KeptFamily(family, is_own=True) for family in families_edited_by(person).select_related("owner")}
    working: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.filter(document__owner__in=own, state=Edition.State.WORKING).select_related("document"):
        working[edition.document_id].append(edition)
    for document in Document.objects.filter(owner__in=own).select_related("family__owner"):
        row = kept.setdefault(document.family_id, KeptFamily(document.family, is_own=False))
        row.documents.append((document, working[document.pk]))
    return render(request, "guidelines/documents.html", {"rows": list(kept.values())})


def _manage() -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("guidelines:documents"), _("Documents and families"))]


@form_view
def add_document(request: HttpRequest) -> HttpResponse:
    by = writer_anywhere(request.user)
    form = NewDocumentForm(form_data(request), by=by, initial={"family": request.GET.get("family")})
    lead = _("It begins with a first draft that has no clause yet. A text that is there already is imported instead.")
    page = FormPage(_("Begin a document"), _("Begin it"), _manage(), _("The document was begun. Write its first clause."), lead)

    def to(edition: Edition) -> str:
        return reverse("guidelines:draft", args=[edition.document.slug, edition.version])

    return page.answer(request, form, lambda _clean: begin_document(form.sheet(), by=by), to=to)


@form_view
def add_family(request: HttpRequest) -> HttpResponse:
    by = writer_anywhere(request.user)
    form = NewFamilyForm(form_data(request), by=by)
    lead = _("Everyone sees it as soon as one of its documents is published.")
    page = FormPage(_("Found a family"), _("Found it"), _manage(), _("The family was founded."), lead)
    return page.answer(request, form, lambda clean: found_family(**clean, by=by))


@form_view
def family(request: HttpRequest, slug: str) -> HttpResponse:
    by = writer_anywhere(request.user)
    kept = get_object_or_404(families_edited_by(by), slug=slug)
    form = FamilyForm(form_data(request), initial={"titles": kept.titles, "outlines": kept.outlines})
    page = FormPage(str(kept), _("Save"), _manage(), _("The family was changed."))
    return page.answer(request, form, lambda clean: change_family(kept, **clean, by=by))
