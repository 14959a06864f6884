"""What the page of a clause shows of governance: the duties that stand on it, and the measures of plans that serve it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.access import duties_to_read
from shishin.governance.models import DutyBasis, MeasureLine, PlanEdition
from shishin.governance.models.duties import is_basis_agreed
from shishin.governance.models.plans import MEASURE_LINE
from shishin.guidelines.models import Line
from shishin.guidelines.reading.tracing import Stage, stages
from shishin.kit.identity import in_language
from shishin.kit.timeline import Event
from shishin.people.models import is_agreed

MOST = 12
"""Duties, and measures, that the page of a clause tells of; the figure above them counts all."""


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


@stages.fill
def measures(line: Line, reader: Any) -> Iterator[Stage]:
    """Of published editions in force, of the organization that keeps the clause or agreed to by it. One query."""
    later = PlanEdition.objects.adopted().public().filter(plan=OuterRef("measure__edition__plan"))
    is_later = Q(fiscal_year__gt=OuterRef("measure__edition__fiscal_year")) | Q(
        fiscal_year=OuterRef("measure__edition__fiscal_year"), number__gt=OuterRef("measure__edition__number")
    )
    rows = MeasureLine.objects.filter(
        is_agreed(MEASURE_LINE, edge="tie", target="line", ours="measure__edition__plan__organization", theirs="line__document__owner"),
        ~Exists(later.filter(is_later)),
        line=line,
        measure__edition__in=PlanEdition.objects.adopted().public(),
    )
    found = list(rows.select_related("measure__edition__plan").order_by("measure__edition__plan__slug", "measure__position", "pk"))
    figure = str(len(found)) if len(found) > MOST else ""
    yield Stage("measures", _("Measures"), 104, [_event_of_measure(row) for row in found[:MOST]], figure=figure)


def _event_of_measure(row: MeasureLine) -> Event:
    plan = row.measure.edition.plan
    return Event(
        _("Measure"),
        row.measure.edition.decided_on,
        in_language(row.measure.titles),
        _("%(plan)s, %(edition)s") % {"plan": plan, "edition": row.measure.edition},
        reverse("governance:measure", args=[plan.slug, row.measure.key]),
    )
