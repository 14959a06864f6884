"""Choosing: the frame of every act on opinions. Lock, refuse, change with the counts moving along, keep for undoing, record once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import choose_groups, lock, number_opinions, retallied
from shishin.consultations.errors.sorting import HeldByOthers, NothingChosen, WaitsForModeration
from shishin.consultations.models import Consultation, ModerationAct, Opinion, OpinionAct
from shishin.consultations.storing import BATCH
from shishin.kit.moments import now
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

MOST_NUMBERS = 100
"""So many opinions the trail names one by one; of more it has the hash alone."""
KEPT = 20
"""The last acts of a consultation that can be undone."""


@contextmanager
def acting_on(
    consultation: Consultation,
    opinions: QuerySet[Opinion],
    *,
    key: str,
    by: Acting,
    besides: dict[str, Any] | None = None,
    **recorded: Any,
) -> Iterator[QuerySet[Opinion]]:
    """Opinions as they match now, with what is folded under them. What is changed inside is counted, recorded, and can be undone.

    `besides` is filled inside with what the act does to themes.
    """
    with transaction.atomic():
        consultation = lock(consultation)
        refuse_over(consultation)
        number_opinions(consultation)
        with choose_groups(opinions.filter(consultation=consultation)) as chosen:
            refuse_chosen(chosen, by=by)
            about = figures_for_trail(chosen)
            with retallied(), undoable(consultation, chosen, key=key, by=by, besides=besides):
                yield chosen
        record(key, about=consultation, who=by, **about, **recorded)


def refuse_chosen(chosen: QuerySet[Opinion], *, by: Acting) -> None:
    """There are some, nobody else works on them just now, and what somebody asked for is decided on as they saw it."""
    if not chosen.exists():
        raise NothingChosen
    held = chosen.filter(held_until__gt=now())
    if count := (held.exclude(held_by=by) if isinstance(by, Person) else held).count():
        raise HeldByOthers(count=count)
    if ModerationAct.objects.filter(state=ModerationAct.State.ASKED, opinion__in=chosen).exists():
        raise WaitsForModeration


def figures_for_trail(chosen: QuerySet[Opinion]) -> dict[str, Any]:
    """How many, and which: by the hash of their sorted numbers, and where they are few by number."""
    figures: dict[str, Any] = chosen.order_by().aggregate(opinions=Count("pk"), voices=Sum("voices"))
    numbers = list(chosen.order_by("number").values_list("number", flat=True))
    figures["sha256"] = hashlib.sha256("\n".join(map(str, numbers)).encode()).hexdigest()
    return {**figures, "numbers": numbers} if len(numbers) <= MOST_NUMBERS else figures


@contextmanager
def undoable(
    consultation: Consultation, opinions: QuerySet[Opinion], *, key: str, by: Acting, besides: dict[str, Any] | None = None
) -> Iterator[None]:
    """Keep what opinions were before a change and what they became."""
    before = image_of(opinions)
    yield
    after = image_of(opinions)
    groups: defaultdict[tuple[Any, Any], list[int]] = defaultdict(list)
    for pk, was in before.items():
        if was != after[pk]:
            groups[was, after[pk]].append(pk)
    if not groups and not besides:
        return
    OpinionAct.objects.create(
        consultation=consultation,
        key=key,
        by=by if isinstance(by, Person) else None,
        done_at=now(),
        opinions=sum(map(len, groups.values())) or len(before),
        image=OpinionAct.packed([(was, became, ids) for (was, became), ids in groups.items()]),
        besides=besides or {},
    )
    outdated = list(consultation.acts.values_list("pk", flat=True)[KEPT:])
    OpinionAct.objects.filter(pk__in=outdated).delete()


def image_of(opinions: QuerySet[Opinion]) -> dict[int, tuple[Any, ...]]:
    """What an act may change of each, as JSON has it."""
    rows = opinions.order_by().values_list("pk", *OpinionAct.COLUMNS).iterator(BATCH)
    return {pk: tuple(str(value) if isinstance(value, UUID) else value for value in values) for pk, *values in rows}
