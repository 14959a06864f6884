"""Refusals of a file as a table to mend: its own columns, so that it can be taken in again, and behind them which cell was refused and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shishin.consultations.models import RefusedRow
from shishin.kit.sheets import Column


def refusal_columns(headings: Sequence[str]) -> list[Column]:
    own = [
        Column(f"column-{at}", heading, lambda row, at=at: row.cells[at] if at < len(row.cells) else "")
        for at, heading in enumerate(headings)
    ]
    return [*own, Column("cell", _("Refused cell"), _cell), Column("why", _("Why"), _why)]


def _cell(row: RefusedRow) -> str:
    return row.cell


def _why(row: RefusedRow) -> str:
    return row.why
