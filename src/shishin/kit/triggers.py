"""Triggers that hold rows fast: declared in lists, dropped before a migration, made after it, compared at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's own name
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

from shishin.kit.trigger_dialects import Dialect, PostgreSQL, SQLite, Trigger

ALWAYS = "1=1"
"""The condition of a guard that knows no exception."""

_declared: dict[str, tuple[Guard, ...]] = {}


@dataclass(frozen=True, slots=True)
class Guard:
    """What must never happen to the rows of a table, as SQL over OLD. and NEW. that both databases read alike."""

    name: str
    table: str
    event: Literal["INSERT", "UPDATE", "DELETE"]
    forbidden_when: str
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A guard that is not as declared: missing, altered, or a foreign trigger on a guarded table."""

    kind: Literal["missing", "altered", "foreign"]
    table: str
    trigger: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.trigger} on {self.table}"


def declare(app_label: str, guards: Iterable[Guard]) -> None:
    """Say in `AppConfig.ready()` which guards the tables of an app have."""
    _declared[app_label] = tuple(guards)
    config = apps.get_app_config(app_label)
    pre_migrate.connect(_before_migrating, sender=config, dispatch_uid=f"guards-{app_label}")
    post_migrate.connect(_after_migrating, sender=config, dispatch_uid=f"guards-{app_label}")


def declared_guards() -> list[Guard]:
    """Every guard of every app."""
    return [guard for guards in _declared.values() for guard in guards]


def missing_guards(connection: BaseDatabaseWrapper) -> list[Fault]:
    """Where the installed triggers differ from the list, for the tables that exist."""
    with connection.cursor() as cursor:
        wanted = _wanted(connection, cursor)
        installed = _dialect(connection).installed(cursor, _guarded_tables(connection, cursor))
    faults = []
    for name, trigger in wanted.items():
        if name not in installed:
            faults.append(Fault("missing", trigger.table, name))
        elif installed[name] != trigger:
            faults.append(Fault("altered", trigger.table, name))
    faults += [Fault("foreign", trigger.table, name) for name, trigger in installed.items() if name not in wanted]
    return faults


def make_guards(connection: BaseDatabaseWrapper) -> None:
    """Bring the triggers in line with the list. Foreign ones stay, and are reported."""
    faults = missing_guards(connection)
    if not any(fault.kind != "foreign" or fault.trigger.startswith("guard_") for fault in faults):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _drop(connection, cursor)
        for trigger in _wanted(connection, cursor).values():
            for statement in trigger.making:
                cursor.execute(statement)


def drop_guards(connection: BaseDatabaseWrapper) -> None:
    """Take all guards away; only a migration and the flush of a test may."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _drop(connection, cursor)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without guards, so that a test can empty its tables."""
    drop_guards(connection)
    try:
        yield
    finally:
        make_guards(connection)


@register(Tags.database)
def check_guards(app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A warning, not an error: `migrate` runs the checks first, and it is what mends them."""
    return [
        Warning(
            f"A trigger that protects fixed rows is {fault.kind}: {fault.trigger} on {fault.table} (database {alias}).",
            hint="Run `shishin migrate`; drop a foreign trigger by hand. Find out who changed it, and run `shishin verify-trail`.",
            id="kit.W001",
        )
        for alias in databases or ()
        for fault in missing_guards(connections[alias])
    ]


def _dialect(connection: BaseDatabaseWrapper) -> Dialect:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _guarded_tables(connection: BaseDatabaseWrapper, cursor: Any) -> list[str]:
    existing = set(connection.introspection.table_names(cursor))
    return sorted({guard.table for guard in declared_guards()} & existing)


def _wanted(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, Trigger]:
    """The triggers that the list asks for, on the tables that exist."""
    dialect = _dialect(connection)
    tables = _guarded_tables(connection, cursor)
    triggers = [
        trigger
        for guard in declared_guards()
        if guard.table in tables
        for trigger in dialect.triggers(
            cursor, name=guard.name, table=guard.table, event=guard.event, condition=guard.forbidden_when, message=guard.message
        )
    ]
    triggers += [trigger for table in tables for trigger in dialect.table_triggers(table)]
    return {trigger.name: trigger for trigger in triggers}


def _drop(connection: BaseDatabaseWrapper, cursor: Any) -> None:
    dialect = _dialect(connection)
    for name, trigger in dialect.installed(cursor, _guarded_tables(connection, cursor)).items():
        if name.startswith("guard_"):
            dialect.drop(cursor, trigger)


def _before_migrating(*, using: str, plan: list[Any], **_: Any) -> None:
    # Nothing to migrate: the rows stay guarded throughout.
    if plan:
        drop_guards(connections[using])


def _after_migrating(*, using: str, **_: Any) -> None:
    make_guards(connections[using])
