"""Choosing the clause that a duty stands on: by words, or from the clauses in force of a document. Nobody types a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from shishin.governance.duties.pages import read_url
from shishin.governance.models import Duty
from shishin.guidelines.linking.pages import LinkEnd, ends_in_force
from shishin.guidelines.models import Document, Edition, Line
from shishin.guidelines.models.documents import with_family
from shishin.guidelines.searching.jump_to import clauses_named, documents_with_names
from shishin.guidelines.searching.searching import Search, SearchScope

MOST, EXCERPT = 30, 100


class Choice(NamedTuple):
    """A clause in force, and where it is read."""

    end: LinkEnd
    url: str

    @property
    def excerpt(self) -> str:
        return self.end.words[:EXCERPT]


@dataclass
class ClauseChoice:
    """What the page offers for what was asked: clauses with these words, those of a document, or the documents in force."""

    duty: Duty
    reader: Any
    day: date
    query: str = ""
    document_slug: str = ""

    @cached_property
    def documents(self) -> list[Document]:
        in_force = Edition.objects.in_force_on(self.day).filter(document=OuterRef("pk"))
        return list(with_family(Document.objects.filter(Exists(in_force))).order_by("code", "slug"))

    @cached_property
    def document(self) -> Document | None:
        return next((document for document in self.documents if document.slug == self.document_slug), None)

    @cached_property
    def choices(self) -> Sequence[Choice]:
        if self.query:
            return self._as_choices(self._with_words())
        if self.document:
            edition = Edition.objects.in_force_on(self.day).filter(document=self.document)
            lines = Line.objects.filter(clauses__edition__in=edition).select_related("document").order_by("clauses__position")
            return self._as_choices(lines)
        return []

    def _with_words(self) -> Iterable[Line]:
        """By number first, then those that have the words, best first."""
        search = Search(self.query, SearchScope(day=self.day), reader=self.reader)
        named = clauses_named(self.query, list(documents_with_names(self.reader)), list(search.editions.values())) if search.terms else []
        wanted = [clause.text.clause.line_id for clause in named] + [finding.shown.line for finding in search.findings]
        wanted = list(dict.fromkeys(wanted))[:MOST]
        lines = Line.objects.select_related("document").in_bulk(wanted)
        return [lines[pk] for pk in wanted]

    def _as_choices(self, lines: Iterable[Line]) -> list[Choice]:
        lines = list(lines)
        ends = ends_in_force(lines, day=self.day)
        return [Choice(ends[line.pk], read_url(self.duty, line)) for line in lines if ends[line.pk].clause]
