"""An edition as PDF, in the manner of a document of the standard guideline group: cover, box, record, contents, clauses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.models import Edition
from shishin.guidelines.printing.printed_clauses import PrintedClause, listed
from shishin.guidelines.printing.printed_edition import PrintedEdition, printed_edition
from shishin.kit.identity import base
from shishin.paper.typesetting import spoken, typeset
from shishin.paper.written_blocks import Block, Run

TEMPLATE = Path(__file__).parent / "templates" / "edition.typ"

NARROWEST = 2.2
"""The column of numbers beside lines, in widths of a full character."""


def write_edition_pdf(edition: Edition, language: str) -> bytes:
    with override(base(language)):
        printed = printed_edition(edition, language)
        return typeset(TEMPLATE, {**head_of(printed), **text_of(printed)})


def head_of(printed: PrintedEdition) -> dict[str, Any]:
    return {
        "language": spoken(printed.language),
        "name": printed.name,
        "series": printed.series,
        "title": printed.title,
        "version": printed.version,
        "days": printed.days,
        "owner": printed.owner,
        "body": printed.body,
        "notice": printed.notice,
        "notes": printed.notes,
        "box": printed.box,
        "address": printed.address,
    }


def text_of(printed: PrintedEdition) -> dict[str, Any]:
    return {
        "history-title": _("Record of revisions"),
        "history-headings": printed.history_headings,
        "history": printed.history,
        "contents-title": _("Contents"),
        "has-contents": bool(listed(printed.clauses)),
        "clauses": clauses_of(printed.clauses),
        "source-title": _("What is fact and what is invented"),
        "source-note": blocks_data(printed.source_note),
        "cite-title": _("Cite this edition"),
        "citation": printed.citation,
    }


def clauses_of(clauses: Sequence[PrintedClause]) -> list[dict[str, Any]]:
    gutter = max([NARROWEST, *(width_of(clause.label) for clause in clauses if clause.form == "line")])
    return [
        {
            "form": clause.form,
            "kind": clause.kind,
            "level": clause.level,
            "label": clause.label,
            "gutter": gutter,
            "heading": runs_data(clause.heading),
            "term": clause.term,
            "listed": clause.is_listed,
            "lang": spoken(clause.language),
            "tags": clause.tags,
            "body": blocks_data(clause.body),
            "children": clauses_of(clause.children),
        }
        for clause in clauses
    ]


def width_of(label: str) -> float:
    return sum(1 if unicodedata.east_asian_width(character) in "WFA" else 0.6 for character in label) + 0.7


def blocks_data(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [block_data(block) for block in blocks]


def block_data(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": block.kind}
    if block.kind in ("paragraph", "code"):
        data["runs"] = runs_data(block.runs)
    elif block.kind in ("list", "quote"):
        data |= {"first": block.first, "items": [blocks_data(item) for item in block.items]}
    elif block.kind == "table":
        data |= table_data(block)
    return data


def table_data(block: Block) -> dict[str, Any]:
    """Every row with as many cells as the longest has."""
    rows = [row for row in block.rows if row]
    columns = max((len(row) for row in rows), default=0)
    empty = {"heading": False, "amount": False, "blocks": []}
    return {
        "columns": columns,
        "rows": [
            [{"heading": cell.is_heading, "amount": cell.is_amount, "blocks": blocks_data(cell.blocks)} for cell in row]
            + [empty] * (columns - len(row))
            for row in rows
        ],
    }


def runs_data(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [{"text": run.text, "looks": sorted(run.looks), "address": run.address} for run in runs]
