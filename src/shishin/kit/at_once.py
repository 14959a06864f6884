"""Two at once: what both checked and only one can have. The database keeps it to one; the other is refused as the check would have.

Who reads for long while others write reads one moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connection, connections, transaction
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere

Made = TypeVar("Made")


class AlreadyStored(RefusedHere):
    message = _("This was not done: the same was stored at the same moment, by somebody else or by a second click.")
    way_out = _("Look at how it stands now, and do it again if it is still to be done.")


class WaitedForOthers(RefusedHere):
    message = _("This was not done: others were changing the same things at the same moment.")
    way_out = _("Do it once more. Nothing of it was stored.")


class GoneMeanwhile(RefusedHere):
    message = _("This was not done: what it is about was taken away at the same moment, by somebody else or by a second click.")
    way_out = _("Look at how it stands now.")


UNIQUE_VIOLATION = "23505"
"""The SQLSTATE of PostgreSQL. Its words follow the language of the server."""
UNIQUE_VIOLATIONS_OF_SQLITE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


def is_unique_violation(error: BaseException) -> bool:
    """Whether a constraint that something is there once was broken, and no other one."""
    if not isinstance(error, IntegrityError):
        return False
    # Django keeps what the driver raised, and with it the code.
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == UNIQUE_VIOLATION or getattr(cause, "sqlite_errorcode", None) in UNIQUE_VIOLATIONS_OF_SQLITE


@contextmanager
def unique_or(refusal: Callable[[], Refusal] = AlreadyStored) -> Iterator[None]:
    """Store what may have come to be there since it was looked for."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not is_unique_violation(error):
            raise
        raise refusal() from error


DEADLOCKS = ("40P01", "40001")
"""The SQLSTATEs of PostgreSQL for acts that waited for one another. It ends one of them, which has then done nothing."""
TRIES = 3


def is_deadlock(error: BaseException) -> bool:
    """Whether the database ended an act because it and another one waited for each other."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in DEADLOCKS


def as_a_whole(act: Callable[[], Made]) -> Made:
    """Do all of it or nothing, and once more where two acts waited for one another: nobody is told of that.

    What two checked and only one can have is refused to the other.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return act()
        except OperationalError as error:
            if not is_deadlock(error):
                raise
            if not tries_left:
                raise WaitedForOthers from error
        except IntegrityError as error:
            if not is_unique_violation(error):
                raise
            raise AlreadyStored from error
    raise AssertionError("The last try returned or raised.")


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, whatever others write meanwhile, and nobody waits for it. Inside a transaction it adds nothing."""
    if connection.in_atomic_block:
        yield
        return
    with _reading_begins(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _reading_begins() -> Iterator[None]:
    """Transactions of this site take the lock of SQLite for writing at once: one that only reads must not."""
    if connection.vendor != "sqlite":
        yield
        return
    database = cast(Any, connections[DEFAULT_DB_ALIAS])
    database.ensure_connection()  # which sets what is usual
    usual = database.transaction_mode
    database.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        database.transaction_mode = usual
