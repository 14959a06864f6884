"""Claims of guidelines: a link to a clause or a document that another organization keeps, and a document in its family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.access import EDIT_DOCUMENTS, documents_to_read, editions_to_read, organizations_edited_by
from shishin.guidelines.linking.pages import line_names
from shishin.guidelines.models import Clause, ClauseLink, Document, DocumentLink, Family, Line
from shishin.guidelines.models.clauses import CLAUSE_LINK
from shishin.guidelines.models.documents import DOCUMENT_LINK, IN_FAMILY
from shishin.people.claims import ClaimedEdge, declare_claim_kind


def _lines_kept(user: Any) -> QuerySet[Line]:
    return Line.objects.filter(document__owner__in=organizations_edited_by(user))


def _documents_kept(user: Any) -> QuerySet[Document]:
    return Document.objects.filter(owner__in=organizations_edited_by(user))


def _families_kept(user: Any) -> QuerySet[Family]:
    return Family.objects.filter(owner__in=organizations_edited_by(user))


def _clause_links(edges: Iterable[UUID], reader: Any) -> dict[UUID, ClaimedEdge]:
    readable = Clause.objects.filter(edition__in=editions_to_read(reader), line=OuterRef("source"))
    rows = ClauseLink.objects.filter(Exists(readable), uuid__in=list(edges)).select_related("source__document", "target__document")
    told: dict[UUID, ClaimedEdge] = {}
    links = list(rows)
    called = line_names([line for link in links for line in (link.source, link.target)], day=localdate())
    for link in links:
        ends = [(called[line.pk], line.get_absolute_url()) for line in (link.source, link.target)]
        names = {"source": ends[0][0], "kind": link.get_kind_display(), "target": ends[1][0]}
        told[link.uuid] = ClaimedEdge(_("%(source)s – %(kind)s – %(target)s") % names, ends)
    return told


def _document_links(edges: Iterable[UUID], reader: Any) -> dict[UUID, ClaimedEdge]:
    readable = documents_to_read(reader)
    rows = DocumentLink.objects.filter(source__in=readable, uuid__in=list(edges)).select_related("source", "target")
    told: dict[UUID, ClaimedEdge] = {}
    for link in rows:
        ends = [(document.short_title(), document.get_absolute_url()) for document in (link.source, link.target)]
        names = {"source": ends[0][0], "kind": link.get_kind_display(), "target": ends[1][0]}
        told[link.uuid] = ClaimedEdge(_("%(source)s – %(kind)s – %(target)s") % names, ends)
    return told


def _documents_in_families(edges: Iterable[UUID], reader: Any) -> dict[UUID, ClaimedEdge]:
    rows = documents_to_read(reader).filter(uuid__in=list(edges)).select_related("family")
    words = _("%(document)s stands in the family %(family)s.")
    return {
        row.uuid: ClaimedEdge(words % {"document": row.short_title(), "family": row.family}, [(row.short_title(), row.get_absolute_url())])
        for row in rows
    }


declare_claim_kind(CLAUSE_LINK, gettext_lazy("Link to a clause"), ability=EDIT_DOCUMENTS, kept=_lines_kept, describe=_clause_links)
declare_claim_kind(
    DOCUMENT_LINK, gettext_lazy("Link to a document"), ability=EDIT_DOCUMENTS, kept=_documents_kept, describe=_document_links
)
declare_claim_kind(
    IN_FAMILY, gettext_lazy("Document in a family"), ability=EDIT_DOCUMENTS, kept=_families_kept, describe=_documents_in_families
)
