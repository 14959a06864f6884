"""What the page of a clause shows of governance: the duties that stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.access import duties_to_read
from shishin.governance.models import DutyBasis
from shishin.governance.models.duties import is_basis_agreed
from shishin.guidelines.models import Line
from shishin.guidelines.reading.tracing import Stage, stages
from shishin.kit.identity import in_language
from shishin.kit.timeline import Event

MOST = 12
"""Duties that the page of a clause tells of, the figure above them counts all."""


@stages.fill
def duties(line: Line, reader: Any) -> Iterator[Stage]:
    """Of the organization that keeps the clause, and those that it agreed to. One query, and one for the names of the roles."""
    found = list(_standing_on(line, reader))
    yield Stage("duties", _("Duties"), 102, [_event(basis) for basis in found[:MOST]], figure=str(len(found)) if len(found) > MOST else "")


def _standing_on(line: Line, reader: Any) -> QuerySet[DutyBasis]:
    """What ended rests on nothing any more."""
    there = duties_to_read(reader).there_on(localdate())
    rows = DutyBasis.objects.standing().filter(is_basis_agreed(), line=line, duty__in=there).select_related("duty__role")
    return rows.prefetch_related("duty__role__dated_names").order_by("duty__owner", "duty__position", "duty")


def _event(basis: DutyBasis) -> Event:
    duty = basis.duty
    return Event(_("Duties"), title=str(duty), body=str(duty.role or in_language(duty.words)), url=duty.get_absolute_url())
