"""What the pages of families show, in a flat number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from shishin.guidelines.access import documents_to_read, families_to_read
from shishin.guidelines.editions.naming import StateTag, document_state_tag, in_time_order
from shishin.guidelines.linking.links import suspect_links
from shishin.guidelines.models import ClauseLink, Document, DocumentLink, Edition, Family
from shishin.guidelines.reading.mapping import FamilyMap, MapLink, MapNode, draw_map
from shishin.guidelines.reading.relating import phrase_of, successor_phrase
from shishin.kit.identity import in_language

FILTERS = ("current", "normative", "informative", "unmanaged", "all")


@dataclass(slots=True)
class DocumentRow:
    """A document of the list: its edition in force or, where there is none, its newest public one."""

    document: Document
    edition: Edition | None = None
    is_in_force: bool = False
    links: list[DocumentLink] = field(default_factory=list)
    successors: list[DocumentLink] = field(default_factory=list)
    has_suspect_link: bool = False

    @property
    def phrases(self) -> list[SafeString]:
        return [*map(successor_phrase, self.successors), *map(phrase_of, self.links)]

    @property
    def state_tag(self) -> StateTag | None:
        return document_state_tag(self.document)

    @property
    def name(self) -> str:
        """What a link to the document says: its code where it has one."""
        return self.document.code or self.document.short_title()

    @property
    def is_managed(self) -> bool:
        return self.document.state == Document.State.ACTIVE


@dataclass(frozen=True, slots=True)
class FamilyCard:
    family: Family
    documents: int
    last_change: date | None


@dataclass(frozen=True, slots=True)
class FamilyPage:
    family: Family
    rows: Sequence[DocumentRow]
    counts: dict[str, int]
    shown: str
    first: DocumentRow | None
    last_change: date | None
    map: FamilyMap

    @property
    def has_codes(self) -> bool:
        return any(row.document.code for row in self.rows)


def family_cards(day: date, *, reader: Any) -> list[FamilyCard]:
    """Every family that somebody may read, with how many documents are in force and when something last changed. Three queries."""
    in_force: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.in_force_on(day).select_related("document"):
        in_force[edition.document.family_id].append(edition)
    return [
        FamilyCard(family, len(in_force[family.pk]), _last_change(in_force[family.pk]))
        for family in families_to_read(reader).select_related("owner").prefetch_related("owner__dated_names")
    ]


def family_page(family: Family, *, show: str, day: date, reader: Any) -> FamilyPage:
    """The list that was asked for, and the map of all documents still managed or superseded. Five queries."""
    rows = _rows(family, day, reader)
    counts = {name: len(_filtered(rows, name)) for name in FILTERS}
    shown = show if show in FILTERS else "current"
    in_force = [row for row in rows if row.is_in_force]
    # What most others are subordinate to, realize or explain is where a reader begins.
    pointed_at = Counter(link.target_id for row in rows for link in row.links)
    return FamilyPage(
        family=family,
        rows=_filtered(rows, shown),
        counts=counts,
        shown=shown,
        first=max(in_force, key=lambda row: (row.document.is_normative, pointed_at[row.document.pk]), default=None),
        last_change=_last_change(row.edition for row in in_force if row.edition),
        map=_map(rows),
    )


def _rows(family: Family, day: date, reader: Any) -> list[DocumentRow]:
    readable = documents_to_read(reader)
    rows = {document.pk: DocumentRow(document) for document in readable.filter(family=family).select_related("owner")}
    for edition in in_time_order(Edition.objects.public().filter(document__family=family, withdrawn_on=None)):
        rows[edition.document_id].edition = edition
    for edition in Edition.objects.in_force_on(day).filter(document__family=family):
        rows[edition.document_id].edition = edition
        rows[edition.document_id].is_in_force = True
    links = DocumentLink.objects.filter(source__in=readable, target__in=readable)
    superseded = Q(target__family=family, kind=DocumentLink.Kind.SUPERSEDES)
    for link in links.filter(Q(source__family=family) | superseded).select_related("source", "target"):
        if link.source_id in rows:
            rows[link.source_id].links.append(link)
        if link.target_id in rows and link.kind == DocumentLink.Kind.SUPERSEDES:
            rows[link.target_id].successors.append(link)
    for document in _documents_with_suspect_links(family, day) & rows.keys():
        rows[document].has_suspect_link = True
    return list(rows.values())


def _documents_with_suspect_links(family: Family, day: date) -> set[int]:
    """Documents of the family with a link that somebody has to look at again."""
    links = list(ClauseLink.objects.filter(source__document__family=family).select_related("source"))
    suspect = suspect_links(links, day=day)
    return {link.source.document_id for link in links if link.pk in suspect}


def _filtered(rows: Iterable[DocumentRow], name: str) -> list[DocumentRow]:
    keep = {
        "current": lambda row: row.is_managed,
        "normative": lambda row: row.is_managed and row.document.is_normative,
        "informative": lambda row: row.is_managed and not row.document.is_normative,
        "unmanaged": lambda row: not row.is_managed,
        "all": lambda row: True,
    }[name]
    return [row for row in rows if keep(row)]


def _last_change(editions: Iterable[Edition]) -> date | None:
    days = [edition.decided_on or edition.in_force_from for edition in editions]
    return max((day for day in days if day), default=None)


def _map(rows: Sequence[DocumentRow]) -> FamilyMap:
    drawn = [row for row in rows if row.document.state != Document.State.OUT_OF_MANAGEMENT]
    nodes = [
        MapNode(
            name=row.document.slug,
            code=row.document.code,
            title=in_language(row.document.short_titles) or in_language(row.document.titles),
            is_normative=row.document.is_normative,
            is_current=row.is_managed,
        )
        for row in drawn
    ]
    links = [MapLink(row.document.slug, link.target.slug, link.kind) for row in drawn for link in row.links]
    return draw_map(nodes, links)
