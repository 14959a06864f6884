"""The summary version as a Word file, on two sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import override

from shishin.guidelines.models import Edition
from shishin.guidelines.printing.edition_pdf import blocks_data, head_of
from shishin.guidelines.printing.edition_word import imprint_of
from shishin.guidelines.printing.printed_edition import printed_edition
from shishin.guidelines.printing.printed_summary import PrintedSummary, Short, ShortSection
from shishin.kit.identity import base
from shishin.paper.typesetting import typeset
from shishin.paper.word_blocks import STEP, Place, blocks_markup
from shishin.paper.word_files import Paper, word_file
from shishin.paper.word_markup import Look, paragraph, run

SIZES = ((1500, 10.5), (2100, 9.5), (2800, 8.5))
"""Up to so many characters, type of this size holds two sheets; Word alone knows its page breaks, so this is on the safe side."""
SMALLEST = 8.0
STRONG = Look(is_heading=True, is_bold=True)


def write_summary_word(edition: Edition, language: str) -> bytes:
    with override(base(language)):
        summary = PrintedSummary(printed_edition(edition, language))
        size = next((size for most, size in SIZES if summary.length <= most), SMALLEST)
        imprint = replace(imprint_of(summary.printed), title=summary.title, running_head=summary.title)
        return word_file(body(summary), imprint=imprint, paper=Paper(margin=18, body_size=size, is_compact=True))


def body(summary: PrintedSummary) -> Iterator[str]:
    yield paragraph(run(summary.title, Look(is_heading=True)), "Title")
    yield paragraph(run(summary.facts), "Small")
    for note in summary.printed.notes:
        yield paragraph(run(note, STRONG))
    for section in summary.sections:
        yield paragraph(run(named(section.head), Look(is_heading=True)), "Heading1")
        yield from blocks_markup(section.head.blocks, Place())
        for group in section.groups:
            if group.heading:
                yield paragraph(run(group.heading, Look(is_heading=True)), "Heading2")
            for row in group.rows:
                yield paragraph(run(named(row), STRONG), indent=(STEP // 2, 0), keep_next=True)
                yield from blocks_markup(row.blocks, Place(left=STEP // 2))
    for line in summary.foot:
        yield paragraph(run(line, Look(is_soft=True)), "Small")


def named(short: Short) -> str:
    return f"{short.name}　［{short.tag}］" if short.tag else short.name


TEMPLATE = Path(__file__).parent / "templates" / "summary.typ"


def write_summary_pdf(edition: Edition, language: str) -> bytes:
    with override(base(language)):
        summary = PrintedSummary(printed_edition(edition, language))
        data = {
            **head_of(summary.printed),
            "title": summary.title,
            "facts": summary.facts,
            "sections": [section_data(section) for section in summary.sections],
            "foot": summary.foot,
        }
        return typeset(TEMPLATE, data)


def section_data(section: ShortSection) -> dict[str, Any]:
    groups = [{"heading": group.heading, "rows": [short_data(row) for row in group.rows]} for group in section.groups]
    return {"head": short_data(section.head), "groups": groups}


def short_data(short: Short) -> dict[str, Any]:
    return {"name": short.name, "tag": short.tag, "blocks": blocks_data(short.blocks)}
