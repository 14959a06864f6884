"""A document's edition as plain data: what text files hold, before and after it is rows.

Readers (`text_form`, `foreign_markdown`) make manuscripts, `importing` stores them, `exporting` makes them from rows.
Nothing here knows the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

Texts = Mapping[str, str]
"""The same words per language: {"ja": …, "en": …}."""

KINDS = ("chapter", "vision", "mission", "value", "principle", "background", "conduct", "example", "system", "dont", "text")
FORCES = ("must", "should", "may", "must-not", "none")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause in one language. Heading is one line of inline Markdown; body and summary are Markdown blocks."""

    heading: str = ""
    body: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ManuscriptClause:
    """One clause. `depth` is 1 for the topmost; the parent is the nearest clause before it of a smaller depth."""

    key: str
    depth: int
    kind: str = "text"
    force: str = "none"
    is_hard_gate: bool = False
    is_vacated: bool = False
    is_branch: bool = False
    applicability: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passages: Mapping[str, Passage] = field(default_factory=dict)
    line_number: int = 0
    """Where it stands in the file of the source language, from 1; 0 where there is no file."""


@dataclass(frozen=True, slots=True)
class ManuscriptChange:
    """What became of clauses of the edition before: keys there, keys here."""

    kind: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManuscriptReason:
    """One reason (may be empty) and the changes it explains."""

    words: Texts
    is_substantive: bool
    changes: tuple[ManuscriptChange, ...]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """An edition adopted elsewhere: where its text came from, and the day it was taken over."""

    source: str
    day: date


@dataclass(frozen=True, slots=True)
class EditionSheet:
    """What `edition.yaml` says."""

    version: str
    state: str = "working"
    started_from: str = ""
    revision: str = "enactment"
    titles: Texts = field(default_factory=dict)
    keywords: Mapping[str, Sequence[str]] = field(default_factory=dict)
    outlines: Texts = field(default_factory=dict)
    revision_notes: Texts = field(default_factory=dict)
    drafted_on: date | None = None
    decided_on: date | None = None
    published_on: date | None = None
    in_force_from: date | None = None
    taken_over: TakenOver | None = None
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""
    reasons: tuple[ManuscriptReason, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A link from this document to another, by slug."""

    kind: str
    to: str
    words: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentSheet:
    """What `document.yaml` says. `owner`, `family` and `numbering` are slugs."""

    slug: str
    titles: Texts
    family: str = ""
    code: str = ""
    short_titles: Texts = field(default_factory=dict)
    outlines: Texts = field(default_factory=dict)
    owner: str = ""
    position: str = "normative"
    kind: str = "guideline"
    audiences: Texts = field(default_factory=dict)
    numbering: str = "arabic"
    source_language: str = "ja"
    state: str = "active"
    abolished_on: date | None = None
    aliases: tuple[str, ...] = ()
    links: tuple[SheetLink, ...] = ()
    procedure: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Kind of revision → slugs of the bodies whose decision adopts it."""
    source_note: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One edition of one document with all its clauses in reading order."""

    document: DocumentSheet
    edition: EditionSheet
    clauses: tuple[ManuscriptClause, ...]
    keys_given: frozenset[str] = frozenset()
    """Keys that the text says itself; all others were made from its words."""


class Deep(Protocol):
    @property
    def depth(self) -> int: ...


def parents(clauses: Iterable[Deep]) -> list[int | None]:
    """For each clause the place of the one above it: the nearest before of a smaller depth."""
    above: list[tuple[int, int]] = []
    found: list[int | None] = []
    for place, clause in enumerate(clauses):
        depth = clause.depth
        while above and above[-1][0] >= depth:
            above.pop()
        found.append(above[-1][1] if above else None)
        above.append((depth, place))
    return found
