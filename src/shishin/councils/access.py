"""Who may keep which bodies, preside over them, and read what they have not made public. Reading the rest is open to all."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from shishin.councils.models import Body, Meeting, Referral, Seat
from shishin.people.abilities import Ability
from shishin.people.access import is_owner, may, organizations_where
from shishin.people.models import Person

KEEPING = (Seat.Capacity.SECRETARIAT,)
PRESIDING = (Seat.Capacity.CHAIR, Seat.Capacity.SECRETARIAT)
WORKING = (Seat.Capacity.CHAIR, Seat.Capacity.MEMBER, Seat.Capacity.DELEGATE, Seat.Capacity.SECRETARIAT)
"""Capacities whose holders write and report for a body; an observer reads."""


def bodies_sat_in_by(user: Any, *, capacities: tuple[str, ...] = (), day: date | None = None) -> QuerySet[Body]:
    """Bodies in which somebody has a seat on a day, in one of these capacities or in any."""
    if not isinstance(user, Person) or not user.is_active:
        return Body.objects.none()
    seats = Seat.objects.on(day or localdate()).filter(person=user)
    if capacities:
        seats = seats.filter(capacity__in=capacities)
    return Body.objects.filter(pk__in=seats.values("body"))


def keeper(user: Any) -> Person:
    """Somebody who may keep bodies somewhere; everyone else gets a 404."""
    if not may(user, Ability.ADMINISTER_BODIES):
        raise Http404
    return user


def bodies_kept_by(user: Any) -> QuerySet[Body]:
    """Bodies of the organizations where somebody may; those of none are the owners'. A secretariat's seat keeps its body."""
    if is_owner(user):
        return Body.objects.all()
    theirs = Q(organization__in=organizations_where(user, Ability.ADMINISTER_BODIES))
    return Body.objects.filter(theirs | Q(pk__in=bodies_sat_in_by(user, capacities=KEEPING)))


def bodies_presided_by(user: Any) -> QuerySet[Body]:
    """Bodies for which somebody may record decisions and answer reports: who keeps them, and their chair."""
    return Body.objects.filter(Q(pk__in=bodies_kept_by(user)) | Q(pk__in=bodies_sat_in_by(user, capacities=PRESIDING)))


def bodies_worked_for_by(user: Any) -> QuerySet[Body]:
    """Bodies for which somebody may write and report: who keeps them, and their members."""
    return Body.objects.filter(Q(pk__in=bodies_kept_by(user)) | Q(pk__in=bodies_sat_in_by(user, capacities=WORKING)))


def bodies_read_by(user: Any) -> QuerySet[Body]:
    """Bodies whose unpublished meetings, papers and referrals somebody may read: any seat, whoever keeps them, auditors."""
    if may(user, Ability.READ_EVERYTHING):
        return Body.objects.all()
    return Body.objects.filter(Q(pk__in=bodies_kept_by(user)) | Q(pk__in=bodies_sat_in_by(user)))


def meetings_to_read(user: Any) -> QuerySet[Meeting]:
    """Announced meetings, and those of bodies that somebody belongs to."""
    return Meeting.objects.filter(Q(announced_on__isnull=False) | Q(body__in=bodies_read_by(user)))


def referrals_to_read(user: Any) -> QuerySet[Referral]:
    """Published referrals, and those from or to bodies that somebody belongs to."""
    theirs = bodies_read_by(user)
    return Referral.objects.filter(Q(published_on__isnull=False) | Q(asked_by__in=theirs) | Q(asked_of__in=theirs))


def can_keep(user: Any, body: Body) -> bool:
    return bodies_kept_by(user).filter(pk=body.pk).exists()


def can_preside(user: Any, body: Body) -> bool:
    return bodies_presided_by(user).filter(pk=body.pk).exists()


def can_work_for(user: Any, body: Body) -> bool:
    return bodies_worked_for_by(user).filter(pk=body.pk).exists()


def body_to_keep(user: Any, slug: str) -> Body:
    return get_object_or_404(bodies_kept_by(user).select_related("organization", "parent"), slug=slug)


def seat_to_keep(user: Any, uuid: str) -> Seat:
    return get_object_or_404(Seat.objects.filter(body__in=bodies_kept_by(user)).select_related("body", "person"), uuid=uuid)
