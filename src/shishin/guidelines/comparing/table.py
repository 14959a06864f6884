"""The comparison table as plain data: all that a page, a Word file or a PDF needs, in the words of its language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from shishin.guidelines.changes.judging import State
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.texts.marking import Segment


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a cell. A changed segment is underlined; an omitted one is shown as the profile's （略）."""

    segments: tuple[Segment, ...]
    is_heading: bool = False

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a change, such as an opinion: told by a package that knows it. `change` is the change's number in the database."""

    change: int
    kind: str
    words: str
    url: str = ""
    day: date | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Clauses of both sides that belong together, after and before what was omitted around them.

    A row of omitted clauses alone is unchanged. `reasons` is empty where an earlier row of the group gives the same: `same_as` names it.
    """

    state: State
    key: str
    name: str
    language: str
    new: tuple[Paragraph, ...]
    old: tuple[Paragraph, ...]
    new_keys: tuple[str, ...] = ()
    old_keys: tuple[str, ...] = ()
    omitted_new_keys: tuple[str, ...] = ()
    omitted_old_keys: tuple[str, ...] = ()
    is_substantive: bool = False
    is_proposed: bool = False
    is_translation_missing: bool = False
    state_words: str = ""
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    same_as: str = ""
    covers: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def is_change(self) -> bool:
        return self.state is not State.UNCHANGED


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one place: the numbers of what stands above, and the nearest heading. No place where the rows speak for themselves."""

    place: str
    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the two texts: `side` is new or old."""

    side: str
    label: str
    version: str
    language: str

    @property
    def heading(self) -> str:
        return f"{self.label}{'　' if self.language.startswith('ja') else ' '}{self.version}"


@dataclass(frozen=True, slots=True)
class EditionShown:
    """An edition as the head of a table names it."""

    version: str
    words: str
    url: str
    days: tuple[tuple[str, date], ...] = ()
    is_draft: bool = False
    taken_over_from: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole table. Draw `columns` from left to right, then the column of reasons where the profile has one.

    `lead` explains the marks, `basis` says whether it was recorded or worked out. `is_way_recorded`: rows that were worked out are exceptions.
    """

    document: str
    slug: str
    language: str
    old: EditionShown
    new: EditionShown
    profile: ComparisonProfile
    columns: tuple[Column, Column]
    reason_label: str
    lead: str
    basis: str
    is_recorded: bool
    is_way_recorded: bool
    has_causes: bool
    languages: list[str]
    translation_note: str = ""
    groups: tuple[Group, ...] = ()
    unprinted: int = 0
    unprinted_keys: tuple[str, ...] = ()
    is_example: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def file_name(self, ending: str) -> str:
        """The name says also where a file cannot that it is a worked example."""
        example = "-example" if self.is_example else ""
        return f"{self.slug}-{self.old.version}-{self.new.version}-{self.language}{example}.{ending}"

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that show a change."""
        return (row for group in self.groups for row in group.rows if row.is_change)
