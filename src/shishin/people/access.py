"""Who may do what with people, organizations and posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from shishin.people.abilities import ADMINISTER_PEOPLE, abilities
from shishin.people.models import Appointment, Organization, Person, Post


def acting(user: Any) -> Person:
    """The person who asks, where a view has let in only people who are signed in."""
    if not isinstance(user, Person):
        raise PermissionDenied
    return user


def may(user: Any, ability: str, *, at: Organization | None = None, on: date | None = None) -> bool:
    """Whether whoever asks, signed in or not, has an ability at an organization (or anywhere)."""
    return isinstance(user, Person) and user.may(ability, at=at, on=on)


def organizations_where(user: Any, ability: str, day: date | None = None) -> QuerySet[Organization]:
    """The organizations at which somebody has an ability: those of their posts, with all parts."""
    if not isinstance(user, Person) or not user.is_active:
        return Organization.objects.none()
    if user.is_owner:
        return Organization.objects.all()
    held = user.organizations_holding(ability, on=day)
    return Organization.objects.filter(pk__in=with_parts(held)) if held else Organization.objects.none()


def with_parts(organizations: set[int]) -> set[int]:
    """Organizations and everything below them, in one query."""
    parts: dict[int | None, list[int]] = {}
    for pk, parent in Organization.objects.order_by().values_list("pk", "parent_id"):
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


def organizations_kept_by(user: Any) -> QuerySet[Organization]:
    return organizations_where(user, ADMINISTER_PEOPLE)


def organization_to_keep(user: Any, slug: str) -> Organization:
    rows = organizations_kept_by(require_administrator(user)).select_related("parent", "successor").prefetch_related("dated_names")
    return get_object_or_404(rows, slug=slug)


def posts_kept_by(user: Any) -> QuerySet[Post]:
    return Post.objects.filter(organization__in=organizations_kept_by(user))


def post_to_keep(user: Any, slug: str) -> Post:
    return get_object_or_404(posts_kept_by(require_administrator(user)).select_related("organization", "role"), slug=slug)


def appointment_to_keep(user: Any, uuid: str) -> Appointment:
    rows = Appointment.objects.filter(post__in=posts_kept_by(require_administrator(user)))
    return get_object_or_404(rows.select_related("post__organization", "post__role", "person"), uuid=uuid)


def people_kept_by(user: Any) -> QuerySet[Person]:
    """People who hold or held a post there, and newly invited ones who hold none anywhere."""
    if is_owner(user):
        return Person.objects.all()
    if not may(user, ADMINISTER_PEOPLE):
        return Person.objects.none()
    theirs = Appointment.objects.filter(person=OuterRef("pk"))
    here = theirs.filter(post__organization__in=organizations_kept_by(user))
    return Person.objects.filter(Q(Exists(here)) | ~Exists(theirs))


def person_to_keep(user: Any, uuid: str) -> Person:
    return get_object_or_404(people_kept_by(require_administrator(user)), uuid=uuid)


def can_switch_off(user: Any, person: Person) -> bool:
    """Whether somebody may deactivate a person: every post held today is theirs to keep, and only owners touch owners."""
    if is_owner(user):
        return True
    if person.is_owner or not may(user, ADMINISTER_PEOPLE):
        return False
    elsewhere = Appointment.objects.on(localdate()).filter(person=person).exclude(post__organization__in=organizations_kept_by(user))
    return not elsewhere.exists()
