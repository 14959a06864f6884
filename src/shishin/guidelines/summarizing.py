"""Summarizing: the summary version of an edition, from the same clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from shishin.guidelines.models import Clause
from shishin.guidelines.reading import ReadClause, Reading
from shishin.kit.markdown import to_html

Kind = Clause.Kind
STATEMENTS = (Kind.VISION, Kind.MISSION, Kind.VALUE, Kind.PRINCIPLE)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A clause in short. `level` counts from 0 below its chapter."""

    clause: ReadClause
    level: int
    words: SafeString
    is_code: bool


@dataclass(frozen=True, slots=True)
class SummarySection:
    """A topmost clause and what of it belongs in a summary."""

    clause: ReadClause
    words: SafeString
    rows: Sequence[SummaryRow]


def summary_of(reading: Reading) -> list[SummarySection]:
    """The chapters with their summaries; below them what states a value, and whatever has a summary of its own."""
    return [SummarySection(top, _words(top), [*_rows(top.children, 0)]) for top in reading.tops if top.text.heading or top.text.summary]


def _rows(clauses: Sequence[ReadClause], level: int) -> Iterator[SummaryRow]:
    for clause in clauses:
        below = list(_rows(clause.children, level + 1))
        if clause.kind in STATEMENTS or clause.text.summary:
            yield SummaryRow(clause, level, _words(clause), clause.kind == Kind.VALUE)
        elif clause.text.heading and (below or (clause.depth <= 2 and clause.kind in (Kind.CHAPTER, Kind.TEXT))):
            yield SummaryRow(clause, level, SafeString(""), is_code=False)
        yield from below


def _words(clause: ReadClause) -> SafeString:
    """The summary; for a value without one its first paragraph, for a clause without children its first as well."""
    if clause.text.summary:
        return to_html(clause.text.summary)
    if clause.kind in STATEMENTS or not clause.children:
        return to_html(clause.text.body.strip().split("\n\n", maxsplit=1)[0])
    return SafeString("")
