"""Relating: how documents stand to one another, told from either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.models import Document, DocumentLink
from shishin.kit.identity import in_language

Kind = DocumentLink.Kind


@dataclass(frozen=True, slots=True)
class RelatedDocument:
    """Another document, and what it is to this one."""

    document: Document
    relation: str
    words: str
    is_successor: bool = False


def related_documents(document: Document, *, reader: Any) -> list[RelatedDocument]:
    """Both ways, only documents of which the reader may see an edition. One query."""
    readable = editions_to_read(reader)
    links = (
        DocumentLink.objects.filter(Q(source=document) | Q(target=document))
        .filter(Exists(readable.filter(document=OuterRef("source"))), Exists(readable.filter(document=OuterRef("target"))))
        .select_related("source", "target")
        .order_by("kind", "source__code_sort", "source__slug", "target__code_sort", "target__slug")
    )
    return [_related(link, document) for link in links]


def _related(link: DocumentLink, document: Document) -> RelatedDocument:
    words = in_language(link.words)
    if link.source_id == document.pk:
        return RelatedDocument(link.target, _from_here(link.kind), words)
    return RelatedDocument(link.source, _to_here(link.kind), words, is_successor=link.kind == Kind.SUPERSEDES)


def _from_here(kind: str) -> str:
    return {
        Kind.SUBORDINATE_TO: _("This document is subordinate to"),
        Kind.EXPLAINS: _("This document explains"),
        Kind.SUPPLEMENTS: _("This document supplements"),
        Kind.REALIZES: _("This document realizes"),
        Kind.REFERS_TO: _("This document refers to"),
        Kind.SUPERSEDES: _("This document succeeds"),
    }[Kind(kind)]


def _to_here(kind: str) -> str:
    return {
        Kind.SUBORDINATE_TO: _("Subordinate to this document"),
        Kind.EXPLAINS: _("Explains this document"),
        Kind.SUPPLEMENTS: _("Supplements this document"),
        Kind.REALIZES: _("Realizes this document"),
        Kind.REFERS_TO: _("Refers to this document"),
        Kind.SUPERSEDES: _("Succeeds this document"),
    }[Kind(kind)]


LINK_PHRASES = {
    Kind.SUBORDINATE_TO: gettext_lazy("subordinate to %(link)s"),
    Kind.EXPLAINS: gettext_lazy("explains %(link)s"),
    Kind.SUPPLEMENTS: gettext_lazy("supplements %(link)s"),
    Kind.REALIZES: gettext_lazy("realizes %(link)s"),
    Kind.REFERS_TO: gettext_lazy("refers to %(link)s"),
    Kind.SUPERSEDES: gettext_lazy("supersedes %(link)s"),
}


def phrase_of(link: DocumentLink) -> SafeString:
    """A link in the reader's word order, with the other document's code or short title as the link's text."""
    return _phrase(str(LINK_PHRASES[Kind(link.kind)]), link.target)


def successor_phrase(link: DocumentLink) -> SafeString:
    """The same link told of the document that was superseded."""
    return _phrase(_("superseded by %(link)s"), link.source)


def _phrase(words: str, other: Document) -> SafeString:
    anchor = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other.code or other.short_title())
    return format_html(words.replace("%(link)s", "{}"), anchor)
