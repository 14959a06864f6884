"""The summary version as PDF, on two sheets: the largest type with which it fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import override

from shishin.guidelines.models import Edition
from shishin.guidelines.printing.edition_pdf import blocks_data, head_of
from shishin.guidelines.printing.printed_edition import printed_edition
from shishin.guidelines.printing.printed_summary import PrintedSummary, Short, ShortSection
from shishin.kit.identity import base
from shishin.paper.typesetting import typeset

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
