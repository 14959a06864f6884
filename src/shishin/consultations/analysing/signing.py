"""Signing: who answers what an analysis put into one row signs that it is the same. Who says that it is not takes it out for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from shishin.consultations.counting import follow_heads
from shishin.consultations.errors.analysing import StandsByItself
from shishin.consultations.models import Analysis, Consultation, KeptApart, ModerationAct, NearCopy, Opinion, Placing
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.sorting.choosing import acting_on
from shishin.kit.moments import now
from shishin.people.models import Person
from shishin.trail.recording import Acting

State = Opinion.State


def behind(opinions: OpinionQuerySet) -> OpinionQuerySet:
    """What stands behind these in the queue, where a machine put it."""
    return Opinion.objects.filter(placing__is_behind=True, placing__leader__in=opinions.order_by().values("pk"))


def with_those_behind(opinions: OpinionQuerySet) -> OpinionQuerySet:
    """Rows of the queue, as opinions: what is said of a row is said of all that stand in it."""
    wanted = opinions.order_by().values("pk")
    rows = Placing.objects.filter(is_behind=True, leader__in=wanted).values("opinion")
    return Opinion.objects.filter(Q(pk__in=wanted) | Q(pk__in=rows))


def free_for(opinions: OpinionQuerySet, *, by: Acting) -> OpinionQuerySet:
    """Without what somebody else works on just now, and what somebody asked to withhold or to mask."""
    asked = ModerationAct.objects.filter(state=ModerationAct.State.ASKED).values("opinion")
    others = Q(held_until__gt=now()) & (~Q(held_by=by) if isinstance(by, Person) else Q(held_by__isnull=False))
    return opinions.exclude(pk__in=asked).exclude(others)


def count_signing(consultation: Consultation) -> int | None:
    """One act more signs something of the last analysis; which one that is, so that undoing takes it off."""
    finished = Analysis.objects.finished().filter(consultation=consultation).values_list("pk", flat=True).first()
    if finished is not None:
        Analysis.objects.filter(pk=finished).update(signings=F("signings") + 1)
    return finished


@transaction.atomic
def sign_groups(consultation: Consultation, leaders: OpinionQuerySet, *, by: Acting) -> int:
    """What stands behind these is folded under them, and answered with them. What somebody else works on just now stays as it is."""
    leaders = leaders.filter(consultation=consultation)
    members = free_for(behind(leaders), by=by)
    if not members.exists():
        return 0
    groups = Placing.objects.filter(opinion__in=members.values("pk")).values("leader").distinct().count()
    besides = {"analysis": count_signing(consultation)}
    with acting_on(consultation, members, key="consultations.groups_signed", by=by, besides=besides, groups=groups) as chosen:
        count = chosen.count()
        # Flat: what is folded under one of them goes under the leader as well.
        chosen.filter(folded_into__isnull=False).update(folded_into=_leader_of("folded_into_id"))
        chosen.filter(folded_into=None).update(folded_into=_leader_of("pk"), placed_by=by if isinstance(by, Person) else None)
        follow_heads()
    return count


def _leader_of(column: str) -> Subquery:
    return Subquery(Placing.objects.filter(opinion=OuterRef(column)).values("leader")[:1])


def keep_apart(consultation: Consultation, opinions: OpinionQuerySet, *, by: Acting) -> None:
    """They are not the same as what they stand under, or may be the same as: they stand by themselves from now on, whatever is found later."""
    besides: dict[str, Any] = {}
    with acting_on(consultation, opinions.counted(), key="consultations.opinions_kept_apart", by=by, besides=besides) as chosen:
        asked = Opinion.objects.filter(pk__in=opinions.order_by().values("pk"))
        placings = Placing.objects.filter(opinion__in=asked, leader__isnull=False)
        near = NearCopy.objects.filter(Q(other__in=asked) | Q(leader__in=asked))
        pairs = set(asked.filter(folded_into__isnull=False).values_list("pk", "folded_into"))
        pairs |= set(placings.values_list("opinion", "leader")) | set(near.values_list("other", "leader"))
        if not pairs:
            raise StandsByItself
        moment = now()
        besides["apart"] = {
            "said_at": moment.isoformat(),
            "placings": list(placings.values_list("opinion", "analysis", "leader", "similarity")),
            "near": list(near.values_list("analysis", "leader", "other", "similarity")),
        }
        KeptApart.objects.bulk_create(
            (
                KeptApart(opinion_id=one, other_id=other, by=by if isinstance(by, Person) else None, said_at=moment)
                for one, other in sorted(cast("set[tuple[int, int]]", pairs))
            ),
            ignore_conflicts=True,
        )
        near.delete()
        placings.update(leader=None, similarity=1, is_behind=False)
        folded = chosen.filter(pk__in=asked.values("pk"), folded_into__isnull=False).exclude(state=State.WITHHELD)
        folded.update(folded_into=None, state=State.OPEN, response=None)


def put_beside_again(consultation: Consultation, apart: Mapping[str, Any]) -> list[int]:
    """What keeping apart did is undone, as long as the analysis stands that had put them together. Who was moved."""
    KeptApart.objects.filter(opinion__consultation=consultation, said_at=datetime.fromisoformat(apart["said_at"])).delete()
    finished = Analysis.objects.finished().filter(consultation=consultation).values_list("pk", flat=True).first()
    NearCopy.objects.bulk_create(
        NearCopy(analysis_id=analysis, leader_id=leader, other_id=other, similarity=similarity)
        for analysis, leader, other, similarity in apart["near"]
        if analysis == finished
    )
    moved = [(opinion, leader, similarity) for opinion, analysis, leader, similarity in apart["placings"] if analysis == finished]
    for opinion, leader, similarity in moved:
        Placing.objects.filter(opinion=opinion, leader=None).update(leader=leader, similarity=similarity)
    return [opinion for opinion, _leader, _similarity in moved]
