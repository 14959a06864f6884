"""Files of who performs what: one tidy row a cell, and the sums, which are those of the page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.duties.owing import Cell, Standing, owes, was_called_in
from shishin.governance.models import DutyStatus
from shishin.governance.performing.pages import sum_of
from shishin.governance.performing.states import LOOKS
from shishin.kit.dates import FiscalYear
from shishin.kit.sheets import BookSheet, Column, write_book, write_sheet

FORMATS: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
"""What readers call them."""
LABELS = {
    "organization": gettext_lazy("Organization"),
    "duty": gettext_lazy("Duty"),
    "function": gettext_lazy("Function"),
    "role": gettext_lazy("Role"),
    "year": gettext_lazy("Fiscal year"),
    "state": gettext_lazy("State"),
    "words": gettext_lazy("Explanation"),
    "evidence": gettext_lazy("Evidence"),
    "stated_at": gettext_lazy("Stated at"),
}


class TidyRow(NamedTuple):
    """A cell with what was stated in it, in words."""

    organization: str
    duty: str
    function: str
    role: str
    year: FiscalYear
    state: str
    status: DutyStatus | None

    @property
    def told(self) -> dict[str, Any]:
        """By the names of the columns."""
        status = self.status
        return {
            "organization": self.organization,
            "duty": self.duty,
            "function": self.function,
            "role": self.role,
            "year": str(self.year),
            "state": str(LOOKS[self.state].words),
            "words": status.words if status else "",
            "evidence": status.evidence if status else "",
            "stated_at": status.at if status else None,
        }


def tidy_rows(standings: Iterable[Standing]) -> Iterator[TidyRow]:
    for standing in standings:
        # Names are asked for once: a list has thousands of cells.
        duties = [(duty, str(duty), str(standing.functions.get(duty.pk, "")), str(duty.role or "")) for duty in standing.duties]
        for organization in standing.organizations:
            name = was_called_in(organization, standing.year)
            for duty, title, function, role in duties:
                if owes(organization, duty):
                    cell = Cell(duty.pk, organization.pk)
                    state, status = standing.state_of(cell), standing.statuses.get(cell)
                    yield TidyRow(name, title, function, role, standing.year, state, status)


def _told(name: str, told: Mapping[str, Any]) -> Any:
    return told[name]


def columns() -> list[Column]:
    """The cells of states offer the words for them."""
    offered = {str(look.words): str(look.words) for look in LOOKS.values()}
    return [Column(name, label, partial(_told, name), offered if name == "state" else {}) for name, label in LABELS.items()]


class SumRow(NamedTuple):
    """One organization, or all."""

    name: str
    counts: Counter[str]


def sums(standings: Sequence[Standing]) -> list[SumRow]:
    """By organization, and at the end of all."""
    by_organization: dict[str, Counter[str]] = {}
    for standing in standings:
        for organization in standing.organizations:
            name = was_called_in(organization, standing.year)
            by_organization.setdefault(name, Counter()).update(standing.counts(organizations=[organization.pk]))
    rows = [SumRow(name, counts) for name, counts in by_organization.items()]
    return [*rows, SumRow(_("Total"), sum_of(standing.counts() for standing in standings))]


def _sum_columns() -> list[Column]:
    figures = {"cells": _("Cells"), **{state: str(look.words) for state, look in LOOKS.items()}}
    name = Column("organization", LABELS["organization"], lambda row: row.name)
    return [name, *(Column(state, words, partial(_figure, state)) for state, words in figures.items())]


def _figure(state: str, row: SumRow) -> int:
    return row.counts[state]


def content_of(standings: Sequence[Standing], form: str, *, title: str) -> bytes | Iterator[bytes]:
    """A file in one of FORMATS, whole or piece by piece."""
    if form == "json":
        return _as_json(standings)
    rows = (row.told for row in tidy_rows(standings))
    if form == "csv":
        return write_sheet(columns(), rows, "csv", title=title)
    return write_book([BookSheet(title, columns(), rows), BookSheet(_("Sums"), _sum_columns(), sums(standings))])


def figures(counts: Mapping[str, int]) -> dict[str, int]:
    """Cells, and what they add up from, by the names that programs know."""
    return {name: counts.get(name, 0) for name in ("cells", *LOOKS)}


def _as_json(standings: Sequence[Standing]) -> bytes:
    cells = []
    for row in tidy_rows(standings):
        at = localtime(row.status.at).isoformat(timespec="seconds") if row.status else None
        cells.append({**row.told, "year": row.year.number, "state": row.state, "stated_at": at})
    *rows, total = sums(standings)
    told = {
        "cells": cells,
        "sums": figures(total.counts),
        "sums_by_organization": [{"organization": row.name, **figures(row.counts)} for row in rows],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
