"""What organizations, roles, posts and people are called where the trail names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse

from shishin.people.access import people_kept_by
from shishin.people.models import Organization, Person, Post, Role
from shishin.trail.naming import Known, names, uuids_named


@names.fill
def people_and_organizations(wanted: Collection[str], reader: object) -> Mapping[str, Known]:
    """Names are shown to whoever reads the trail; the pages behind them only to those who keep them."""
    known: dict[str, Known] = {}
    models_with_pages: tuple[tuple[type[Organization | Role | Post], str, tuple[str, ...]], ...] = (
        (Organization, "people:organization", ("dated_names",)),
        (Role, "people:role", ("dated_names",)),
        (Post, "people:post", ("dated_names", "role__dated_names")),
    )
    for model, url_name, words in models_with_pages:
        if found := uuids_named(wanted, model._meta.label_lower):
            rows = model._default_manager.filter(uuid__in=found).prefetch_related(*words)
            for row in rows:
                known[found[str(row.uuid)]] = Known(str(row), reverse(url_name, args=[row.slug]))
    acted, changed = uuids_named(wanted, "person"), uuids_named(wanted, "people.person")
    if acted or changed:
        kept = set(people_kept_by(reader).values_list("pk", flat=True))
        for person in Person.objects.filter(uuid__in={*acted, *changed}):
            entry = Known(str(person), person.get_absolute_url() if person.pk in kept else "")
            known |= {named[str(person.uuid)]: entry for named in (acted, changed) if str(person.uuid) in named}
    return known
