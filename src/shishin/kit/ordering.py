"""Ordering: rows that stand one below another, by `position`. No two ever share one, not even while they change places."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere

FAR = 1_000_000
"""Farther down than any row ever stands."""


class FirstOrLast(RefusedHere):
    message = _("There is nothing on that side to change places with.")
    way_out = _("Move it the other way.")


def next_position(rows: QuerySet[Any]) -> int:
    """Where a new row stands: below the last, counting from 0."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def make_room(rows: QuerySet[Any], *, at: int, places: int = 1) -> None:
    """Move what stands from a position on further down: by way of far away, because databases check row by row."""
    rows.filter(position__gte=at).update(position=F("position") + FAR)
    rows.filter(position__gte=FAR).update(position=F("position") - FAR + places)


def change_places(rows: QuerySet[Any], row: Any, *, up: bool) -> None:
    """A row changes places with the one above or below it."""
    beside = (
        rows.filter(position__lt=row.position).order_by("-position") if up else rows.filter(position__gt=row.position).order_by("position")
    )
    other = beside.first()
    if other is None:
        raise FirstOrLast
    mine, theirs = row.position, other.position
    rows.filter(pk=row.pk).update(position=FAR)
    rows.filter(pk=other.pk).update(position=mine)
    rows.filter(pk=row.pk).update(position=theirs)
    row.position = theirs
