"""Roles and posts: what there is to hold, what it allows, and how it is called from which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from shishin.kit.at_once import unique_or
from shishin.people.abilities import abilities as declared_abilities
from shishin.people.abilities import validate_abilities
from shishin.people.errors import AddressTaken, AlreadyAbolished, RoleInUse, StillHeld
from shishin.people.models import Organization, Post, Role
from shishin.people.naming import Keys, first_name, give_name
from shishin.trail.recording import Acting, record

ROLE_KEYS = Keys("people.role_renamed", "people.role_name_corrected")
POST_KEYS = Keys("people.post_renamed", "people.post_name_corrected")


@transaction.atomic
def add_role(*, slug: str, names: dict[str, str], abilities: Iterable[str], by: Acting, named_from: date | None = None) -> Role:
    """A new role. What its holders may do is data; which ability a page asks for is code."""
    if Role.objects.filter(slug=slug).exists():
        raise AddressTaken(slug=slug, kept_at="people:role")
    given = sorted(set(abilities))
    validate_abilities(given)
    with unique_or(partial(AddressTaken, slug=slug, kept_at="people:role")):
        role = Role.objects.create(slug=slug, abilities=given)
    first_name(role, names=names, valid_from=named_from or localdate())
    record("people.role_added", about=role, who=by, slug=slug, abilities=given)
    return role


@transaction.atomic
def rename_role(role: Role, *, names: dict[str, str], valid_from: date, by: Acting, is_correction: bool = False) -> Role:
    """From a day on, a role is called otherwise: the government CIO becomes the chief officer of the Digital Agency."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    give_name(role, names=names, valid_from=valid_from, by=by, keys=ROLE_KEYS, is_correction=is_correction)
    return role


@transaction.atomic
def change_abilities(role: Role, *, abilities: Iterable[str], by: Acting) -> Role:
    """What the holders of a role may do from now on."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    given = sorted(set(abilities))
    validate_abilities(given)
    if given == role.abilities:
        return role
    before, role.abilities = role.abilities, given
    role.save(update_fields=["abilities"])
    record("people.abilities_changed", about=role, who=by, before=before, abilities=given)
    return role


@transaction.atomic
def remove_role(role: Role, *, by: Acting) -> None:
    """Take away a role that no post has ever used."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if posts := role.posts.count():
        raise RoleInUse(role=role, posts=posts)
    record("people.role_removed", about=role, who=by, slug=role.slug)
    role.delete()


@transaction.atomic
def add_post(
    *,
    slug: str,
    organization: Organization,
    role: Role,
    by: Acting,
    names: dict[str, str] | None = None,
    named_from: date | None = None,
) -> Post:
    """A new post: a role in an organization, with a name of its own where it has one."""
    if Post.objects.filter(slug=slug).exists():
        raise AddressTaken(slug=slug, kept_at="people:post")
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if organization.abolished_on and organization.abolished_on < localdate():
        raise AlreadyAbolished(thing=organization, day=organization.abolished_on)
    with unique_or(partial(AddressTaken, slug=slug, kept_at="people:post")):
        post = Post.objects.create(slug=slug, organization=organization, role=role)
    if names and any(names.values()):
        first_name(post, names=names, valid_from=named_from or localdate())
    record("people.post_added", about=post, who=by, slug=slug, organization=str(organization.uuid), role=role.slug)
    return post


@transaction.atomic
def rename_post(post: Post, *, names: dict[str, str], valid_from: date, by: Acting, is_correction: bool = False) -> Post:
    """From a day on, a post is called otherwise."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    give_name(post, names=names, valid_from=valid_from, by=by, keys=POST_KEYS, is_correction=is_correction)
    return post


@transaction.atomic
def abolish_post(post: Post, *, on: date, by: Acting) -> Post:
    """The last day of a post; nobody may hold it beyond."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.abolished_on:
        raise AlreadyAbolished(thing=post, day=post.abolished_on)
    if post.appointments.filter(Q(until=None) | Q(until__gt=on)).exists():
        raise StillHeld(post=post, day=on)
    post.abolished_on = on
    post.save(update_fields=["abolished_on"])
    record("people.post_abolished", about=post, who=by, abolished_on=on.isoformat())
    return post


def reaches_beyond(role: Role) -> frozenset[str]:
    """The abilities of a role that are not bound to an organization."""
    return frozenset(ability.name for ability in declared_abilities() if ability.reaches_beyond and ability.name in role.abilities)
