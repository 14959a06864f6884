"""Describing: how a document, its family, its owner, its old names and its links come to stand in the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from shishin.guidelines.access import families_edited_by, families_to_read
from shishin.guidelines.editions.checking import check_address, check_language
from shishin.guidelines.editions.procedures import procedure_in_order
from shishin.guidelines.errors.editions import AliasTaken, CodeTaken, FamilyAddressTaken, FamilyAddressTakenUnseen, UnknownNumbering
from shishin.guidelines.models import Alias, ClauseLink, Document, DocumentLink, Edition, Family, NumberingScheme
from shishin.guidelines.models.clauses import CLAUSE_LINK
from shishin.guidelines.models.documents import DOCUMENT_LINK, IN_FAMILY
from shishin.kit.at_once import unique_or
from shishin.kit.errors import Refusal
from shishin.people.claims import claim, drop_claims
from shishin.people.models import Organization, Person
from shishin.people.organizing import add_organization
from shishin.texts.manuscript import DocumentSheet, SheetLink, Texts
from shishin.trail.recording import Acting, record

NOBODY = "unassigned"
"""The owner of a text that names none."""
NOBODY_NAMES = {"ja": "所管未定", "en": "No owner named"}


@transaction.atomic
def found_family(
    *,
    slug: str,
    titles: Texts,
    owner: Organization,
    by: Acting,
    outlines: Texts | None = None,
    position: int | None = None,
    is_example: bool = False,
) -> Family:
    """A new group of documents, last on the page unless a position is given."""
    refuse_family_address(slug, by=by)
    with unique_or(lambda: family_address_taken(slug, by=by)):
        family = Family.objects.create(
            slug=slug,
            titles=dict(titles),
            outlines=dict(outlines or {}),
            owner=owner,
            is_example=is_example,
            position=Family.objects.count() if position is None else position,
        )
    record("guidelines.family_created", about=family, who=by, slug=slug)
    return family


def refuse_family_address(slug: str, *, by: Acting) -> None:
    if Family.objects.filter(slug=slug).exists():
        raise family_address_taken(slug, by=by)


def family_address_taken(slug: str, *, by: Acting) -> Refusal:
    """The name of a family without a text to read would betray one that is being written; at work on this machine all is known."""
    rows = Family.objects.select_related("owner").filter(slug=slug)
    if isinstance(by, Person):
        rows = rows.filter(Q(pk__in=families_to_read(by)) | Q(pk__in=families_edited_by(by)))
    family = rows.first()
    return FamilyAddressTaken(slug=slug, family=family, owner=family.owner) if family else FamilyAddressTakenUnseen(slug=slug)


@transaction.atomic
def change_family(family: Family, *, titles: Texts, outlines: Texts, by: Acting) -> Family:
    """Another name for a group of documents, or other words on what it is; its address stays."""
    family = Family.objects.select_for_update().get(pk=family.pk)
    changed = [name for name, value in (("titles", titles), ("outlines", outlines)) if getattr(family, name) != value]
    if changed:
        family.titles, family.outlines = dict(titles), dict(outlines)
        family.save(update_fields=changed)
        record("guidelines.family_changed", about=family, who=by, fields=changed, titles=dict(titles))
    return family


FIRST_DRAFT = "1.0.0-draft.1"


@transaction.atomic
def begin_document(sheet: DocumentSheet, *, by: Acting) -> Edition:
    """A new document with a first draft to write in, which has no clause yet."""
    check_address(sheet.slug)
    check_language(sheet.source_language)
    if other := Document.objects.filter(slug=sheet.slug).first():
        raise AliasTaken(name=sheet.slug, document=other)

    document = document_of(sheet, by=by)
    edition = Edition.objects.create(
        document=document, version=FIRST_DRAFT, source_language=document.source_language, titles=dict(document.titles)
    )
    record("guidelines.edition_started", about=edition, who=by, version=edition.version, started_from="", clauses=0, referral="")
    return edition


@transaction.atomic
def document_of(sheet: DocumentSheet, *, by: Acting, is_example: bool = False) -> Document:
    """The document with this address, made if there is none; one that stands is left as it is."""
    document = Document.objects.filter(slug=sheet.slug).first()
    if document is not None:
        return document
    if alias := Alias.objects.select_related("document").filter(name=sheet.slug).first():
        raise AliasTaken(name=sheet.slug, document=alias.document)
    numbering = _numbering(sheet.numbering)
    family = _family(sheet, by=by, is_example=is_example)
    _refuse_code_of_another(family, sheet)
    owner = _organization(sheet.owner, by=by) if sheet.owner else family.owner
    with unique_or(lambda: AliasTaken(name=sheet.slug, document=Document.objects.get(slug=sheet.slug))):
        document = Document.objects.create(
            slug=sheet.slug,
            procedure=procedure_in_order(sheet.procedure),
            family=family,
            owner=owner,
            numbering=numbering,
            source_language=sheet.source_language,
            **_columns(sheet),
        )
    record("guidelines.document_created", about=document, who=by, slug=document.slug, family=family.slug)
    if owner != family.owner:
        _claim_family(document, by=by)
    _add_aliases(document, sheet.aliases)
    link_documents(document, sheet.links, by=by)
    return document


@transaction.atomic
def describe_document(document: Document, sheet: DocumentSheet, *, by: Acting) -> Document:
    """Bring a document's description up to its sheet. Its address and the language of its editions stay."""
    document = Document.objects.select_for_update().select_related("family", "numbering", "owner").get(pk=document.pk)
    family = _family(sheet, by=by) if sheet.family else document.family
    _refuse_code_of_another(family, sheet, except_for=document)
    wanted = {**_columns(sheet), "family": family, "numbering": _numbering(sheet.numbering)}
    if sheet.procedure:
        # A sheet that is silent about it must not lift it.
        wanted["procedure"] = procedure_in_order(sheet.procedure)
    if sheet.owner:
        wanted["owner"] = _organization(sheet.owner, by=by)
    changed = [name for name, value in wanted.items() if getattr(document, name) != value]
    if changed:
        for name in changed:
            setattr(document, name, wanted[name])
        document.save(update_fields=changed)
        record("guidelines.document_described", about=document, who=by, fields=sorted(changed))
    if {"family", "owner"} & {*changed}:
        _claim_family(document, by=by)
    if "owner" in changed:
        _claim_links_again(document, by=by)
    _add_aliases(document, sheet.aliases)
    link_documents(document, sheet.links, by=by)
    return document


@transaction.atomic
def link_documents(document: Document, links: Iterable[SheetLink], *, by: Acting) -> list[str]:
    """Draw the links that are not there yet; returns the addresses that no document has so far."""
    links = list(links)
    if not links:
        return []
    targets = {
        target.slug: target
        for target in Document.objects.select_related("owner").filter(slug__in={link.to for link in links}).exclude(pk=document.pk)
    }
    existing = set(DocumentLink.objects.filter(source=document).values_list("kind", "target__slug"))
    drawn = [link for link in links if link.to in targets and (link.kind, link.to) not in existing]
    rows = DocumentLink.objects.bulk_create(
        DocumentLink(source=document, target=targets[link.to], kind=link.kind, words=dict(link.words)) for link in drawn
    )
    for row in rows:
        _claim_document_link(row, by=by)
    if drawn:
        record("guidelines.document_linked", about=document, who=by, links=[f"{link.kind} {link.to}" for link in drawn])
    return sorted({link.to for link in links} - set(targets))


@transaction.atomic
def unlink_document(link: DocumentLink, *, by: Acting) -> None:
    """Take a link of a document away; that it was there stays in the trail."""
    Document.objects.select_for_update().get(pk=link.source_id)
    target = link.target.slug
    record("guidelines.document_unlinked", about=link.source, who=by, links=[f"{link.kind} {target}"])
    drop_claims(link.uuid)
    link.delete()


@transaction.atomic
def add_former_names(document: Document, names: Iterable[str], *, by: Acting) -> None:
    """What the document was once called leads to it, for ever."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    before = set(document.aliases.values_list("name", flat=True))
    _add_aliases(document, names)
    if added := sorted(set(document.aliases.values_list("name", flat=True)) - before):
        record("guidelines.document_described", about=document, who=by, fields=["aliases"], aliases=added)


def _claim_family(document: Document, *, by: Acting) -> None:
    """It stands on the page of another organization's family once that one agreed."""
    family = document.family
    claim(IN_FAMILY, edge=document.uuid, target=family.uuid, claimed_by=document.owner, kept_by=family.owner, by=by)


def _claim_document_link(link: DocumentLink, *, by: Acting) -> None:
    ours, theirs = link.source.owner, link.target.owner
    claim(DOCUMENT_LINK, edge=link.uuid, target=link.target.uuid, claimed_by=ours, kept_by=theirs, by=by)


def claim_clause_link(link: ClauseLink, *, by: Acting) -> None:
    """It stands on the page of another organization's clause once that one agreed."""
    ours, theirs = link.source.document.owner, link.target.document.owner
    claim(CLAUSE_LINK, edge=link.uuid, target=link.target_id, claimed_by=ours, kept_by=theirs, by=by)


def _claim_links_again(document: Document, *, by: Acting) -> None:
    """Another owner is another party to every link from and to the document."""
    between = DocumentLink.objects.filter(Q(source=document) | Q(target=document))
    for link in between.select_related("source__owner", "target__owner"):
        _claim_document_link(link, by=by)
    links = ClauseLink.objects.filter(Q(source__document=document) | Q(target__document=document))
    for clause_link in links.select_related("source__document__owner", "target__document__owner"):
        claim_clause_link(clause_link, by=by)


def _columns(sheet: DocumentSheet) -> dict[str, Any]:
    plain = {name: getattr(sheet, name) for name in ("code", "position", "kind", "state", "abolished_on")}
    return plain | {name: dict(getattr(sheet, name)) for name in ("titles", "short_titles", "outlines", "audiences", "source_note")}


def _numbering(slug: str) -> NumberingScheme:
    scheme = NumberingScheme.objects.filter(slug=slug).first()
    if scheme is None:
        raise UnknownNumbering(slug=slug, known=list(NumberingScheme.objects.values_list("slug", flat=True)))
    return scheme


def _refuse_code_of_another(family: Family, sheet: DocumentSheet, *, except_for: Document | None = None) -> None:
    if not sheet.code:
        return
    others = Document.objects.filter(family=family, code=sheet.code)
    if except_for:
        others = others.exclude(pk=except_for.pk)
    if other := others.first():
        raise CodeTaken(code=sheet.code, document=other)


def _family(sheet: DocumentSheet, *, by: Acting, is_example: bool = False) -> Family:
    """A text that names no family is one of its own, under its own address and title. Nobody's text enters a family of others unasked."""
    slug = sheet.family or sheet.slug
    family = Family.objects.select_related("owner").filter(slug=slug).first()
    if family is not None:
        if not sheet.family and sheet.owner not in ("", family.owner.slug):
            raise family_address_taken(slug, by=by)
        return family
    titles: Texts = {sheet.source_language: slug} if sheet.family else sheet.titles
    return found_family(slug=slug, titles=titles, owner=_organization(sheet.owner or NOBODY, by=by), by=by, is_example=is_example)


def _organization(slug: str, *, by: Acting) -> Organization:
    organization = Organization.objects.filter(slug=slug).first()
    if organization is not None:
        return organization
    names = NOBODY_NAMES if slug == NOBODY else {"ja": slug, "en": slug}
    return add_organization(slug=slug, kind=Organization.Kind.OTHER, names=names, by=by)


def _add_aliases(document: Document, names: Iterable[str]) -> None:
    names = list(dict.fromkeys(names))
    if not names:
        return
    if other := Document.objects.filter(slug__in=names).exclude(pk=document.pk).first():
        raise AliasTaken(name=other.slug, document=other)
    existing = {alias.name: alias for alias in Alias.objects.select_related("document").filter(name__in=names)}
    for alias in existing.values():
        if alias.document_id != document.pk:
            raise AliasTaken(name=alias.name, document=alias.document)
    with unique_or():
        Alias.objects.bulk_create(Alias(document=document, name=name) for name in names if name not in existing)
