"""Who may do what with people, organizations and posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from shishin.kit.points import Point
from shishin.people.abilities import ADMINISTER_PEOPLE, abilities
from shishin.people.models import Appointment, Organization, OrganizationQuerySet, Person, Post, Role, is_part
from shishin.people.roles import reaches_beyond


def signed_in(user: Any) -> Person:
    """The person who asks, where a view has let in only people who are signed in."""
    if not isinstance(user, Person):
        raise PermissionDenied
    return user


def may(user: Any, ability: str, *, at: Organization | None = None, on: date | None = None) -> bool:
    """Whether whoever asks, signed in or not, has an ability at an organization (or anywhere)."""
    return isinstance(user, Person) and user.may(ability, at=at, on=on)


def organizations_where(user: Any, ability: str, day: date | None = None) -> OrganizationQuerySet:
    """The organizations at which somebody has an ability: those of their posts, with all parts."""
    if not isinstance(user, Person) or not user.is_active:
        return Organization.objects.none()
    if user.is_owner:
        return Organization.objects.all()
    held = user.organizations_holding(ability, on=day)
    return Organization.objects.filter(pk__in=with_parts(held)) if held else Organization.objects.none()


def is_held_at(ability: str, organization: Organization) -> bool:
    """Whether anybody has an ability at an organization by a post of today, in two queries; owners are not asked."""
    rows = Appointment.objects.on(localdate()).filter(person__is_active=True).select_related("post__role")
    return organization.pk in with_parts({row.post.organization_id for row in rows if ability in row.post.role.abilities})


def with_parts(organizations: set[int]) -> set[int]:
    """Organizations and everything below them that they agreed to have there, in one query."""
    parts: dict[int | None, list[int]] = {}
    for pk, parent in Organization.objects.filter(is_part()).order_by().values_list("pk", "parent_id"):
        parts.setdefault(parent, []).append(pk)
    reached, ahead = set(organizations), list(organizations)
    while ahead:
        below = [pk for pk in parts.get(ahead.pop(), []) if pk not in reached]
        reached.update(below)
        ahead.extend(below)
    return reached


def can_manage(user: Any) -> bool:
    """Whether there is anything at all that somebody may keep under /manage/."""
    return any(may(user, ability.name) for ability in abilities() if ability.manages)


def is_owner(user: Any) -> bool:
    return isinstance(user, Person) and user.is_active and user.is_owner


def owner_only(user: Any) -> Person:
    """The owner who asks; everyone else gets the answer for what does not exist."""
    if not is_owner(user):
        raise Http404
    return user


def require_administrator(user: Any) -> Person:
    """Somebody who may keep people and organizations somewhere; everyone else gets a 404."""
    if not may(user, ADMINISTER_PEOPLE):
        raise Http404
    return user


def organizations_kept_by(user: Any) -> OrganizationQuerySet:
    return organizations_where(user, ADMINISTER_PEOPLE)


def organization_to_keep(user: Any, slug: str) -> Organization:
    rows = organizations_kept_by(require_administrator(user)).with_confirmation().select_related("parent", "successor")
    rows = rows.prefetch_related("dated_names", "parent__dated_names")
    return get_object_or_404(rows, slug=slug)


def posts_kept_by(user: Any) -> QuerySet[Post]:
    return Post.objects.filter(organization__in=organizations_kept_by(user))


def post_to_keep(user: Any, slug: str) -> Post:
    return get_object_or_404(posts_kept_by(require_administrator(user)).select_related("organization", "role"), slug=slug)


def appointment_to_keep(user: Any, uuid: str) -> Appointment:
    rows = Appointment.objects.filter(post__in=posts_kept_by(require_administrator(user)))
    return get_object_or_404(rows.select_related("post__organization", "post__role", "person"), uuid=uuid)


@dataclass(frozen=True, slots=True)
class SeatedPeople:
    """Numbers of people with seats that are not over: at the organizations asked for, and any that whoever asks does not keep."""

    there: QuerySet[Any]
    beyond: QuerySet[Any]


seated_people: Point[[Any, QuerySet[Organization]], SeatedPeople] = Point("people.seated_people")
"""Seats count like posts where it is asked whose an account is. Whoever keeps seats answers, for a reader and organizations."""


def people_kept_by(user: Any) -> QuerySet[Person]:
    """An account is kept where it holds posts or seats, now or soon; an invited one where it was invited. What is nobody's is the owner's."""
    if is_owner(user):
        return Person.objects.all()
    if not may(user, ADMINISTER_PEOPLE):
        return Person.objects.none()
    kept = organizations_kept_by(user)
    here = Appointment.objects.not_over_on(localdate()).filter(person=OuterRef("pk"), post__organization__in=kept)
    invited = Q(invited_for__in=kept, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    seated = [Q(pk__in=seats.there) for seats in seated_people.ask(user, kept)]
    return Person.objects.filter(reduce(or_, seated, Q(Exists(here)) | invited))


def person_to_keep(user: Any, uuid: str) -> Person:
    return get_object_or_404(people_kept_by(require_administrator(user)), uuid=uuid)


def can_change_account(user: Any, person: Person) -> bool:
    """Whether somebody may change mail address, second factor or state of an account, and so become its owner.

    They keep it, have every ability that it has, where it has it, and keep every seat it has. Only owners touch owners.
    """
    if is_owner(user):
        return True
    if person.is_owner or not people_kept_by(user).filter(pk=person.pk).exists():
        return False
    kept = organizations_kept_by(user)
    held = Appointment.objects.not_over_on(localdate()).filter(person=person)
    if held.exclude(post__organization__in=kept).exists():
        return False
    if any(seats.beyond.filter(person=person).exists() for seats in seated_people.ask(user, kept)):
        return False
    posts = [appointment.post for appointment in held.select_related("post__role", "post__organization")]
    return all(_has_all(user, post.role, at=post.organization) for post in posts)


def _has_all(user: Any, role: Role, *, at: Organization) -> bool:
    """Whether somebody has every ability of a role, where its holders have it."""
    beyond = reaches_beyond(role)
    return all(user.may(name, at=None if name in beyond else at) for name in role.abilities)


def can_see_invitation(user: Any, person: Person) -> bool:
    """Whoever has the link has the account: those alone see it who invite there, and may have all that the account has."""
    if not person.is_invited or not person.is_active or not can_change_account(user, person):
        return False
    kept = organizations_kept_by(user)
    return is_owner(user) or person.invited_for_id is None or kept.filter(pk=person.invited_for_id).exists()
