"""Holding: somebody takes the next twenty for two hours, so that no two people answer the same."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import lock
from shishin.consultations.errors.sorting import HoldsNothing, NothingFree
from shishin.consultations.models import Consultation, Opinion
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.kit.moments import now
from shishin.people.models import Person
from shishin.trail.recording import record

MOST = 20
TIME = timedelta(hours=2)


@transaction.atomic
def take_next(consultation: Consultation, opinions: OpinionQuerySet, *, by: Person, most: int = MOST) -> int:
    """The first open ones, in the order of the set, that nobody holds."""
    consultation = lock(consultation)
    refuse_over(consultation)
    moment = now()
    free = opinions.heads().open().filter(Q(held_by=None) | Q(held_until__lte=moment), consultation=consultation)
    taken = list(free.values_list("pk", flat=True)[:most])
    if not taken:
        raise NothingFree
    Opinion.objects.filter(pk__in=taken).update(held_by=by, held_until=moment + TIME)
    record("consultations.opinions_taken", about=consultation, who=by, opinions=len(taken))
    return len(taken)


@transaction.atomic
def give_back(consultation: Consultation, *, by: Person) -> int:
    """All that this person holds here."""
    consultation = lock(consultation)
    given = Opinion.objects.filter(consultation=consultation, held_by=by).update(held_by=None, held_until=None)
    if not given:
        raise HoldsNothing
    record("consultations.opinions_given_back", about=consultation, who=by, opinions=given)
    return given
