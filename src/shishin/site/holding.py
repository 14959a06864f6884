"""Holding: every process of a site holds one lock as long as it lives, so that nobody puts other data under it."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from shishin.site.errors import SiteIsRunning
from shishin.site.file_modes import close_to_others

LOCK = "site.lock"
INTERRUPTED = "restore.json"
"""Says what a restore was about to put in place. It is there for a moment, or when that moment was interrupted."""
NUMBER = 0x53686973_68696E
"""The advisory lock of PostgreSQL, for processes on other machines too."""

_held: list[int] = []
_is_alone: list[bool] = []


class CannotStart(SystemExit):
    """One sentence for whoever starts a process that must not start now."""


def hold_site() -> None:
    """Take the lock for this process, beside all others of the site. The system lets it go with the process, however that ends."""
    if _held:
        return
    handle = _open_lock()
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as taken:
        os.close(handle)
        raise CannotStart("The site is being restored or moved. Start it when that has ended.") from taken
    if (settings.DATA / INTERRUPTED).exists():
        os.close(handle)
        raise CannotStart("A restore did not end, and nothing is lost. End it with: shishin restore --finish")
    _held.append(handle)
    for sentence in close_to_others():
        sys.stderr.write(f"{sentence}\n")


def hold_connection(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Each connection to PostgreSQL holds the lock too: it ends with the connection."""
    if connection.vendor != "postgresql" or _is_alone:
        return
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [NUMBER])
        if cursor.fetchone()[0]:
            return
    connection.close()
    raise OperationalError("The site is being restored or moved.")


@contextmanager
def site_alone() -> Iterator[None]:
    """No other process of the site runs, nor begins to, while this lasts."""
    handle = _open_lock()
    guard = None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise SiteIsRunning from taken
        _is_alone.append(True)
        connections.close_all()
        if connection.vendor == "postgresql":
            guard = connection.copy()
            _lock_database(guard)
        yield
    finally:
        if guard is not None:
            _let_database_go(guard)
        _is_alone.clear()
        os.close(handle)


def _lock_database(guard: BaseDatabaseWrapper) -> None:
    with guard.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
        if not cursor.fetchone()[0]:
            raise SiteIsRunning


def _let_database_go(guard: BaseDatabaseWrapper) -> None:
    # The server ends a closed connection, and its lock, when it comes to it: who connects at once would be refused.
    with suppress(DatabaseError), guard.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])
    guard.close()


def _open_lock() -> int:
    folder: Path = settings.DATA
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def listen() -> None:
    connection_created.connect(hold_connection, dispatch_uid="site.holding")


def let_go() -> None:
    """For tests, which are many sites in one process."""
    while _held:
        with suppress(OSError):
            os.close(_held.pop())
