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
from shishin.people.claims import ClaimedEdge, ClaimKind, declare_claim_kind


def _clause_links_known(reader: Any) -> QuerySet[ClauseLink]:
    readable = Clause.objects.filter(edition__in=editions_to_read(reader), line=OuterRef("source"))
    return ClauseLink.objects.filter(Exists(readable))


def _clause_links(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    links = list(ClauseLink.objects.filter(uuid__in=list(edges)).select_related("source__document", "target__document"))
    names = line_names([line for link in links for line in (link.source, link.target)], day=localdate())
    return {
        link.uuid: _from_to(link, *((names[line.pk], line.get_absolute_url()) for line in (link.source, link.target))) for link in links
    }


def _document_links(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    links = DocumentLink.objects.filter(uuid__in=list(edges)).select_related("source", "target")
    return {
        link.uuid: _from_to(link, *((document.short_title(), document.get_absolute_url()) for document in (link.source, link.target)))
        for link in links
    }


def _from_to(link: ClauseLink | DocumentLink, source: tuple[str, str], target: tuple[str, str]) -> ClaimedEdge:
    names = {"source": source[0], "kind": link.get_kind_display(), "target": target[0]}
    return ClaimedEdge(_("%(source)s – %(kind)s – %(target)s") % names, [source, target])


def _documents_in_families(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    words = _("%(document)s stands in the family %(family)s.")
    return {
        row.uuid: ClaimedEdge(words % {"document": row.short_title(), "family": row.family}, [(row.short_title(), row.get_absolute_url())])
        for row in Document.objects.filter(uuid__in=list(edges)).select_related("family")
    }


TO_A_CLAUSE = ClaimKind(
    CLAUSE_LINK,
    gettext_lazy("Link to a clause"),
    ability=EDIT_DOCUMENTS,
    kept=lambda user: Line.objects.filter(document__owner__in=organizations_edited_by(user)),
    known=_clause_links_known,
    describe=_clause_links,
    is_new_each_time=True,
)
TO_A_DOCUMENT = ClaimKind(
    DOCUMENT_LINK,
    gettext_lazy("Link to a document"),
    ability=EDIT_DOCUMENTS,
    kept=lambda user: Document.objects.filter(owner__in=organizations_edited_by(user)),
    known=lambda reader: DocumentLink.objects.filter(source__in=documents_to_read(reader)),
    describe=_document_links,
    is_new_each_time=True,
)
INTO_A_FAMILY = ClaimKind(
    IN_FAMILY,
    gettext_lazy("Document in a family"),
    ability=EDIT_DOCUMENTS,
    kept=lambda user: Family.objects.filter(owner__in=organizations_edited_by(user)),
    known=documents_to_read,
    describe=_documents_in_families,
)
for kind in (TO_A_CLAUSE, TO_A_DOCUMENT, INTO_A_FAMILY):
    declare_claim_kind(kind)
