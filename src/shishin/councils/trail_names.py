"""What bodies are called where the trail names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.timezone import localdate

from shishin.councils.models import Body
from shishin.trail.naming import Known, names, uuids_named


@names.fill
def bodies(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Bodies with their public pages; two queries."""
    found = uuids_named(wanted, "councils.body")
    if not found:
        return {}
    bodies = Body.objects.filter(uuid__in=found).prefetch_related("dated_names")
    return {found[str(body.uuid)]: Known(body.name_on(localdate()) or body.slug, body.get_absolute_url()) for body in bodies}
