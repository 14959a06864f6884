"""Recording: the entry that every change of state leaves, in the transaction of the change."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from shishin.trail.models import Entry
from shishin.trail.naming import may_be_seen
from shishin.trail.public_changes import note_public_change


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


def canonical(fields: object) -> str:
    """One line of JSON: keys sorted, no spaces, no escapes but those JSON needs."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def in_utc(moment: datetime) -> str:
    """How the trail writes a moment: 2026-04-01T00:00:00.000000Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def record(key: str, *, about: models.Model | str, who: Acting, why: str = "", **data: Any) -> Entry:
    """Write what was done. `data` holds ids, hashes, figures and reasons, never personal data."""
    actor = who.as_actor()
    now = timezone.now()
    identity = uuid.uuid4()
    thing = name_of(about)
    sealed_text = canonical(
        {
            "id": str(identity),
            "key": key,
            "actor": actor.name,
            "role": actor.role,
            "organization": actor.organization,
            "about": thing,
            "at": in_utc(now),
            "why": why,
            "data": data,
        }
    )
    if may_be_seen(key):
        note_public_change()
    return Entry.objects.create(
        uuid=identity,
        key=key,
        actor=actor.name,
        actor_role=actor.role,
        actor_organization=actor.organization,
        about=thing,
        happened_at=now,
        why=why,
        # As JSON has it: what comes back from the database equals what was sealed.
        data=json.loads(canonical(data)),
        sealed_text=sealed_text,
    )
