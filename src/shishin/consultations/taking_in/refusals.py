"""Refusals of a file as a table to mend: its own columns, so that it can be taken in again, and behind them which cell was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from django.utils.translation import gettext as _

from shishin.consultations.models import RefusedRow
from shishin.kit.sheets import Column


def refusal_columns(headings: Sequence[str]) -> list[Column]:
    own = [Column(f"column-{at}", heading, partial(_cell, at=at)) for at, heading in enumerate(headings)]
    return [*own, Column("cell", _("Refused cell"), attrgetter("cell")), Column("why", _("Why"), attrgetter("why"))]


def _cell(row: RefusedRow, *, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""
