"""What people, organizations, posts and roles are called where the trail names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.timezone import localdate

from shishin.people.models import Organization, Person, Post, Role
from shishin.trail.naming import Known, names, uuids_named


@names.fill
def people(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """The name of an account is shown to those who read the trail and to nobody else; one query."""
    found = {**uuids_named(wanted, "person"), **uuids_named(wanted, "people.person")}
    if not found:
        return {}
    known = {str(uuid): Known(name) for uuid, name in Person.objects.filter(uuid__in=found).values_list("uuid", "display_name")}
    both = [*uuids_named(wanted, "person").items(), *uuids_named(wanted, "people.person").items()]
    return {name: known[uuid] for uuid, name in both if uuid in known}


@names.fill
def offices(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Organizations, posts and roles by the names they bear today; two queries for each kind there is."""
    day = localdate()
    known: dict[str, Known] = {}
    for kind, model in (("people.organization", Organization), ("people.post", Post), ("people.role", Role)):
        if not (found := uuids_named(wanted, kind)):
            continue
        for thing in model.objects.filter(uuid__in=found).prefetch_related("dated_names"):
            known[found[str(thing.uuid)]] = Known(thing.name_on(day) or thing.slug)
    return known
