"""What bodies, meetings and decisions are called where the trail names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shishin.councils.models import Body, Decision, Meeting
from shishin.trail.naming import Known, names, uuids_named


@names.fill
def bodies(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """All of them are public."""
    known: dict[str, Known] = {}
    if found := uuids_named(wanted, "councils.body"):
        for body in Body.objects.filter(uuid__in=found).prefetch_related("dated_names"):
            known[found[str(body.uuid)]] = Known(str(body), body.get_absolute_url())
    if found := uuids_named(wanted, "councils.meeting"):
        for meeting in Meeting.objects.filter(uuid__in=found).select_related("body").prefetch_related("body__dated_names"):
            known[found[str(meeting.uuid)]] = Known(str(meeting), meeting.body.get_absolute_url())
    if found := uuids_named(wanted, "councils.decision"):
        for decision in Decision.objects.filter(uuid__in=found).select_related("body").prefetch_related("body__dated_names"):
            known[found[str(decision.uuid)]] = Known(f"{decision.body} {decision.text_name}", decision.body.get_absolute_url())
    return known
