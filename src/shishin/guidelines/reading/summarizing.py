"""Summarizing: the summary version of an edition, from the same clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from shishin.guidelines.models import Clause
from shishin.guidelines.reading.drawing import STATEMENTS
from shishin.guidelines.reading.editions import ReadClause, Reading
from shishin.kit.markdown import to_html

Kind = Clause.Kind


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A clause in short."""

    clause: ReadClause
    words: SafeString


@dataclass(slots=True)
class SummaryGroup:
    """Rows under a heading between the chapter and them, or under none."""

    heading: ReadClause | None
    rows: list[SummaryRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SummarySection:
    """A topmost clause and what of it belongs in a summary."""

    clause: ReadClause
    words: SafeString
    groups: Sequence[SummaryGroup]


def summary_of(reading: Reading) -> list[SummarySection]:
    """The chapters with their summaries; below them what states a value, and whatever has a summary of its own."""
    return [SummarySection(top, _words(top), _groups(top)) for top in reading.tops if top.text.heading or top.text.summary]


def _groups(top: ReadClause) -> list[SummaryGroup]:
    groups = [SummaryGroup(None)]
    for clause in _worth_a_row(top.children):
        words = _words(clause)
        if words:
            groups[-1].rows.append(SummaryRow(clause, words))
        else:
            groups.append(SummaryGroup(clause))
    return [group for group in groups if group.heading or group.rows]


def _worth_a_row(clauses: Sequence[ReadClause]) -> Iterator[ReadClause]:
    """Statements, summaries, and the headings that hold them; of plain texts the second level as an outline."""
    for clause in clauses:
        below = list(_worth_a_row(clause.children))
        states = clause.kind in STATEMENTS or clause.text.summary
        outlines = clause.text.heading and (below or (clause.depth <= 2 and clause.kind in (Kind.CHAPTER, Kind.TEXT)))
        if states or outlines:
            yield clause
        yield from below


def _words(clause: ReadClause) -> SafeString:
    """The summary; for a statement without one, and for what holds nothing else, the first paragraph."""
    if clause.text.summary:
        return to_html(clause.text.summary)
    if clause.kind in STATEMENTS or not clause.children:
        return to_html(clause.text.body.strip().split("\n\n", maxsplit=1)[0])
    return SafeString("")
