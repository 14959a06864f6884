"""Jumping to documents and clauses that a query names by code, title or number, such as `DS-100`, `#9` or `DS-100 3.2`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from shishin.guidelines.access import documents_to_read
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.models import ClauseText, Document, Edition
from shishin.guidelines.models.documents import with_family
from shishin.opinion_analysis.normalising import folded, normalised, runs
from shishin.opinion_analysis.word_forms import words_of
from shishin.texts.languages import language_for
from shishin.texts.numbering.by_language import languages_of
from shishin.texts.plain_lines import plain_text

MOST_DOCUMENTS = 5
MOST_CLAUSES = 5
LONGEST_LABEL = 60
_HAS_NUMBER = re.compile(r"[\d第#]")


@dataclass(frozen=True, slots=True)
class LabelledClause:
    """A clause in force whose number is what was asked for."""

    label: str
    edition: Edition
    text: ClauseText

    @property
    def heading(self) -> str:
        return plain_text(self.text.heading)

    @property
    def url(self) -> str:
        return clause_url(self.edition.document.slug, self.text.clause.line.key)


def clause_url(slug: str, key: str, *, version: str = "", language: str = "") -> str:
    """The page of a clause: as it stands, or as it stood in an edition, or in a language."""
    query = urlencode({name: value for name, value in (("edition", version), ("language", language)) if value})
    return reverse("guidelines:clause", args=[slug, key]) + (f"?{query}" if query else "")


def documents_with_names(reader: Any) -> QuerySet[Document]:
    """What a reader may go to, with all that it is called."""
    return with_family(documents_to_read(reader).select_related("owner")).prefetch_related("aliases")


def documents_named(query: str, documents: Collection[Document]) -> list[Document]:
    """Documents that are called so, then those with all the words in their code or titles."""
    words = words_of(query)
    if not words:
        return []
    wanted = _key(query)
    scored = []
    for document in documents:
        names = list(_names(document))
        if any(_key(name) == wanted for name in names):
            scored.append((0, document))
        elif all(word.is_in(folded("\n".join(names))) for word in words):
            scored.append((1, document))
    return [document for _score, document in sorted(scored, key=lambda pair: pair[0])][:MOST_DOCUMENTS]


def clauses_named(query: str, documents: Collection[Document], editions: Collection[Edition]) -> list[LabelledClause]:
    """Clauses of these editions with the number asked for, in whatever language; the name of a document before it chooses among them."""
    for slugs, label in _readings(query, documents):
        chosen = [edition for edition in editions if slugs is None or edition.document.slug in slugs]
        written = labels_in((edition, language) for edition in chosen for language in languages_of(edition.document.numbering.rules))
        if matching := {clause for (clause, _language), number in written.items() if _is_called(number, label)}:
            return _named(matching, {edition.pk: edition for edition in chosen})[:MOST_CLAUSES]
    return []


def _names(document: Document) -> Iterator[str]:
    yield document.slug
    yield document.code
    yield from (alias.name for alias in document.aliases.all())
    yield from document.titles.values()
    yield from document.short_titles.values()


def _key(name: str) -> str:
    """DS100 and DS-100 are one name."""
    return "".join(runs(name))


def _readings(query: str, documents: Collection[Document]) -> Iterator[tuple[set[str] | None, str]]:
    """(addresses of documents, or None for any; the number): all of the query, or what follows the name of a document."""
    words = normalised(query).split()
    for at in range(len(words)):
        label = "".join(words[at:])
        if len(label) > LONGEST_LABEL or not _HAS_NUMBER.search(label):
            continue
        if at == 0:
            yield None, label
            continue
        wanted = _key(" ".join(words[:at]))
        slugs = {document.slug for document in documents if any(_key(name) == wanted for name in _names(document))}
        if slugs:
            yield slugs, label


def _is_called(written: str, label: str) -> bool:
    """#9 is also called 9, and 3.2) also 3.2."""
    called = "".join(normalised(written).split())
    return bool(called) and label in (called, called.removeprefix("#"), called.rstrip(")"))


def _named(matching: Collection[int], editions: Mapping[int, Edition]) -> list[LabelledClause]:
    """Each with its newest words, in the reader's language where there are any; what binds comes first."""
    texts: defaultdict[int, dict[str, ClauseText]] = defaultdict(dict)
    rows = (
        ClauseText.objects.filter(clause__in=matching)
        .select_related("clause__line")
        .order_by("clause__edition", "clause__position", "number")
    )
    for text in rows:
        texts[text.clause_id][text.language] = text
    shown = []
    for by_language in texts.values():
        first = next(iter(by_language.values()))
        if first.clause.parent_id in matching:
            continue  # a block is cited by the number of the clause it stands in
        edition = editions[first.clause.edition_id]
        language = language_for(by_language, source=edition.source_language)
        shown.append((edition, by_language.get(language) or first))
    labels = labels_in((edition, text.language) for edition, text in shown)
    found = [LabelledClause(labels[text.clause_id, text.language], edition, text) for edition, text in shown]
    return sorted(found, key=lambda named: rank_of(named.edition.document))


def rank_of(document: Document) -> tuple[Any, ...]:
    """What sorts documents as they stand in order: those that bind first, then by family and code."""
    return not document.is_normative, document.family.position, document.family.slug, document.code_sort, document.slug
