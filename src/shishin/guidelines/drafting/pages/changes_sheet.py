"""The changes of a draft as a table, in reading order, with what is still to be explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.changes.edition_changes import ClauseChange, changed, how_it_differs
from shishin.guidelines.drafting.pages.changes import names_of_changes
from shishin.guidelines.models import Change, Edition
from shishin.kit.identity import in_language
from shishin.kit.sheets import Column


class ChangeInSheet(NamedTuple):
    number: int
    clause: str
    change: ClauseChange


def _bearing(row: ChangeInSheet) -> str:
    """Open as long as nobody explained it."""
    if not row.change.is_explained:
        return ""
    return _("substance") if row.change.is_substantive else _("form alone")


COLUMNS = [
    Column("number", gettext_lazy("Number"), lambda row: row.number),
    Column("clause", gettext_lazy("Clause changed"), lambda row: row.clause),
    Column("kind", gettext_lazy("What became of it"), lambda row: Change.Kind(row.change.kind).label),
    Column("differs", gettext_lazy("What differs"), lambda row: how_it_differs(row.change)),
    Column("substance", gettext_lazy("Substance or form"), _bearing),
    Column("reason", gettext_lazy("Reason"), lambda row: in_language(row.change.words)),
    Column("state", gettext_lazy("State"), lambda row: _("Explained") if row.change.is_explained else _("no reason yet")),
]


def rows_of(edition: Edition) -> Iterator[ChangeInSheet]:
    found = changed(edition)
    names = names_of_changes(edition, found, found.changes)
    for number, (change, (clause, _became)) in enumerate(zip(found.changes, names, strict=True), start=1):
        yield ChangeInSheet(number, clause, change)
