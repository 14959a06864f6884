"""Nearest: what to offer somebody whose address is almost right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process, utils

from shishin.guidelines.access import documents_to_read, editions_to_read
from shishin.guidelines.models import Alias, Document, Edition, Line
from shishin.kit.errors import NotFoundWithSuggestions

OFFERED = 5
LIKE = 55.0

Offer = tuple[str, str]
"""An address and what stands there."""


def nearest(wanted: str, candidates: Iterable[tuple[str, Offer]], *, like: float = LIKE) -> list[Offer]:
    """The offers whose name is most like what was asked for, the likest first."""
    named = list(candidates)
    names = [name for name, _offer in named]
    found = process.extract(wanted, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=OFFERED * 3, score_cutoff=like)
    return list(dict.fromkeys(named[index][1] for _name, _score, index in found))[:OFFERED]


def no_document(wanted: str, *, reader: Any) -> NotFoundWithSuggestions:
    documents = documents_to_read(reader).select_related("family")
    aliases = Alias.objects.filter(document__in=documents).values_list("name", "document_id")
    offers = {document.pk: (document.get_absolute_url(), str(document)) for document in documents}
    names = [(name, offers[document.pk]) for document in documents for name in _names(document)]
    names += [(name, offers[pk]) for name, pk in aliases]
    everything = (reverse("guidelines:families"), _("All guidelines"))
    return NotFoundWithSuggestions(
        _("There is no document “%(name)s” here.") % {"name": wanted}, offers=[*nearest(wanted, names), everything]
    )


def _names(document: Document) -> list[str]:
    return [name for name in (document.slug, document.code, *document.titles.values(), *document.short_titles.values()) if name]


def no_edition(wanted: str, document: Document, editions: Iterable[Edition]) -> NotFoundWithSuggestions:
    """Every edition is an offer, the likest first; one that is in force is what the document's own address shows."""
    found = [(edition.version, (edition.get_absolute_url(), f"{document} {edition.version}")) for edition in editions]
    offers = nearest(wanted, found, like=0)
    return NotFoundWithSuggestions(
        _("“%(document)s” has no edition %(version)s.") % {"document": document, "version": wanted},
        offers=[*offers, (document.get_absolute_url(), str(document))],
    )


def no_language(wanted: str, *, path: str, languages: Iterable[tuple[str, str]]) -> NotFoundWithSuggestions:
    """`languages` are those there are: tag and name."""
    found = [(tag, (f"{path}?language={tag}", name)) for tag, name in languages]
    ordered = [*nearest(wanted, found, like=40), *[offer for _tag, offer in found]]
    return NotFoundWithSuggestions(
        _("This text is not available in the language “%(language)s”.") % {"language": wanted}, offers=list(dict.fromkeys(ordered))
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
    return NotFoundWithSuggestions(message % values, offers=[*nearest(wanted, found), (document.get_absolute_url(), str(document))])


def no_text(wanted: str, *, path: str, language: str, numbers: Iterable[int]) -> NotFoundWithSuggestions:
    """`numbers` are the texts there are in the language."""
    offers = [(f"{path}?language={language}&text={number}", _("Text %(number)s") % {"number": number}) for number in numbers]
    return NotFoundWithSuggestions(
        _("This clause has no text %(number)s in the language “%(language)s”.") % {"number": wanted, "language": language}, offers=offers
    )
