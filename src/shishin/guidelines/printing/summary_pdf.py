"""The summary version as PDF, on two sheets: the largest type with which it fits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from shishin.guidelines.downloads import downloads
from shishin.guidelines.languages import base
from shishin.guidelines.models import Edition
from shishin.guidelines.printing.edition_pdf import blocks_data, head_of
from shishin.guidelines.printing.printed_edition import printed_edition
from shishin.guidelines.printing.printed_summary import PrintedSummary, Short, ShortSection
from shishin.guidelines.printing.typesetting import typeset


@downloads.register("summary-pdf", label="PDF", ending="pdf", order=10, part="summary")
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
        return typeset("summary.typ", data)


def section_data(section: ShortSection) -> dict[str, Any]:
    groups = [{"heading": group.heading, "rows": [short_data(row) for row in group.rows]} for group in section.groups]
    return {"head": short_data(section.head), "groups": groups}


def short_data(short: Short) -> dict[str, Any]:
    return {"name": short.name, "tag": short.tag, "blocks": blocks_data(short.blocks)}
