"""The summary version on two sheets, as PDF and as a Word file: sections, groups and rows in words, from the same clauses as the full text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.models import Edition
from shishin.guidelines.printing.edition_files import blocks_data, head_of, imprint_of
from shishin.guidelines.printing.printed_edition import PrintedEdition, gathered, printed_edition, translation_words
from shishin.guidelines.reading.editions import ReadClause
from shishin.guidelines.reading.summarizing import SummarySection, summary_of
from shishin.kit.own_process import IN_PLACE, Process
from shishin.paper.typesetting import typeset
from shishin.paper.word_files import Paper, word_file
from shishin.paper.word_markup import STEP, Look, Place, blocks_markup, paragraph, run
from shishin.paper.written_blocks import Block, blocks_of_html
from shishin.texts.languages import spoken_about


@dataclass(frozen=True, slots=True)
class Short:
    """A name with the words under it. `tag` says where a translation is old or missing."""

    name: str
    tag: str
    blocks: Sequence[Block]


ShortGroup = tuple[str, Sequence[Short]]
"""A heading, or none, and the rows under it."""
ShortSection = tuple[Short, Sequence[ShortGroup]]
"""The head of a chapter, and its groups."""


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
        shorts = [short for head, groups in self.sections for short in (head, *(row for _heading, rows in groups for row in rows))]
        return sum(len(short.name) + sum(len(block.text) for block in short.blocks) for short in shorts)


def section_of(section: SummarySection) -> ShortSection:
    groups = [
        (group.heading.name if group.heading else "", [short_of(row.clause, row.words) for row in group.rows]) for group in section.groups
    ]
    return short_of(section.clause, section.words), groups


def short_of(clause: ReadClause, words: str) -> Short:
    return Short(clause.name, translation_words(clause.text), blocks_of_html(words))


SIZES = ((1500, 10.5), (2100, 9.5), (2800, 8.5))
"""Up to so many characters, type of this size holds two sheets; Word alone knows its page breaks, so this is on the safe side."""
SMALLEST = 8.0
STRONG = Look(is_heading=True, is_bold=True)


def write_summary_word(edition: Edition, language: str, *, apart: Process = IN_PLACE) -> bytes:
    with override(spoken_about(language)):
        summary = PrintedSummary(gathered(printed_edition(edition, language)))
        return apart.run(word_of, gathered(summary))


def word_of(summary: PrintedSummary) -> bytes:
    size = next((size for most, size in SIZES if summary.length <= most), SMALLEST)
    imprint = replace(imprint_of(summary.printed), title=summary.title, running_head=summary.title)
    return word_file(body(summary), imprint=imprint, paper=Paper(margin=18, body_size=size, is_compact=True))


def body(summary: PrintedSummary) -> Iterator[str]:
    yield paragraph(run(summary.title, Look(is_heading=True)), "Title")
    yield paragraph(run(summary.facts), "Small")
    for note in summary.printed.notes:
        yield paragraph(run(note, STRONG))
    for head, groups in summary.sections:
        yield paragraph(run(named(head), Look(is_heading=True)), "Heading1")
        yield from blocks_markup(head.blocks, Place())
        for heading, rows in groups:
            if heading:
                yield paragraph(run(heading, Look(is_heading=True)), "Heading2")
            for row in rows:
                yield paragraph(run(named(row), STRONG), indent=(STEP // 2, 0), keep_next=True)
                yield from blocks_markup(row.blocks, Place(left=STEP // 2))
    for line in summary.foot:
        yield paragraph(run(line, Look(is_soft=True)), "Small")


def named(short: Short) -> str:
    return f"{short.name}　［{short.tag}］" if short.tag else short.name


TEMPLATE = Path(__file__).parent / "templates" / "summary.typ"


def write_summary_pdf(edition: Edition, language: str, *, apart: Process = IN_PLACE) -> bytes:
    with override(spoken_about(language)):
        summary = PrintedSummary(printed_edition(edition, language))
        data = {
            **head_of(summary.printed),
            "title": summary.title,
            "facts": summary.facts,
            "sections": [section_data(section) for section in summary.sections],
            "foot": summary.foot,
        }
        return apart.run(typeset, TEMPLATE, data)


def section_data(section: ShortSection) -> dict[str, Any]:
    head, groups = section
    return {
        "head": short_data(head),
        "groups": [{"heading": heading, "rows": [short_data(row) for row in rows]} for heading, rows in groups],
    }


def short_data(short: Short) -> dict[str, Any]:
    return {"name": short.name, "tag": short.tag, "blocks": blocks_data(short.blocks)}
