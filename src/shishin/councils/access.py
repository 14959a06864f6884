"""Who may keep which bodies. Reading them is open to all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from shishin.councils.models import Body, Seat
from shishin.people.abilities import Ability
from shishin.people.access import is_owner, may, organizations_where
from shishin.people.models import Person


def keeper(user: Any) -> Person:
    """Somebody who may keep bodies somewhere; everyone else gets a 404."""
    if not may(user, Ability.ADMINISTER_BODIES):
        raise Http404
    return user


def bodies_kept_by(user: Any) -> QuerySet[Body]:
    """Bodies of the organizations where somebody may; those of none are the owners'."""
    if is_owner(user):
        return Body.objects.all()
    return Body.objects.filter(organization__in=organizations_where(user, Ability.ADMINISTER_BODIES))


def can_keep(user: Any, body: Body) -> bool:
    return is_owner(user) or (body.organization is not None and may(user, Ability.ADMINISTER_BODIES, at=body.organization))


def body_to_keep(user: Any, slug: str) -> Body:
    return get_object_or_404(bodies_kept_by(keeper(user)).select_related("organization", "parent"), slug=slug)


def seat_to_keep(user: Any, uuid: str) -> Seat:
    return get_object_or_404(Seat.objects.filter(body__in=bodies_kept_by(keeper(user))).select_related("body", "person"), uuid=uuid)
