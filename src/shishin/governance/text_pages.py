"""What the page of a clause shows of governance: the measures of plans that serve it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.governance.models import MeasureLine, PlanEdition
from shishin.governance.models.plans import MEASURE_LINE
from shishin.guidelines.models import Line
from shishin.guidelines.reading.tracing import Stage, stages
from shishin.kit.identity import in_language
from shishin.kit.timeline import Event
from shishin.people.models import is_agreed

MOST = 12
"""Measures that the page of a clause tells of; the figure above them counts all."""


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
    yield Stage("measures", _("Measures"), 104, [_event(row) for row in found[:MOST]], figure=figure)


def _event(row: MeasureLine) -> Event:
    plan = row.measure.edition.plan
    return Event(
        _("Measure"),
        row.measure.edition.decided_on,
        in_language(row.measure.titles),
        _("%(plan)s, %(edition)s") % {"plan": plan, "edition": row.measure.edition},
        reverse("governance:measure", args=[plan.slug, row.measure.key]),
    )
