"""Recording: the entry that every change of state leaves, in the transaction of the change."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from shishin.trail.models import Entry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as text, with role and organization of that day."""

    name: str
    role: str = ""
    organization: str = ""

    def as_actor(self) -> Actor:
        return self


class Acting(Protocol):
    """A person or a command that can stand in the trail."""

    def as_actor(self) -> Actor: ...


OPERATOR = Actor("system:operator")
"""Whoever runs a command on the server, where no account stands behind it."""


def name_of(thing: models.Model | str) -> str:
    """How the trail names a thing: `guidelines.edition:<uuid>`."""
    if isinstance(thing, str):
        return thing
    return f"{thing._meta.label_lower}:{thing.uuid}"  # type: ignore[attr-defined]


def canonical(fields: dict[str, Any]) -> str:
    """One line of JSON: keys sorted, no spaces, no escapes but those JSON needs."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def record(key: str, *, about: models.Model | str, who: Acting, why: str = "", **data: Any) -> Entry:
    """Write what was done. `data` holds ids, hashes, figures and reasons, never personal data."""
    actor = who.as_actor()
    now = timezone.now()
    fields = {
        "id": str(uuid.uuid4()),
        "key": key,
        "actor": actor.name,
        "role": actor.role,
        "organization": actor.organization,
        "about": name_of(about),
        "at": now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "why": why,
        "data": data,
    }
    return Entry.objects.create(
        uuid=fields["id"],
        key=key,
        actor=actor.name,
        actor_role=actor.role,
        actor_organization=actor.organization,
        about=fields["about"],
        happened_at=now,
        why=why,
        data=data,
        sealed_text=canonical(fields),
    )
