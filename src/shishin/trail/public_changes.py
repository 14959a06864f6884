"""Public changes: a number that every change which the public may see raises, in the transaction of the change itself.

It is made of rows that are only ever added, so that no act waits for another one; those long past are swept away by the clock.
"""

from __future__ import annotations

from django.db.models import Count, Max, Sum

from shishin.trail.models import PublicChange

KEPT = 1_000
"""Rows that are not swept away."""


def note_public_change() -> None:
    PublicChange.objects.create()


def public_number() -> str:
    """What all public changes so far come to; it differs as soon as one more is committed, in whatever order they began.

    The newest alone would not do: PostgreSQL gives out numbers before transactions end.
    """
    state = PublicChange.objects.aggregate(newest=Max("pk"), count=Count("pk"), sum=Sum("pk"))
    return f"{state['newest'] or 0}.{state['count']}.{state['sum'] or 0}"


def sweep_public_changes() -> int:
    """Take away what is long past; the number changes by it, and so every page is drawn once more."""
    newest = PublicChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if PublicChange.objects.filter(pk__lte=newest - 2 * KEPT).exists():
        return PublicChange.objects.filter(pk__lte=newest - KEPT).delete()[0]
    return 0
