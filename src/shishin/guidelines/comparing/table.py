"""The comparison table as plain data: all that a page, a Word file or a PDF needs, in the words of its language, remarks included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from shishin.guidelines.changes.judging import State
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.kit.identity import join_words
from shishin.texts.languages import gap_in, spoken_about
from shishin.texts.marking import Segment
from shishin.texts.marking_tables import MarkedTable


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a cell. A changed segment is underlined; an omitted one is shown as the profile's （略）."""

    segments: tuple[Segment, ...]
    is_heading: bool = False

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


Cell = tuple[Paragraph | MarkedTable, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a change, such as an opinion: told by a package that knows it. `change` is the change's number in the database."""

    change: int
    kind: str
    words: str
    url: str = ""
    day: date | None = None
    count: int = 1

    @property
    def others(self) -> str:
        """How many more of the same kind stand behind a cause that is told once."""
        return _("and %(count)s more") % {"count": self.count - 1} if self.count > 1 else ""


@dataclass(frozen=True, slots=True)
class Row:
    """Clauses of both sides that belong together, after and before what was omitted around them.

    A row of omitted clauses alone is unchanged. `reasons` is empty where an earlier row of the group gives the same: `same_as` names it.
    """

    state: State
    key: str
    name: str
    language: str
    new: Cell
    old: Cell
    new_keys: tuple[str, ...] = ()
    old_keys: tuple[str, ...] = ()
    omitted_new_keys: tuple[str, ...] = ()
    omitted_old_keys: tuple[str, ...] = ()
    is_substantive: bool = False
    is_proposed: bool = False
    is_translation_missing: bool = False
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
        return f"{self.label}{gap_in(self.language)}{self.version}"


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

    `lead` explains the marks, `basis` says whether it was recorded or worked out. `is_path_recorded`: rows that were worked out are exceptions.
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
    is_path_recorded: bool
    languages: list[str]
    translation_note: str = ""
    groups: tuple[Group, ...] = ()
    unprinted: int = 0
    is_example: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def spoken(self) -> str:
        """The language of what is said about the texts."""
        return spoken_about(self.language)

    def file_name(self, ending: str) -> str:
        """The name says also where a file cannot that it is a worked example."""
        example = "-example" if self.is_example else ""
        return f"{self.slug}-{self.old.version}-{self.new.version}-{self.language}{example}.{ending}"

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that show a change."""
        return (row for group in self.groups for row in group.rows if row.is_change)


FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "all": lambda row: row.is_change,
    "substantive": lambda row: row.is_substantive,
    "formal": lambda row: not row.is_substantive,
    "caused": lambda row: bool(row.causes),
}
"""Which rows that show a change belong to each choice on the page."""


def only(comparison: Comparison, which: str) -> Comparison:
    """The same table with some of its rows. What is omitted around them belongs to the whole table and goes."""
    if which == "all":
        return comparison
    groups = (
        Group(group.place, group.key, tuple(row for row in group.rows if row.is_change and FILTERS[which](row)))
        for group in comparison.groups
    )
    return replace(comparison, groups=tuple(group for group in groups if group.rows))


# What the last column says of a row, in order, for every form of the table.


class Tone(StrEnum):
    PLAIN = "plain"
    SOFT = "soft"
    TAG = "tag"
    TAG_MISSING = "tag-missing"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line, or the words of one tag."""

    words: str
    tone: Tone = Tone.PLAIN


def remarks_on(row: Row, comparison: Comparison) -> Iterator[Remark]:
    """Reasons, then what the marks cannot show. Causes and tags follow."""
    for reason in row.reasons:
        yield from (Remark(line) for line in reason.splitlines() if line.strip())
    if row.covers:
        yield Remark(_("This reason is given for: %(places)s") % {"places": join_words(row.covers)}, Tone.SOFT)
    if row.same_as:
        yield Remark(_("For the same reason as %(place)s.") % {"place": row.same_as})
    if is_unexplained(row, comparison):
        yield Remark(_("No reason is recorded."), Tone.SOFT)
    yield from (Remark(note) for note in row.notes)


def is_unexplained(row: Row, comparison: Comparison) -> bool:
    """A change of substance without a reason is said to have none; a table worked out by comparison has none anyway."""
    return comparison.profile.has_reasons and comparison.is_recorded and row.is_substantive and not row.reasons and not row.same_as


def tags_on(row: Row, comparison: Comparison) -> Iterator[Remark]:
    if not row.is_substantive:
        yield Remark(_("Formal"), Tone.TAG)
    if row.is_proposed and comparison.is_path_recorded:
        yield Remark(_("Worked out by comparison"), Tone.TAG_MISSING)
    if row.is_translation_missing:
        yield Remark(_("Not translated"), Tone.TAG_MISSING)
