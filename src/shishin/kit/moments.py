"""Moments: one clock for all that is decided by time. On PostgreSQL it is the database's, whatever the machines of the site think; on SQLite the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection
from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("kit.moments.held", default=None)


def now() -> datetime:
    """The moment of this statement, not of the transaction around it: whoever waited for a lock is told the later one."""
    held = _held.get()
    if held is not None:
        return held
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """The clock stands still at a moment, for a test or for a look at a page as it will be."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
