"""What the pages of families show, and how documents stand to one another, told from either side, in a flat number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.access import documents_to_read, editions_to_read, families_to_read
from shishin.guidelines.editions.naming import document_state_tag, in_time_order
from shishin.guidelines.linking.links import suspect_links
from shishin.guidelines.models import ClauseLink, Document, DocumentLink, Edition, Family
from shishin.guidelines.models.documents import stands_in_family
from shishin.guidelines.reading.mapping import FamilyMap, MapLink, MapNode, draw_map
from shishin.kit.identity import in_language
from shishin.kit.listing import Facet, Listing
from shishin.kit.timeline import Tag
from shishin.people.claims import not_confirmed, unconfirmed_tags
from shishin.people.models import Organization

STATE = Facet(
    "state",
    gettext_lazy("State"),
    {"managed": gettext_lazy("Managed"), "unmanaged": gettext_lazy("No longer managed")},
    Case(When(state=Document.State.ACTIVE, then=Value("managed")), default=Value("unmanaged")),
)
POSITION = Facet("position", gettext_lazy("Position"), dict(Document.Position.choices), "position")

Kind = DocumentLink.Kind


@dataclass(frozen=True, slots=True)
class RelatedDocument:
    """Another document, and what it is to this one."""

    document: Document
    relation: str
    words: str
    is_successor: bool = False
    unconfirmed: Tag | None = None


def related_documents(document: Document, *, reader: Any) -> list[RelatedDocument]:
    """Both ways, those from elsewhere once this side agreed; only documents of which the reader may see an edition. One query."""
    readable = editions_to_read(reader)
    links = (
        DocumentLink.objects.with_confirmation()
        .filter(Q(source=document) | Q(target=document, is_confirmed=True))
        .filter(Exists(readable.filter(document=OuterRef("source"))), Exists(readable.filter(document=OuterRef("target"))))
        .select_related("source", "target__owner")
        .order_by("kind", "source__code_sort", "source__slug", "target__code_sort", "target__slug")
    )
    tags = unconfirmed_tags(links, _keeper)
    return [_related(link, document, tags.get(link.pk)) for link in links]


def _keeper(link: DocumentLink) -> Organization:
    """Who agrees to it."""
    return link.target.owner


def family_not_confirmed(document: Document) -> Tag:
    """On the page of a document that names another organization's family."""
    told = not_confirmed(document.family.owner)
    return Tag(_("Family %(family)s: %(unconfirmed)s") % {"family": document.family, "unconfirmed": told.words}, told.tone, told.icon)


def _related(link: DocumentLink, document: Document, unconfirmed: Tag | None) -> RelatedDocument:
    words = in_language(link.words)
    if link.source_id == document.pk:
        return RelatedDocument(link.target, _from_here(link.kind), words, unconfirmed=unconfirmed)
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


def phrase_of(link: DocumentLink, unconfirmed: Tag | None = None) -> SafeString:
    """A link in the reader's word order, with the other document's code or short title as the link's text."""
    phrase = _phrase(str(LINK_PHRASES[Kind(link.kind)]), link.target)
    return format_html('{} <small class="soft">{}</small>', phrase, unconfirmed.words) if unconfirmed else phrase


def successor_phrase(link: DocumentLink) -> SafeString:
    """The same link told of the document that was superseded."""
    return _phrase(_("superseded by %(link)s"), link.source)


def _phrase(words: str, other: Document) -> SafeString:
    anchor = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other.code or other.short_title())
    return format_html(words.replace("%(link)s", "{}"), anchor)


@dataclass(slots=True)
class DocumentRow:
    """A document of the list: its edition in force or, where there is none, its newest public one."""

    document: Document
    edition: Edition | None = None
    is_in_force: bool = False
    links: list[DocumentLink] = field(default_factory=list)
    successors: list[DocumentLink] = field(default_factory=list)
    unconfirmed: dict[int, Tag] = field(default_factory=dict)
    """Of its links, by number."""
    has_suspect_link: bool = False

    @property
    def confirmed_links(self) -> list[DocumentLink]:
        return [link for link in self.links if link.pk not in self.unconfirmed]

    @property
    def phrases(self) -> list[SafeString]:
        return [*map(successor_phrase, self.successors), *(phrase_of(link, self.unconfirmed.get(link.pk)) for link in self.links)]

    @property
    def state_tag(self) -> Tag | None:
        return document_state_tag(self.document)

    @property
    def name(self) -> str:
        """What a link to the document says: its code where it has one."""
        return self.document.code or self.document.short_title()

    @property
    def is_managed(self) -> bool:
        return self.document.state == Document.State.ACTIVE


def with_document_count(families: QuerySet[Family], *, reader: Any) -> QuerySet[Family]:
    """Each with `document_count`: the documents that stand in it and of which somebody may read an edition. The one figure on every page."""
    readable = Exists(documents_to_read(reader).filter(stands_in_family(), pk=OuterRef("documents")))
    return families.annotate(document_count=Count("documents", filter=readable))


@dataclass(frozen=True, slots=True)
class FamilyCard:
    family: Family
    documents: int
    in_force: int
    last_change: date | None


@dataclass(frozen=True, slots=True)
class FamilyPage:
    family: Family
    listing: Listing
    rows: Sequence[DocumentRow]
    """Of the page of the list that is shown."""
    documents: int
    counts: dict[str, int]
    """Of what is managed."""
    first: DocumentRow | None
    last_change: date | None
    map: FamilyMap

    @property
    def has_codes(self) -> bool:
        return any(row.document.code for row in self.rows)


def family_cards(day: date, *, reader: Any) -> list[FamilyCard]:
    """Every family that somebody may read, with how many documents it has, how many are in force, and when something last changed. Three queries."""
    in_force: dict[int, list[Edition]] = defaultdict(list)
    taken = stands_in_family(via="document__")
    for edition in Edition.objects.in_force_on(day).filter(taken).select_related("document"):
        in_force[edition.document.family_id].append(edition)
    families = with_document_count(families_to_read(reader), reader=reader)
    return [
        FamilyCard(family, family.document_count, len(in_force[family.pk]), _last_change(in_force[family.pk]))  # type: ignore[attr-defined]
        for family in families.select_related("owner").prefetch_related("owner__dated_names")
    ]


def family_page(family: Family, query: QueryDict, *, day: date, reader: Any) -> FamilyPage:
    """The list as far as the address asks for it, and the map of all documents still managed or superseded. Nine queries."""
    rows = _rows(family, day, reader)
    by_document = {row.document.pk: row for row in rows}
    documents = _managed_then_newest_first(documents_to_read(reader).filter(stands_in_family(), family=family), day)
    listing = Listing(documents, query, [STATE, POSITION], at="list")
    positions = Counter(row.document.position for row in rows if row.is_managed)
    in_force = [row for row in rows if row.is_in_force]
    # What most others are subordinate to, realize or explain is where a reader begins.
    pointed_at = Counter(link.target_id for row in rows for link in row.confirmed_links)
    return FamilyPage(
        family=family,
        listing=listing,
        rows=[by_document[document.pk] for document in listing.page if document.pk in by_document],
        documents=len(rows),
        counts={"current": positions.total(), **{position: positions[position] for position in Document.Position.values}},
        first=max(in_force, key=lambda row: (row.document.is_normative, pointed_at[row.document.pk]), default=None),
        last_change=_last_change(row.edition for row in in_force if row.edition),
        map=_map(rows),
    )


def _rows(family: Family, day: date, reader: Any) -> list[DocumentRow]:
    readable = documents_to_read(reader)
    taken = readable.filter(stands_in_family(), family=family)
    rows = {document.pk: DocumentRow(document) for document in taken.select_related("owner")}
    for edition in in_time_order(Edition.objects.public().filter(document__in=rows, withdrawn_on=None)):
        rows[edition.document_id].edition = edition
    for edition in Edition.objects.in_force_on(day).filter(document__in=rows):
        rows[edition.document_id].edition = edition
        rows[edition.document_id].is_in_force = True
    links = DocumentLink.objects.with_confirmation().filter(source__in=readable, target__in=readable)
    # This page is the family's keeper's: what links to a document of theirs stands here once they agreed.
    links = links.filter(Q(is_confirmed=True) | ~Q(target__owner=family.owner))
    superseded = Q(target__family=family, kind=DocumentLink.Kind.SUPERSEDES, is_confirmed=True)
    between = list(links.filter(Q(source__family=family) | superseded).select_related("source", "target__owner"))
    unconfirmed = unconfirmed_tags(between, _keeper)
    for link in between:
        if link.source_id in rows:
            rows[link.source_id].links.append(link)
            rows[link.source_id].unconfirmed = unconfirmed
        if link.target_id in rows and link.kind == DocumentLink.Kind.SUPERSEDES and link.is_confirmed:  # type: ignore[attr-defined]
            rows[link.target_id].successors.append(link)
    for document in _documents_with_suspect_links(family, day) & rows.keys():
        rows[document].has_suspect_link = True
    return list(rows.values())


def _documents_with_suspect_links(family: Family, day: date) -> set[int]:
    """Documents of the family with a link that somebody has to look at again."""
    links = list(ClauseLink.objects.filter(source__document__family=family).select_related("source"))
    suspect = suspect_links(links, day=day)
    return {link.source.document_id for link in links if link.pk in suspect}


def _managed_then_newest_first(documents: QuerySet[Document], day: date) -> QuerySet[Document]:
    """Numbered documents in the order of their codes; the others by the day of the edition that the list names."""
    in_force, public = Edition.objects.in_force_on(day), Edition.objects.public().filter(withdrawn_on=None)
    newest = Coalesce(_last_day(in_force), _last_day(public))
    unmanaged_last = Case(When(state=Document.State.ACTIVE, then=0), default=1)
    return documents.order_by(unmanaged_last, "code_sort", newest.desc(nulls_last=True), "slug")


def _last_day(editions: QuerySet[Edition]) -> Subquery:
    days = editions.filter(document=OuterRef("pk")).annotate(day=Coalesce("decided_on", "published_on"))
    return Subquery(days.order_by(F("day").desc(nulls_last=True)).values("day")[:1])


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
    links = [MapLink(row.document.slug, link.target.slug, link.kind) for row in drawn for link in row.confirmed_links]
    return draw_map(nodes, links)
