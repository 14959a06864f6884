"""Exporting: how an edition becomes a manuscript again, word for word, the formats in which it can be taken away, and what a file says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q
from django.utils.functional import Promise

from shishin.guidelines.editions.clauses import TextHashes, attributes_of, read_several
from shishin.guidelines.editions.hashing import keys_of_changes
from shishin.guidelines.editions.procedures import procedure_in_order
from shishin.guidelines.errors.editions import NoSuchDocument, NoSuchEdition
from shishin.guidelines.models import Alias, Change, Document, DocumentLink, Edition
from shishin.kit.file_sizes import digest_of
from shishin.kit.points import Point
from shishin.texts.manuscript import (
    DocumentSheet,
    EditionSheet,
    Manuscript,
    ManuscriptChange,
    ManuscriptClause,
    ManuscriptReason,
    SheetLink,
    TakenOver,
    Texts,
)

OF_A_DOCUMENT = (
    *("slug", "code", "titles", "short_titles", "outlines", "audiences", "source_note"),
    *("position", "kind", "source_language", "state", "abolished_on"),
)
OF_AN_EDITION = (
    *("version", "state", "revision", "titles", "outlines", "revision_notes"),
    *("drafted_on", "decided_on", "published_on", "in_force_from", "withdrawn_on", "withdrawn_reason"),
)
"""What a row and a sheet have in common, by one name."""


def manuscript_of(edition: Edition) -> Manuscript:
    """The whole edition as plain data, in few queries whatever its size."""
    edition = Edition.objects.select_related("started_from", "document__family", "document__owner", "document__numbering").get(
        pk=edition.pk
    )
    return Manuscript(document=document_sheet(edition.document), edition=_edition_sheet(edition), clauses=_clauses(edition))


def edition_called(slug: str, version: str) -> Edition:
    """The edition that a person at the console names, by the document's address or an old name of it."""
    document = Document.objects.filter(Q(slug=slug) | Q(aliases__name=slug)).first()
    if document is None:
        raise NoSuchDocument(slug=slug, known=list(Document.objects.values_list("slug", flat=True)))
    edition = document.editions.filter(version=version).first()
    if edition is None:
        raise NoSuchEdition(document=document, version=version, known=list(document.editions.values_list("version", flat=True)))
    return edition


def document_sheet(document: Document) -> DocumentSheet:
    aliases = Alias.objects.filter(document=document).order_by("pk").values_list("name", flat=True)
    links = DocumentLink.objects.filter(source=document).order_by("pk").values_list("kind", "target__slug", "words")
    return DocumentSheet(
        **{name: getattr(document, name) for name in OF_A_DOCUMENT},
        family=document.family.slug,
        owner=document.owner.slug,
        numbering=document.numbering.slug,
        aliases=tuple(aliases),
        links=tuple(SheetLink(kind, to, words) for kind, to, words in links),
        procedure={kind: tuple(slugs) for kind, slugs in procedure_in_order(document.procedure).items()},
    )


def _edition_sheet(edition: Edition) -> EditionSheet:
    taken_over = None
    if edition.is_taken_over and edition.taken_over_on:
        taken_over = TakenOver(edition.taken_over_from, edition.taken_over_on)
    return EditionSheet(
        **{name: getattr(edition, name) for name in OF_AN_EDITION},
        started_from=edition.started_from.version if edition.started_from else "",
        keywords={language: tuple(words) for language, words in edition.keywords.items()},
        taken_over=taken_over,
        reasons=_reasons(edition),
    )


def _clauses(edition: Edition) -> tuple[ManuscriptClause, ...]:
    """The newest correction of a translation stands for all."""
    clauses = read_several([edition], with_hashes=False, with_texts=True)[edition.pk]
    return tuple(
        ManuscriptClause(
            key=clause.key,
            depth=clause.depth,
            **attributes_of(clause) | {"applicability": {scope: tuple(values) for scope, values in clause.applicability.items()}},
            passages=clause.texts,
        )
        for clause in clauses
    )


def _reasons(edition: Edition) -> tuple[ManuscriptReason, ...]:
    """Changes by reason; where one reason serves both substance and form, it is told twice."""
    rows = list(Change.objects.filter(edition=edition).order_by("pk").select_related("reason"))
    if not rows:
        return ()
    before, after = keys_of_changes(Change.before.through, [edition]), keys_of_changes(Change.after.through, [edition])
    groups: dict[tuple[int | None, bool], list[ManuscriptChange]] = {}
    words: dict[int | None, Texts] = {None: {}}
    for row in rows:
        words[row.reason_id] = row.reason.words if row.reason else {}
        groups.setdefault((row.reason_id, row.is_substantive), []).extend(_one_by_one(row.kind, before[row.pk], after[row.pk]))
    return tuple(ManuscriptReason(words[pk], substantive, tuple(changes)) for (pk, substantive), changes in groups.items())


def _one_by_one(kind: str, before: Sequence[str], after: Sequence[str]) -> list[ManuscriptChange]:
    """Only a split and a merger tie several clauses together."""
    if kind in (Change.Kind.SPLIT, Change.Kind.MERGED):
        return [ManuscriptChange(kind, tuple(before), tuple(after))]
    old, new = kind != Change.Kind.NEW, kind != Change.Kind.DROPPED
    return [ManuscriptChange(kind, (key,) if old else (), (key,) if new else ()) for key in (before or after)]


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is part of the address, and the ending of the file's name where that has no other.

    `part` is what it holds: "edition" and "summary" are written from (edition, language), a "comparison" from the comparison alone.
    """

    name: str
    label: str | Promise
    part: str
    write: Callable[..., bytes]
    ending: str = ""
    is_printed: bool = False
    """What is set as on paper may take much: it is written `apart`, a process of its own where whoever asks has one to spare."""

    @property
    def file_ending(self) -> str:
        return self.ending or self.name


formats: Point[[], Sequence[Format]] = Point("guidelines.formats")
"""Rows of formats, in the order of the toolbar; `printing/formats.py` has those of this package."""


def formats_of(*parts: str) -> list[Format]:
    return [row for rows in formats.ask() for row in rows if row.part in parts]


def format_named(name: str, *parts: str) -> Format | None:
    return next((row for row in formats_of(*parts) if row.name == name), None)


def edition_file_name(edition: Edition, form: Format, *, language: str) -> str:
    """The name says also where a file cannot that it is a worked example."""
    example = "-example" if edition.document.family.is_example else ""
    part = "" if form.part == "edition" else f"-{form.part}"
    return f"{edition.document.slug}-{edition.version}{part}-{language}{example}.{form.file_ending}"


def content_of(edition: Edition, hashes: TextHashes, *, editions: Iterable[Edition]) -> str:
    """What a file of an edition says, without a query: its words in all languages, its cover, the record of those before it, and whose it is.

    `editions` are in the order of time. Nothing for a text that is still being written.
    """
    if edition.is_working:
        return ""
    document = edition.document
    until = [one for one in editions if not one.is_working]
    rows = [*until[: until.index(edition) + 1], document, document.family, document.owner, document.numbering]
    names = [_values(name) for name in document.owner.dated_names.all()]
    return content_of_rows(*rows, names=names, texts=hashes.content, sources=hashes.source)


def content_of_rows(*rows: Model, **more: object) -> str:
    return json.dumps({"rows": [_values(row) for row in rows], **more}, cls=DjangoJSONEncoder, sort_keys=True)


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def digest_of_export(content: str, form: Format, language: str) -> str:
    return digest_of(content, form.part, form.name, language)
