"""The sections of data files that are about organizations, roles and posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.kit.lined_yaml import Lined
from shishin.people.abilities import ability_names
from shishin.people.data_files import Section, Step, naming_steps, sections
from shishin.people.models import Organization, Post, Role
from shishin.people.organizing import (
    abolish_organization,
    add_organization,
    change_organization,
    move_organization,
    rename_organization,
)
from shishin.people.roles import abolish_post, add_post, add_role, change_abilities, rename_post, rename_role
from shishin.trail.recording import Acting


def find(model: type[models.Model], record: Lined, name: str, *, required: bool = False) -> Any:
    """What a record points at by its slug, or a refusal that names the line."""
    slug = record.text(name, required=required)
    if not slug:
        return None
    found = model._default_manager.filter(slug=slug).first()
    if found is None:
        raise record.refuse(
            _("“%(name)s: %(slug)s” names nothing that exists.") % {"name": name, "slug": slug},
            _("Put it above this record, or correct the address."),
        )
    return found


def read_choice(record: Lined, name: str, choices: type[models.TextChoices], default: str) -> str:
    value = record.text(name) or default
    if value not in choices.values:
        raise record.refuse(
            _("“%(name)s: %(value)s” is not known.") % {"name": name, "value": value},
            _("Use one of: %(names)s.") % {"names": ", ".join(choices.values)},
        )
    return value


def organization_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "kind", "names", "part_of", "external_id", "established", "abolished", "successor")
    there = Organization.objects.filter(slug=record["slug"]).first()
    parent = find(Organization, record, "part_of")
    if there is None:
        kind = read_choice(record, "kind", Organization.Kind, Organization.Kind.OTHER)
        named_from, names = record.names()[0]
        yield Step(
            _("added"),
            lambda: add_organization(
                slug=record["slug"],
                kind=kind,
                names=names,
                named_from=named_from,
                parent=parent,
                external_id=record.text("external_id"),
                established_on=record.day("established"),
                by=by,
            ),
        )
        there = Organization.objects.get(slug=record["slug"])
    else:
        kind = read_choice(record, "kind", Organization.Kind, there.kind)
        given = (kind, record.text("external_id") or there.external_id, record.day("established") or there.established_on)
        if given != (there.kind, there.external_id, there.established_on):
            yield Step(
                _("changed"),
                lambda: change_organization(there, kind=given[0], external_id=given[1], established_on=given[2], by=by),
            )
        if "part_of" in record and parent != there.parent:
            yield Step(_("put under another"), lambda: move_organization(there, parent=parent, by=by))
    yield from naming_steps(there, record, rename_organization, by, required=False)


def organization_endings(record: Lined, by: Acting) -> Iterator[Step]:
    """Successors may stand below in the file."""
    organization = Organization.objects.get(slug=record["slug"])
    on = record.day("abolished")
    if on and on != organization.abolished_on:
        successor = find(Organization, record, "successor")
        yield Step(_("abolished"), lambda: abolish_organization(organization, on=on, successor=successor, by=by))


def role_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "names", "abilities")
    abilities = record.get("abilities") or []
    if not isinstance(abilities, list) or not set(map(str, abilities)) <= set(ability_names()):
        raise record.refuse(_("“abilities” names something unknown."), _("Use only: %(names)s.") % {"names": ", ".join(ability_names())})
    there = Role.objects.filter(slug=record["slug"]).first()
    if there is None:
        named_from, names = record.names()[0]
        yield Step(_("added"), lambda: add_role(slug=record["slug"], names=names, named_from=named_from, abilities=abilities, by=by))
        there = Role.objects.get(slug=record["slug"])
    elif "abilities" in record and sorted(abilities) != there.abilities:
        yield Step(_("abilities changed"), lambda: change_abilities(there, abilities=abilities, by=by))
    yield from naming_steps(there, record, rename_role, by, required=False)


def post_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "organization", "role", "names", "abolished")
    there = Post.objects.filter(slug=record["slug"]).first()
    organization = find(Organization, record, "organization", required=there is None)
    role = find(Role, record, "role", required=there is None)
    if there is None:
        yield Step(_("added"), lambda: add_post(slug=record["slug"], organization=organization, role=role, by=by))
        there = Post.objects.get(slug=record["slug"])
    elif (organization and organization != there.organization) or (role and role != there.role):
        raise record.refuse(
            _("A post keeps its organization and its role."), _("Abolish this post and add another one with a new address.")
        )
    yield from naming_steps(there, record, rename_post, by, required=False)
    on = record.day("abolished")
    if on and on != there.abolished_on:
        yield Step(_("abolished"), lambda: abolish_post(there, on=on, by=by))


def add_sections() -> None:
    """Called when the app is ready; councils and later packages add theirs after these."""
    sections.add(Section("organizations", gettext_lazy("Organizations"), organization_steps, organization_endings, order=10))
    sections.add(Section("roles", gettext_lazy("Roles"), role_steps, order=20))
    sections.add(Section("posts", gettext_lazy("Posts"), post_steps, order=30))
