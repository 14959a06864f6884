"""Searching: what the page of results shows, in a flat number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import get_language

from shishin.consultations.asking.feeds import consultations_with
from shishin.consultations.models import Consultation
from shishin.governance.models import Duty
from shishin.governance.searching import PlanFound, duties_with, plans_with
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.editions.indexing import plain_words
from shishin.guidelines.editions.naming import EditionStatus, status_tag
from shishin.guidelines.models import Clause, ClauseText, Document, Edition
from shishin.guidelines.reading.drawing import force_words
from shishin.guidelines.searching.jump_to import LabelledClause, clause_url, clauses_named, documents_named, documents_with_names
from shishin.guidelines.searching.searching import FILTERS, MOST_RANKED, Search, SearchHit
from shishin.guidelines.searching.suggesting import Suggestion, in_parts, near_spellings, words_dropped
from shishin.kit.dates import day_in_words
from shishin.kit.timeline import Tag
from shishin.opinion_analysis.normalising import folded
from shishin.portal.excerpts import Pieces, excerpt, pieces_of, spans
from shishin.portal.forms import SearchForm
from shishin.texts.languages import own_name

PAGE = 20
MOST_EDITIONS = 5
MOST_FORMS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A clause found, as the list shows it."""

    finding: SearchHit
    text: ClauseText
    label: str
    status: EditionStatus
    is_as_of_today: bool
    heading: Pieces
    body: Pieces
    found_as: Sequence[str]

    @property
    def edition(self) -> Edition:
        return self.finding.shown.edition

    @property
    def document(self) -> Document:
        return self.edition.document

    @property
    def language(self) -> str:
        """For a lang attribute, where it is not the page's."""
        return "" if self.text.language == get_language() else self.text.language

    @property
    def language_name(self) -> str:
        return own_name(self.text.language)

    @property
    def url(self) -> str:
        return self._url(self.edition, self.text.language)

    @property
    def kind(self) -> str:
        """Its kind in words, where it is more than text."""
        kind = Clause.Kind(self.text.clause.kind)
        return "" if kind == Clause.Kind.TEXT else str(kind.label)

    @property
    def force(self) -> str:
        return force_words(self.text.clause.force)

    @property
    def state(self) -> Tag:
        return status_tag(self.status.kind)

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        return [(self._url(self.edition, tag), own_name(tag)) for tag in self.finding.other_languages]

    @property
    def other_editions(self) -> list[tuple[str, Edition]]:
        return [(self._url(edition, ""), edition) for edition in self.finding.other_editions[:MOST_EDITIONS]]

    @property
    def further_editions(self) -> int:
        return max(0, len(self.finding.other_editions) - MOST_EDITIONS)

    def _url(self, edition: Edition, language: str) -> str:
        """Without an edition where the clause's own address shows this very text, so that the link stays right."""
        shows_itself = self.is_as_of_today and edition == self.edition and self.status.is_in_force
        asked = "" if language == get_language() else language
        key = self.text.clause.line.key
        return clause_url(edition.document.slug, key, version="" if shows_itself else edition.version, language=asked)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in use, and the address without it."""

    name: str
    value: str
    url: str


@dataclass
class SearchPage:
    """What was asked, what was found, and the ways on."""

    form: SearchForm
    search: Search
    whole: Search
    asked: QueryDict
    page: Page[SearchHit]
    rows: Sequence[Row]
    documents: Sequence[Document]
    clauses: Sequence[LabelledClause]
    consultations: Sequence[Consultation]
    duties: Sequence[Duty]
    plans: Sequence[PlanFound]

    @property
    def is_cut(self) -> bool:
        return self.search.total > MOST_RANKED

    @property
    def most(self) -> int:
        return MOST_RANKED

    @property
    def is_in_parts(self) -> bool:
        """Nothing has the question as a whole: what is shown has its words."""
        return self.search is not self.whole

    @property
    def words(self) -> list[str]:
        return [term.words for term in self.search.terms]

    @cached_property
    def forms(self) -> list[tuple[str, int, str]]:
        """Forms by which something was found, each with how often, and the way to it alone."""
        return [(term.words, count, self._address_of(f'"{term.words}"')) for term, count in self.search.forms_found]

    @property
    def url_of_exact_words(self) -> str:
        return self._address_of(" ".join(f'"{term.words}"' for term in self.search.terms))

    @cached_property
    def near_spellings(self) -> list[tuple[Suggestion, str]]:
        return [(found, self._address_of(found.query)) for found in near_spellings(self.whole)]

    @cached_property
    def words_dropped(self) -> list[tuple[Suggestion, str]]:
        return [(found, self._address_of(found.query)) for found in words_dropped(self.whole)]

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters in use, in the order of the form."""
        used = []
        for name in ("editions", "on", *FILTERS):
            value = self.form.cleaned_data[name]
            if value:
                used.append(Filter(str(self.form.fields[name].label), self._in_words(name, value), self.address(without=(name,))))
        return used

    @property
    def url_of_words_alone(self) -> str:
        return self.address(without=("editions", "on", *FILTERS))

    @property
    def url_of_all_editions(self) -> str:
        return f"{self.url_of_words_alone}&editions=all"

    def address(self, *, without: Sequence[str]) -> str:
        query = self.asked.copy()
        for name in ("page", *without):
            query.pop(name, None)
        return f"?{query.urlencode()}"

    def _address_of(self, query: str) -> str:
        """Another question, narrowed down as this one is."""
        asked = self.asked.copy()
        asked.pop("page", None)
        asked["q"] = query
        return f"?{asked.urlencode()}"

    def _in_words(self, name: str, value: Any) -> str:
        if name == "on":
            return day_in_words(value)
        if name == "editions":
            return str(dict(self.form.fields[name].choices)[value])  # type: ignore[attr-defined]
        return self.form.names[name].get(value, value)


def search_page(form: SearchForm, *, asked: QueryDict, number: str, reader: Any) -> SearchPage:
    """The page of a valid form that asks for words."""
    query = form.cleaned_data["q"]
    whole = Search(query, form.scope(), reader=reader)
    search = whole if whole.total or not whole.words else in_parts(whole) or whole
    form.offer(search)
    page = Paginator(search.findings, PAGE).get_page(number)
    documents = list(documents_with_names(reader)) if search.terms and page.number == 1 else []
    return SearchPage(
        form=form,
        search=search,
        whole=whole,
        asked=asked,
        page=page,
        rows=_rows(search, list(page.object_list)),
        documents=documents_named(query, documents),
        clauses=clauses_named(query, documents, list(search.editions.values())) if search.scope.day and documents else (),
        consultations=consultations_with(query) if page.number == 1 else (),
        duties=duties_with(query) if page.number == 1 else (),
        plans=plans_with(query) if page.number == 1 else (),
    )


def _rows(search: Search, findings: Sequence[SearchHit]) -> list[Row]:
    texts = ClauseText.objects.select_related("clause__line").in_bulk([finding.shown.text for finding in findings])
    labels = labels_in((finding.shown.edition, finding.shown.language) for finding in findings)
    rows = []
    for finding in findings:
        text = texts[finding.shown.text]
        heading, body = plain_words(text.heading, text.body)
        rows.append(
            Row(
                finding=finding,
                text=text,
                label=labels.get((text.clause_id, text.language), ""),
                status=search.statuses[finding.shown.edition.pk],
                is_as_of_today=search.scope.day in (None, localdate()),
                heading=pieces_of(heading, search.all_terms),
                body=excerpt(body, search.all_terms),
                found_as=_found_as(search, f"{heading}\n{body}", is_exact=finding.shown.is_exact),
            )
        )
    return rows


def _found_as(search: Search, text: str, *, is_exact: bool) -> list[str]:
    """As the text writes them: the forms of those words that do not stand in it as they were typed."""
    if is_exact:
        return []
    shape = folded(text)
    written = []
    for word in search.words:
        if not word.exact.is_in(shape):
            here = [term for term in word.all_terms[1:] if term.is_in(shape)]
            written += [text[start:end] for start, end in spans(text, here)]
    return list(dict.fromkeys(written))[:MOST_FORMS]
