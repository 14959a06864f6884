"""A document with its editions, one of them, a language, a clause: by its address and for this reader; or what to offer where it is almost right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from itertools import takewhile
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process, utils

from shishin.guidelines.access import can_edit, documents_to_read, editions_to_read
from shishin.guidelines.editions.clauses import LanguageChoice
from shishin.guidelines.editions.naming import EditionStatus, StatusKind, in_time_order, statuses
from shishin.guidelines.models import Alias, Document, Edition, Line
from shishin.guidelines.models.documents import with_family
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.texts.languages import language_for

OFFERED = 5
LIKE = 55.0

Offer = tuple[str, str]
"""An address and what stands there."""


def suggestions(wanted: str, candidates: Iterable[tuple[str, Offer]], *, like: float = LIKE) -> list[Offer]:
    """The offers whose name is most like what was asked for, the likest first."""
    named = list(candidates)
    names = [name for name, _offer in named]
    scored = process.extract(wanted, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=OFFERED * 3, score_cutoff=like)
    return list(dict.fromkeys(named[index][1] for _name, _score, index in scored))[:OFFERED]


def no_document(wanted: str, *, reader: Any) -> NotFoundWithSuggestions:
    documents = documents_to_read(reader).select_related("family")
    aliases = Alias.objects.filter(document__in=documents).values_list("name", "document_id")
    links = {document.pk: (document.get_absolute_url(), str(document)) for document in documents}
    names = [(name, links[document.pk]) for document in documents for name in _names(document)]
    names += [(name, links[pk]) for name, pk in aliases]
    everything = (reverse("guidelines:families"), _("All guidelines"))
    return NotFoundWithSuggestions(
        _("There is no document “%(name)s” here.") % {"name": wanted}, suggestions=[*suggestions(wanted, names), everything]
    )


def _names(document: Document) -> list[str]:
    return [name for name in (document.slug, document.code, *document.titles.values(), *document.short_titles.values()) if name]


def no_edition(wanted: str, document: Document, editions: Iterable[Edition]) -> NotFoundWithSuggestions:
    """Every edition is an offer, the likest first; one that is in force is what the document's own address shows."""
    found = [(edition.version, (edition.get_absolute_url(), f"{document} {edition.version}")) for edition in editions]
    near = suggestions(wanted, found, like=0)
    return NotFoundWithSuggestions(
        _("“%(document)s” has no edition %(version)s.") % {"document": document, "version": wanted},
        suggestions=[*near, (document.get_absolute_url(), str(document))],
    )


def no_language(wanted: str, *, path: str, languages: Iterable[tuple[str, str]]) -> NotFoundWithSuggestions:
    """`languages` are those there are: tag and name."""
    found = [(tag, (f"{path}?language={tag}", name)) for tag, name in languages]
    ordered = [*suggestions(wanted, found, like=40), *[offer for _tag, offer in found]]
    return NotFoundWithSuggestions(
        _("This text is not available in the language “%(language)s”.") % {"language": wanted}, suggestions=list(dict.fromkeys(ordered))
    )


def no_clause(wanted: str, document: Document, *, reader: Any, edition: Edition | None = None) -> NotFoundWithSuggestions:
    """The likest keys among the clauses that the reader may see."""
    editions = [edition] if edition else editions_to_read(reader).filter(document=document)
    keys = Line.objects.filter(clauses__edition__in=editions).distinct().order_by("key").values_list("key", flat=True)
    found = [(key, (reverse("guidelines:clause", args=[document.slug, key]), key)) for key in keys]
    if edition:
        message = _("“%(document)s” has no clause “%(key)s” in edition %(version)s.")
    else:
        message = _("“%(document)s” has no clause “%(key)s”.")
    values = {"document": document, "key": wanted, "version": edition.version if edition else ""}
    return NotFoundWithSuggestions(
        message % values, suggestions=[*suggestions(wanted, found), (document.get_absolute_url(), str(document))]
    )


def no_text(wanted: str, *, path: str, language: str, numbers: Iterable[int]) -> NotFoundWithSuggestions:
    """`numbers` are the texts there are in the language."""
    texts = [(f"{path}?language={language}&text={number}", _("Text %(number)s") % {"number": number}) for number in numbers]
    return NotFoundWithSuggestions(
        _("This clause has no text %(number)s in the language “%(language)s”.") % {"number": wanted, "language": language},
        suggestions=texts,
    )


@dataclass
class ReadableDocument:
    """A document with those of its editions that the reader may see, oldest first."""

    document: Document
    editions: list[Edition]
    day: date
    reader: Any

    @cached_property
    def statuses(self) -> dict[int, EditionStatus]:
        return statuses(self.editions, day=self.day, abolished_on=self.document.abolished_on)

    @property
    def rules(self) -> dict[str, Any]:
        """Those of the numbers that a page names among its own words."""
        return self.document.numbering.rules_in(get_language() or self.shown_first.source_language)

    def status(self, edition: Edition) -> EditionStatus:
        return self.statuses[edition.pk]

    @cached_property
    def in_force(self) -> Edition | None:
        return next((edition for edition in self.editions if self.status(edition).is_in_force), None)

    @property
    def shown_first(self) -> Edition:
        """What the document's own address shows: what is in force, else the nearest to it."""
        if self.in_force:
            return self.in_force
        for kinds in ((StatusKind.ENDED, StatusKind.SUPERSEDED), (StatusKind.COMING,), (StatusKind.DRAFT,), (StatusKind.WORKING,)):
            fitting = [edition for edition in self.editions if self.status(edition).kind in kinds]
            if fitting:
                return fitting[-1]
        return self.editions[-1]

    def edition(self, version: str) -> Edition:
        for edition in self.editions:
            if edition.version == version:
                return edition
        raise no_edition(version, self.document, reversed(self.editions))

    def before(self, edition: Edition) -> Edition | None:
        """The edition it was started from; for a first final text without one, the edition before it in time."""
        by_pk = {other.pk: other for other in self.editions}
        if edition.started_from_id in by_pk:
            return by_pk[edition.started_from_id]
        index = self.editions.index(edition)
        return self.editions[index - 1] if index and not edition.started_from_id else None

    def adopted_before(self, edition: Edition) -> Edition | None:
        """Of an adopted edition the adopted one before it in time."""
        earlier = self.editions[: self.editions.index(edition)] if edition.state == Edition.State.ADOPTED else []
        return next((other for other in reversed(earlier) if other.state == Edition.State.ADOPTED and not other.withdrawn_on), None)

    @cached_property
    def open_drafts(self) -> list[Edition]:
        """Published drafts that no adopted edition has followed, the newest first."""
        public = [edition for edition in reversed(self.editions) if not edition.is_working and not edition.withdrawn_on]
        return list(takewhile(lambda edition: edition.state == Edition.State.PUBLISHED, public))

    def proposal_to(self, edition: Edition) -> Edition | None:
        """The newest published draft that proposes to change an edition: the one in force, of a document that is kept up."""
        is_open = edition == self.in_force and self.document.state == Document.State.ACTIVE
        return self.open_drafts[0] if is_open and self.open_drafts else None

    @cached_property
    def may_edit(self) -> bool:
        return can_edit(self.reader, self.document)


class OldName(Exception):
    """A document was asked for by a name that it once had; `slug` is its address now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def readable_document(slug: str, *, reader: Any) -> ReadableDocument:
    """Four queries. A document of which the reader may see no edition does not exist for them, by no name."""
    documents = with_family(Document.objects.select_related("numbering", "owner").prefetch_related("owner__dated_names"))
    document = documents.filter(slug=slug).first()
    editions = _editions(document, reader) if document else []
    if document is None or not editions:
        if new_slug := documents_to_read(reader).filter(aliases__name__iexact=slug).values_list("slug", flat=True).first():
            raise OldName(new_slug)
        raise no_document(slug, reader=reader)
    for edition in editions:
        edition.document = document
    return ReadableDocument(document, in_time_order(editions), localdate(), reader)


def _editions(document: Document, reader: Any) -> list[Edition]:
    rows = (
        editions_to_read(reader)
        .filter(document=document)
        .select_related(
            "adopted_by__body",
            "adopted_by__meeting",
            "decided_by__post",
            "decided_by__edition__document",
            "referred_by__asked_by",
            "referred_by__asked_of",
            "submitted_with",
        )
    )
    return list(rows.prefetch_related("adopted_by__body__dated_names"))


def language_to_read(wanted: str | None, choices: Sequence[LanguageChoice], *, source: str, path: str) -> str:
    """The language asked for, else the reader's own; one that is not there is a 404 that offers those that are."""
    tags = [choice.tag for choice in choices]
    if not wanted:
        return language_for(tags, source=source)
    if wanted in tags:
        return wanted
    raise no_language(wanted, path=path, languages=[(choice.tag, choice.name) for choice in choices])


def line_to_read(readable: ReadableDocument, key: str) -> Line:
    """A line that stands in at least one edition that the reader may see."""
    line = Line.objects.filter(document=readable.document, key=key, clauses__edition__in=readable.editions).distinct().first()
    if line is None:
        raise no_clause(key, readable.document, reader=readable.reader)
    line.document = readable.document
    return line


P = ParamSpec("P")


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def follow_old_names(view: View[P]) -> View[P]:
    """For views whose address names a document by `slug`."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except OldName as old:
            match = request.resolver_match
            assert match is not None  # noqa: S101 - a view is called through its address
            query = request.META.get("QUERY_STRING", "")
            url = reverse(match.view_name, kwargs={**match.kwargs, "slug": old.slug})
            return redirect(f"{url}?{query}" if query else url, permanent=True)

    return answer
