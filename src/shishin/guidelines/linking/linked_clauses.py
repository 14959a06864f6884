"""Linked clauses: what a clause details, implements, supersedes or refers to, and what does so to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.linking.links import suspect_links
from shishin.guidelines.models import Clause, ClauseLink, ClauseText, Document, Edition, Line
from shishin.kit.markdown import plain

Kind = ClauseLink.Kind


@dataclass(frozen=True, slots=True)
class LinkedClause:
    """Another clause with its whole text, what it is to this one, and whether somebody must look at the link again."""

    relation: str
    document: Document
    key: str
    version: str
    label: str
    heading: str
    body: str
    language: str
    is_suspect: bool


def linked_clauses(line: Line, *, reader: Any, day: date, language: str) -> list[LinkedClause]:
    """Both ways, each in the language if it has a translation. Six queries whatever the number of links."""
    standing = Clause.objects.filter(edition__in=editions_to_read(reader))
    rows = (
        ClauseLink.objects.filter(Q(source=line) | Q(target=line))
        .filter(Exists(standing.filter(line=OuterRef("source"))), Exists(standing.filter(line=OuterRef("target"))))
        .select_related("source__document", "target__document")
        .order_by("kind", "source__document__slug", "source__key", "target__document__slug", "target__key")
    )
    links = list(rows)
    if not links:
        return []
    texts = _texts_in_force([link.target_id if link.source_id == line.pk else link.source_id for link in links], day, language)
    labels = labels_in({text.clause.edition for text in texts.values()})
    suspect = suspect_links(links, day=day)
    return [_linked(link, line, texts, labels, is_suspect=link.pk in suspect) for link in links]


def _texts_in_force(lines: Sequence[UUID], day: date, language: str) -> dict[UUID, ClauseText]:
    binding = Q(language=F("clause__edition__source_language"))
    texts = ClauseText.objects.filter(clause__edition__in=Edition.objects.in_force_on(day), clause__line__in=lines)
    texts = texts.filter(binding | Q(language=language)).select_related("clause__edition__document__numbering")
    # The text asked for comes last, and of its corrections the newest.
    return {text.clause.line_id: text for text in sorted(texts, key=lambda text: (text.language == language, text.number))}


def _linked(link: ClauseLink, line: Line, texts: dict[UUID, ClauseText], labels: dict[int, str], *, is_suspect: bool) -> LinkedClause:
    is_from_here = link.source_id == line.pk
    other = link.target if is_from_here else link.source
    text = texts.get(other.pk)
    return LinkedClause(
        relation=_from_here(link.kind) if is_from_here else _to_here(link.kind),
        document=other.document,
        key=other.key,
        version=text.clause.edition.version if text else "",
        label=labels.get(text.clause_id, "") if text else "",
        heading=plain(text.heading) if text else "",
        body=text.body if text else "",
        language=text.language if text else "",
        is_suspect=is_suspect,
    )


def _from_here(kind: str) -> str:
    return {
        Kind.DETAILS: _("This clause details"),
        Kind.IMPLEMENTS: _("This clause implements"),
        Kind.SUPERSEDES: _("This clause supersedes"),
        Kind.REFERS_TO: _("This clause refers to"),
    }[Kind(kind)]


def _to_here(kind: str) -> str:
    return {
        Kind.DETAILS: _("Details this clause"),
        Kind.IMPLEMENTS: _("Implements this clause"),
        Kind.SUPERSEDES: _("Supersedes this clause"),
        Kind.REFERS_TO: _("Refers to this clause"),
    }[Kind(kind)]
