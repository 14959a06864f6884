"""What is fixed in the trail: everything. Rows are added, never changed, never deleted."""

from __future__ import annotations

from typing import Literal

from shishin.kit.triggers import ALWAYS, Guard

_CHANGES: tuple[tuple[Literal["UPDATE", "DELETE"], str], ...] = (("UPDATE", "changed"), ("DELETE", "deleted"))

GUARDS = tuple(
    Guard(
        name=f"{table}_is_never_{done}",
        table=table,
        event=event,
        forbidden_when=ALWAYS,
        message=f"The trail only grows: {words} are never {done}.",
    )
    for table, words in (("trail_entry", "entries"), ("trail_place", "places of entries"), ("trail_seal", "seals"))
    for event, done in _CHANGES
)
