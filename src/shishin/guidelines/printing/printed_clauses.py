"""Clauses as they are printed: headings, blocks of their kind and lines, with their tags in words; a tree of plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from shishin.guidelines.models import Clause
from shishin.guidelines.reading.drawing import BLOCKS, HEADED, LINE, attribute_words, block_words, form_of
from shishin.guidelines.reading.editions import ReadClause, ReadText
from shishin.paper.written_blocks import Block, Run, blocks_of, runs_of
from shishin.texts.scopes import Vocabulary

Kind = Clause.Kind
DEEPEST_LISTED = 3
"""Headings below this depth are not in the contents."""


@dataclass(slots=True)
class PrintedClause:
    """`form` is heading, block or line. `term` stands small beside the name of a block."""

    form: str
    kind: str
    level: int = 0
    depth: int = 0
    label: str = ""
    heading: Sequence[Run] = ()
    term: str = ""
    body: Sequence[Block] = ()
    tags: Sequence[str] = ()
    key: str = ""
    language: str = ""
    is_listed: bool = False
    has_heading: bool = False
    """What stands in `heading` is the clause's own; otherwise it is the word for its kind, printed for the reader."""
    is_marked_deleted: bool = False
    """The body says in a word that the text was deleted; that word is no part of the text."""
    children: list[PrintedClause] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How the contents name it."""
        return "　".join(part for part in (self.label, "".join(run.text for run in self.heading)) if part)


def printed_clauses(clauses: Iterable[ReadClause], *, vocabulary: Vocabulary, holder: str = "") -> list[PrintedClause]:
    """The same forms as on the page."""
    found: list[PrintedClause] = []
    for form, grouped in groupby(clauses, key=lambda clause: form_of(clause, holder)):
        run = list(grouped)
        if form == HEADED or (form not in (LINE, Kind.CONDUCT) and len(run) == 1):
            found += [_headed(clause, vocabulary) for clause in run]
        elif form == LINE:
            found += [_line(clause, vocabulary) for clause in run]
        else:
            name, term = block_words(form)
            lines = [_line(clause, vocabulary) for clause in run]
            found.append(PrintedClause("block", form, run[0].depth, heading=[Run(name)], term=term, children=lines))
    return found


def without_gaps(clauses: Iterable[PrintedClause], above: int = 0) -> None:
    """A heading stands at most one level below the one above it, though clauses without headings lie between them."""
    for clause in clauses:
        if clause.form == "heading":
            clause.level = min(clause.level, above + 1)
        without_gaps(clause.children, clause.level if clause.form == "heading" else above)


def _headed(clause: ReadClause, vocabulary: Vocabulary) -> PrintedClause:
    is_block = clause.kind in BLOCKS
    name, term = block_words(clause.kind) if is_block else (_("Deleted") if clause.is_vacated else "", "")
    return PrintedClause(
        form="block" if is_block else "heading",
        kind=clause.kind,
        level=min(6, clause.depth),
        depth=clause.depth,
        has_heading=bool(clause.text.heading),
        label="" if is_block else clause.label,
        heading=runs_of(clause.text.heading) or [Run(name)],
        term=term,
        body=_body(clause),
        is_marked_deleted=_is_marked_deleted(clause),
        tags=_tags(clause, vocabulary),
        key=clause.key,
        language=clause.text.language,
        is_listed=not is_block and clause.depth <= DEEPEST_LISTED,
        children=printed_clauses(clause.children, vocabulary=vocabulary, holder=clause.kind),
    )


def _line(clause: ReadClause, vocabulary: Vocabulary) -> PrintedClause:
    return PrintedClause(
        form="line",
        kind=clause.kind,
        depth=clause.depth,
        label=clause.label,
        body=_body(clause),
        is_marked_deleted=_is_marked_deleted(clause),
        tags=_tags(clause, vocabulary),
        key=clause.key,
        language=clause.text.language,
        children=printed_clauses(clause.children, vocabulary=vocabulary, holder=clause.kind),
    )


def _body(clause: ReadClause) -> Sequence[Block]:
    if _is_marked_deleted(clause):
        return [Block("paragraph", [Run(_("Deleted"))])]
    return blocks_of(clause.text.body)


def _is_marked_deleted(clause: ReadClause) -> bool:
    is_said_above = clause.text.heading or clause.kind in (Kind.CHAPTER, Kind.VALUE)
    return bool(clause.is_vacated and not clause.text.body and not is_said_above)


def _tags(clause: ReadClause, vocabulary: Vocabulary) -> list[str]:
    return [tag for tag in (*attribute_words(clause, vocabulary), translation_words(clause.text)) if tag]


def translation_words(text: ReadText) -> str:
    if text.is_stale:
        return _("older translation")
    return _("not yet translated") if text.is_missing else ""


def listed(clauses: Iterable[PrintedClause]) -> list[PrintedClause]:
    """What the contents name, in order."""
    found: list[PrintedClause] = []
    for clause in clauses:
        if clause.is_listed:
            found.append(clause)
        found += listed(clause.children)
    return found
