"""Health: whether the parts of a site were seen at work lately. Nothing in it is secret."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Max
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from shishin.site.tasks import beat
from shishin.trail.models import Entry, Seal

EVERY = timedelta(minutes=1)
"""How often the clock asks the worker for a sign."""
LATELY = timedelta(minutes=3)
STARTING = timedelta(minutes=1)
"""For so long nobody need have seen a worker and a clock that have only just begun."""
BEGAN = timezone.now()
"""When this process of the site began."""
SEALED_WITHIN = timedelta(minutes=5)


def health() -> dict[str, Any]:
    """`status` is "ok", or "degraded" where something was not seen lately ("starting" in the first minute); without its database a site is "down"."""
    now = timezone.now()
    try:
        seen = {"worker": worker_seen_at(now), "clock": clock_seen_at()}
        sealed_at, unsealed_since = sealing()
    except DatabaseError:
        return {"status": "down", "alive": True, "database": False}
    is_well = all(moment and now - moment < LATELY for moment in seen.values())
    is_sealed = unsealed_since is None or now - unsealed_since < SEALED_WITHIN
    return {
        "status": "ok" if is_well and is_sealed else "starting" if now - BEGAN < STARTING else "degraded",
        "alive": True,
        "database": True,
        **{f"{name}_seen_seconds_ago": _seconds(now, moment) for name, moment in seen.items()},
        "seal_age_seconds": _seconds(now, sealed_at),
        "is_sealed": is_sealed,
    }


def worker_seen_at(now: datetime) -> datetime | None:
    """When a task last began or ended. A task that runs is a worker at work."""
    if DBTaskResult.objects.running().exists():
        return now
    last = DBTaskResult.objects.aggregate(began=Max("started_at"), ended=Max("finished_at"))
    return max((moment for moment in last.values() if moment), default=None)


def clock_seen_at() -> datetime | None:
    """When the clock last asked for a sign, which it does every minute."""
    return DBTaskResult.objects.filter(task_path=beat.module_path).aggregate(last=Max("enqueued_at"))["last"]


def sealing() -> tuple[datetime | None, datetime | None]:
    """When the newest seal was made, and since when the newest entry waits for one, if it does."""
    sealed_at = Seal.objects.aggregate(last=Max("sealed_at"))["last"]
    newest = Entry.objects.order_by("-pk").values("happened_at", "place").first()
    return sealed_at, newest["happened_at"] if newest and newest["place"] is None else None


def ask_for_sign(now: datetime) -> None:
    """What the clock does: a task that does nothing shows both that the clock asked and that the worker answered."""
    signs = DBTaskResult.objects.filter(task_path=beat.module_path)
    if signs.filter(enqueued_at__gt=now - EVERY).exists():
        return
    beat.enqueue()
    # One that still waits says nothing about now, and what is answered is kept no longer than it is looked at.
    signs.ready().filter(enqueued_at__lte=now - EVERY).delete()
    signs.finished().filter(enqueued_at__lte=now - 5 * LATELY).delete()


def _seconds(now: datetime, moment: datetime | None) -> int | None:
    return max(0, int((now - moment).total_seconds())) if moment else None
