"""The clauses that a measure may serve, as the form offers them: items of the upper plan, and what somebody looks for. Nobody types a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from shishin.governance.plans.content import PlanLine
from shishin.guidelines.linking.pages import line_names
from shishin.guidelines.models import Document, Edition, Line
from shishin.guidelines.searching.jump_to import clauses_named, documents_with_names
from shishin.guidelines.searching.searching import Search, SearchScope

MOST_FOUND = 20
Choices = list[tuple[str, str]]


def items_of(document: Document | None) -> list[Line]:
    """The clauses of a document in force, in reading order."""
    if document is None:
        return []
    edition = Edition.objects.in_force_on(localdate()).filter(document=document)
    return list(Line.objects.filter(clauses__edition__in=edition).select_related("document").order_by("clauses__position"))


def lines_found(query: str, *, reader: Any) -> list[Line]:
    """Clauses in force: first those of a number, then those that have the words, best first."""
    search = Search(query, SearchScope(day=localdate()), reader=reader)
    if not search.terms:
        return []
    named = clauses_named(query, list(documents_with_names(reader)), list(search.editions.values()))
    wanted = dict.fromkeys([*(one.text.clause.line_id for one in named), *(finding.shown.line for finding in search.findings)])
    lines = Line.objects.select_related("document").in_bulk(list(wanted)[:MOST_FOUND])
    return [lines[pk] for pk in wanted if pk in lines]


def lines_sent(values: Iterable[str]) -> list[Line]:
    """What a form named; what is no clause is none."""
    wanted = []
    for value in values:
        try:
            wanted.append(UUID(value))
        except ValueError:
            continue
    return list(Line.objects.filter(pk__in=wanted).select_related("document")) if wanted else []


def lines_of(served: Sequence[PlanLine], kind: str) -> list[Line]:
    return [one.line for one in served if one.kind == kind]


def as_choices(lines: Iterable[Line]) -> Choices:
    """Each once, by the names of the documents and clauses."""
    lines = list({line.pk: line for line in lines}.values())
    names = line_names(lines, day=localdate()) if lines else {}
    return [(str(line.pk), names[line.pk]) for line in lines]
