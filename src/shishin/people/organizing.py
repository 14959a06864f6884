"""Organizing: organizations come, are renamed, move, and go, with a successor or without."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from shishin.kit.at_once import unique_or
from shishin.people.claims import claim, drop_claims
from shishin.people.errors import AddressTaken, AlreadyAbolished, Circle, EndsBeforeItBegan, SucceedsItself
from shishin.people.models import ORGANIZATION_ABOVE, Organization
from shishin.people.naming import Keys, first_name, give_name
from shishin.trail.recording import Acting, record

ORGANIZATION_KEYS = Keys("people.organization_renamed", "people.organization_name_corrected")


@transaction.atomic
def add_organization(
    *,
    slug: str,
    kind: str,
    names: dict[str, str],
    by: Acting,
    named_from: date | None = None,
    parent: Organization | None = None,
    external_id: str = "",
    established_on: date | None = None,
) -> Organization:
    """A new organization, named from its first day."""
    if Organization.objects.filter(slug=slug).exists():
        raise AddressTaken(slug=slug, kept_at="people:organization")
    _refuse_abolished(parent)
    with unique_or(partial(AddressTaken, slug=slug, kept_at="people:organization")):
        organization = Organization.objects.create(
            slug=slug, kind=kind, parent=parent, external_id=external_id, established_on=established_on
        )
    first_name(organization, names=names, valid_from=named_from or established_on or localdate())
    record("people.organization_added", about=organization, who=by, slug=slug, kind=str(kind), parent=str(parent.uuid) if parent else None)
    if parent:
        _claim_parent(organization, by=by)
    return organization


@transaction.atomic
def change_organization(
    organization: Organization, *, kind: str, external_id: str, established_on: date | None, by: Acting
) -> Organization:
    """What an organization is, apart from its name and its place."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if established_on and organization.abolished_on and organization.abolished_on < established_on:
        raise EndsBeforeItBegan(since=established_on, until=organization.abolished_on)
    if (organization.kind, organization.external_id, organization.established_on) == (kind, external_id, established_on):
        return organization
    organization.kind, organization.external_id, organization.established_on = kind, external_id, established_on
    organization.save(update_fields=["kind", "external_id", "established_on"])
    day = established_on.isoformat() if established_on else None
    record("people.organization_changed", about=organization, who=by, kind=str(kind), external_id=external_id, established_on=day)
    return organization


@transaction.atomic
def rename_organization(
    organization: Organization, *, names: dict[str, str], valid_from: date, by: Acting, is_correction: bool = False
) -> Organization:
    """From a day on, an organization is called otherwise; decisions before keep the old name."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    give_name(organization, names=names, valid_from=valid_from, by=by, keys=ORGANIZATION_KEYS, is_correction=is_correction)
    return organization


@transaction.atomic
def move_organization(organization: Organization, *, parent: Organization | None, by: Acting) -> Organization:
    """Put an organization under another one, or under none."""
    # Lock them all: two moves at once could close a circle that neither sees.
    rows = {row.pk: row for row in Organization.objects.select_for_update()}
    organization = rows[organization.pk]
    parent = rows[parent.pk] if parent else None
    _refuse_abolished(parent)
    above = parent.pk if parent else None
    while above is not None:
        if above == organization.pk:
            raise Circle(organization=organization, parent=parent or organization)
        above = rows[above].parent_id
    if organization.parent_id == (parent.pk if parent else None):
        return organization
    before = rows[organization.parent_id].uuid if organization.parent_id else None
    organization.parent = parent
    organization.save(update_fields=["parent"])
    record(
        "people.organization_moved",
        about=organization,
        who=by,
        before=str(before) if before else None,
        parent=str(parent.uuid) if parent else None,
    )
    _claim_parent(organization, by=by)
    return organization


def _claim_parent(organization: Organization, *, by: Acting) -> None:
    """The organization above has rights over its parts, and agrees to having them."""
    if (parent := organization.parent) is None:
        drop_claims(organization.uuid)
    else:
        claim(ORGANIZATION_ABOVE, edge=organization.uuid, target=parent.uuid, claimed_by=organization, kept_by=parent, by=by)


@transaction.atomic
def abolish_organization(organization: Organization, *, on: date, by: Acting, successor: Organization | None = None) -> Organization:
    """The last day of an organization, and who goes on. What it decided and wrote stays under its name."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if organization.abolished_on:
        raise AlreadyAbolished(thing=organization, day=organization.abolished_on)
    if organization.established_on and on < organization.established_on:
        raise EndsBeforeItBegan(since=organization.established_on, until=on)
    if successor == organization:
        raise SucceedsItself(organization=organization)
    _refuse_abolished(successor)
    organization.abolished_on, organization.successor = on, successor
    organization.save(update_fields=["abolished_on", "successor"])
    record(
        "people.organization_abolished",
        about=organization,
        who=by,
        abolished_on=on.isoformat(),
        successor=str(successor.uuid) if successor else None,
    )
    return organization


def _refuse_abolished(organization: Organization | None) -> None:
    if organization is not None and organization.abolished_on and organization.abolished_on < localdate():
        raise AlreadyAbolished(thing=organization, day=organization.abolished_on)
