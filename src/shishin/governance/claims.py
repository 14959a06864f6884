"""Claims of governance: that a duty stands on a clause, or a measure serves one, which another organization keeps."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.governance.access import duties_to_read, editions_to_read
from shishin.governance.models import DutyBasis, MeasureLine
from shishin.governance.models.duties import DUTY_BASIS
from shishin.governance.models.plans import MEASURE_LINE
from shishin.guidelines.access import EDIT_DOCUMENTS, organizations_edited_by
from shishin.guidelines.linking.pages import line_names
from shishin.guidelines.models import Line
from shishin.people.claims import ClaimedEdge, ClaimKind, declare_claim_kind


def _bases(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    rows = list(DutyBasis.objects.filter(tie__in=list(edges), is_newest=True).select_related("duty", "line__document"))
    names = line_names([row.line for row in rows], day=localdate())
    words = _("The duty “%(duty)s” stands on %(clause)s.")
    return {
        row.tie: ClaimedEdge(
            words % {"duty": row.duty, "clause": names[row.line.pk]},
            [(str(row.duty), row.duty.get_absolute_url()), (names[row.line.pk], row.line.get_absolute_url())],
        )
        for row in rows
    }


def _measures(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    rows = MeasureLine.objects.filter(tie__in=list(edges), measure__edition__published_on__isnull=False)
    newest = {row.tie: row for row in rows.select_related("measure__edition__plan", "line__document").order_by("pk")}
    names = line_names([row.line for row in newest.values()], day=localdate())
    words = _("The measure “%(measure)s” of “%(plan)s” serves %(clause)s.")
    found = {}
    for tie, row in newest.items():
        plan, clause = row.measure.edition.plan, names[row.line.pk]
        links = [(str(plan), plan.get_absolute_url()), (clause, row.line.get_absolute_url())]
        found[tie] = ClaimedEdge(words % {"measure": row.measure, "plan": plan, "clause": clause}, links)
    return found


declare_claim_kind(
    ClaimKind(
        MEASURE_LINE,
        gettext_lazy("Measure of a plan on a clause"),
        ability=EDIT_DOCUMENTS,
        kept=lambda user: Line.objects.filter(document__owner__in=organizations_edited_by(user)),
        known=lambda reader: MeasureLine.objects.filter(measure__edition__in=editions_to_read(reader)),
        describe=_measures,
    )
)
declare_claim_kind(
    ClaimKind(
        DUTY_BASIS,
        gettext_lazy("Duty on a clause"),
        ability=EDIT_DOCUMENTS,
        kept=lambda user: Line.objects.filter(document__owner__in=organizations_edited_by(user)),
        known=lambda reader: DutyBasis.objects.filter(duty__in=duties_to_read(reader)),
        describe=_bases,
    )
)
