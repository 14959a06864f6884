"""Batches as they lie in the database: each seal with its entries, in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q

from shishin.trail.models import Place, Seal

CHUNK = 5_000


def batches(*fields: str, last: Seal, only: Q | None = None) -> Iterator[tuple[Seal, list[tuple[Any, ...]]]]:
    """Each seal up to the last, with (seal, position, *fields) of its entries in their order. `only` says which of them."""
    rows = Place.objects.filter(only or Q(), seal_id__lte=last.pk).order_by("seal_id", "position")
    groups = groupby(rows.values_list("seal_id", "position", *fields).iterator(chunk_size=CHUNK), key=itemgetter(0))
    group = next(groups, None)
    for seal in Seal.objects.filter(pk__lte=last.pk).order_by("pk").iterator(chunk_size=100):
        while group and group[0] < seal.pk:
            group = next(groups, None)
        if group and group[0] == seal.pk:
            yield seal, list(group[1])
            group = next(groups, None)
        else:
            yield seal, []
