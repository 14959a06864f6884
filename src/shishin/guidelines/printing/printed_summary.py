"""The summary version as it is printed: sections, groups and rows in words, from the same clauses as the full text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from shishin.guidelines.printing.printed_clauses import translation_words
from shishin.guidelines.printing.printed_edition import PrintedEdition
from shishin.guidelines.reading.editions import ReadClause
from shishin.guidelines.reading.summarizing import SummaryGroup, SummarySection, summary_of
from shishin.paper.written_blocks import Block, blocks_of_html


@dataclass(frozen=True, slots=True)
class Short:
    """A name with the words under it. `tag` says where a translation is old or missing."""

    name: str
    tag: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class ShortGroup:
    """Rows under a heading, or under none."""

    heading: str
    rows: Sequence[Short]


@dataclass(frozen=True, slots=True)
class ShortSection:
    """A chapter in short."""

    head: Short
    groups: Sequence[ShortGroup]


@dataclass(frozen=True)
class PrintedSummary:
    """Meant for two sheets of A4."""

    printed: PrintedEdition

    @property
    def title(self) -> str:
        return f"{self.printed.title}　{_('(summary)')}"

    @cached_property
    def sections(self) -> list[ShortSection]:
        return [section_of(section) for section in summary_of(self.printed.reading)]

    @property
    def facts(self) -> str:
        """One line: edition, days, who."""
        return "　".join(part for part in (self.printed.version, *self.printed.days, self.printed.owner, self.printed.body) if part)

    @property
    def foot(self) -> list[str]:
        if not self.sections:
            return [_("This edition has nothing to sum up."), self.printed.address]
        binding = _("The summary is made from the same clauses as the full text. Where they differ, the full text binds.")
        return [binding, self.printed.address]

    @property
    def length(self) -> int:
        """How many characters there are to place."""
        shorts = [short for section in self.sections for short in (section.head, *(row for group in section.groups for row in group.rows))]
        return sum(len(short.name) + sum(len(block.text) for block in short.blocks) for short in shorts)


def section_of(section: SummarySection) -> ShortSection:
    return ShortSection(short_of(section.clause, section.words), [group_of(group) for group in section.groups])


def group_of(group: SummaryGroup) -> ShortGroup:
    return ShortGroup(group.heading.name if group.heading else "", [short_of(row.clause, row.words) for row in group.rows])


def short_of(clause: ReadClause, words: str) -> Short:
    return Short(clause.name, translation_words(clause.text), blocks_of_html(words))
