"""A document's edition as plain data: what text files hold, before and after it is rows; and which version comes after which.

Readers (`text_form`, `foreign_markdown`) make manuscripts, `importing` stores them, `exporting` makes them from rows.
Nothing here knows the database. Versions are x.y.z for final texts and x.y.z-draft.n for their drafts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

Texts = Mapping[str, str]
"""The same words per language: {"ja": …, "en": …}."""

KINDS = ("chapter", "vision", "mission", "value", "principle", "background", "conduct", "example", "system", "dont", "annex", "text")
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
    says_attributes: bool = field(default=True, compare=False)
    """The text says of each clause its force, gate, scope and branch. A foreign one says words, numbers and kinds alone."""
    remarks: tuple[str, ...] = field(default=(), compare=False)
    """What a person should know of how the text was read, in sentences."""
    days: tuple[tuple[str, date], ...] = field(default=(), compare=False)
    """Days of the edition that the text names below its title: offered to whoever brings it in, and no part of it yet."""


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


PATTERN = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:-draft\.(0|[1-9]\d{0,5}))?")
FINAL = 10**9


def is_version(version: str) -> bool:
    return PATTERN.fullmatch(version) is not None


def is_draft_version(version: str) -> bool:
    return is_version(version) and "-draft." in version


def version_order(version: str) -> tuple[int, int, int, int]:
    """What sorts versions: a draft stands before the text it leads to; what is no version stands first."""
    match = PATTERN.fullmatch(version)
    if match is None:
        return (-1, 0, 0, 0)
    x, y, z, draft = match.groups()
    return (int(x), int(y), int(z), FINAL if draft is None else int(draft))


def kind_of_step(before: str, version: str) -> str:
    """Which kind of revision a version is after another, drafts counted as the text they lead to; empty where it does not come after it."""
    (x, y, z, _before), (new_x, new_y, new_z, _new) = version_order(before), version_order(version)
    if (new_x, new_y, new_z) <= (x, y, z):
        return ""
    if new_x > x:
        return "major"
    return "minor" if new_y > y else "formal"


def next_version(version: str, *, taken: Collection[str]) -> str:
    """The likeliest version of an edition started from this one: the final text after a draft, else a draft of the next minor one."""
    match = PATTERN.fullmatch(version)
    if match is None:
        return ""
    x, y, z, draft = match.groups()
    final = f"{x}.{y}.{z}" if draft else f"{x}.{int(y) + 1}.0"
    if draft and final not in taken:
        return final
    number = int(draft or 0) + 1
    while f"{final}-draft.{number}" in taken:
        number += 1
    return f"{final}-draft.{number}"
