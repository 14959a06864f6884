"""A thing that an address names, and how to take it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection
from django.db.models import Model

from shishin.kit.triggers import lifted


@dataclass(frozen=True, slots=True)
class Thing:
    """What fills the arguments of an address, and how to take it away so that the address leads nowhere."""

    arguments: dict[str, str]
    away: Callable[[], object]


Things = dict[str, dict[str, Thing]]
"""By kind, then by column."""


def moved(row: Model, field: str) -> Callable[[], object]:
    """What is fixed is moved as well: only here, and taken back."""

    def away() -> None:
        with lifted(connection):
            type(row)._default_manager.filter(pk=row.pk).update(**{field: uuid4() if field == "uuid" else f"elsewhere-{row.pk}"})

    return away


def by_slug(row: Model) -> Thing:
    return Thing({"slug": row.slug}, moved(row, "slug"))  # type: ignore[attr-defined]


def by_uuid(row: Model) -> Thing:
    return Thing({"uuid": str(row.uuid)}, moved(row, "uuid"))  # type: ignore[attr-defined]
