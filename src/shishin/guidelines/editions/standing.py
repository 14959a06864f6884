"""Standing: whether an edition binds today, since when and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shishin.guidelines.models import Edition
from shishin.texts.versions import version_order


class Stand(StrEnum):
    WORKING = "working"
    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an edition stands on a day. `last_day` is known where another edition or the end of the document follows."""

    stand: Stand
    first_day: date | None = None
    last_day: date | None = None
    followed_by: Edition | None = None

    @property
    def is_in_force(self) -> bool:
        return self.stand == Stand.IN_FORCE


def in_time_order(editions: Iterable[Edition]) -> list[Edition]:
    """Oldest first; what has no day yet comes last."""

    def order(edition: Edition) -> tuple[date, tuple[int, int, int, int], int]:
        day = edition.decided_on or edition.published_on or edition.in_force_from or edition.drafted_on or date.max
        return day, version_order(edition.version), edition.pk

    return sorted(editions, key=order)


def standings(editions: Sequence[Edition], *, day: date, abolished_on: date | None) -> dict[int, Standing]:
    """How each edition of one document stands on a day."""
    adopted = [edition for edition in editions if edition.state == Edition.State.ADOPTED and not edition.withdrawn_on]
    begins = [(edition.in_force_from, edition) for edition in adopted if edition.in_force_from]
    binding = sorted(begins, key=lambda pair: pair[0])
    found: dict[int, Standing] = {}
    for index, (first, edition) in enumerate(binding):
        follower = binding[index + 1] if index + 1 < len(binding) else None
        found[edition.pk] = _adopted(first, follower, day=day, abolished_on=abolished_on)
    for edition in editions:
        if edition.pk not in found:
            found[edition.pk] = _not_binding(edition)
    return found


def _adopted(first: date, follower: tuple[date, Edition] | None, *, day: date, abolished_on: date | None) -> Standing:
    last = follower[0] - timedelta(days=1) if follower else None
    if abolished_on and (last is None or abolished_on < last):
        last = abolished_on
    if first > day:
        stand = Stand.COMING
    elif last is None or last >= day:
        stand = Stand.IN_FORCE
    elif last == abolished_on:
        stand = Stand.ENDED
    else:
        stand = Stand.SUPERSEDED
    return Standing(stand, first_day=first, last_day=last, followed_by=follower[1] if follower else None)


def _not_binding(edition: Edition) -> Standing:
    if edition.withdrawn_on:
        return Standing(Stand.WITHDRAWN)
    return Standing(Stand.WORKING if edition.is_working else Stand.DRAFT)
