"""What the trail leaves to the worker."""

from __future__ import annotations

from datetime import date

from shishin.kit.background import task
from shishin.trail.leaving import send_checkpoints


@task()
def send_checkpoints_of(day: str) -> list[str]:
    """The checkpoint of a day, by every way by which none left yet. Says which."""
    return list(send_checkpoints(date.fromisoformat(day)))
