"""Moving: a whole site goes from SQLite to PostgreSQL, row by row with its numbers, in one transaction, and is compared afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import islice, zip_longest
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from shishin.guidelines.models import SearchText
from shishin.kit.triggers import lifted
from shishin.people.models import Person
from shishin.site.errors import CannotMove, MovedDiffers, NothingToMove, TargetIsNotEmpty
from shishin.site.holding import site_alone
from shishin.site.settings import database_from

TARGET = "target"
AT_ONCE = 500


def move_database(url: str) -> int:
    """Carry everything to an empty database of PostgreSQL; returns how many rows. What is here stays as it is."""
    if connection.vendor != "sqlite" or not url.startswith(("postgres://", "postgresql://")):
        raise NothingToMove
    # A site that runs is refused now rather than after the tables were made.
    with site_alone(), _connected(url) as target:
        refuse_used(target)
    _run("migrate", url)
    with site_alone(), _connected(url) as target:
        try:
            rows = _copy(target)
        except DatabaseError as error:
            raise CannotMove(why=str(error).strip()) from error
        compare()
    _run("reindex_search", url)
    _run("verify_trail", url)
    return rows


def refuse_used(target: BaseDatabaseWrapper) -> None:
    """A database may have the tables that an earlier try made, and nobody's account."""
    tables = target.introspection.table_names()
    if tables and (Person._meta.db_table not in tables or Person.objects.using(TARGET).exists()):
        raise TargetIsNotEmpty


@contextmanager
def _connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    connections.databases[TARGET] = {**deepcopy(connections.databases["default"]), **database_from(url)}
    try:
        yield connections[TARGET]
    except DatabaseError as error:
        raise CannotMove(why=str(error).strip()) from error
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def all_tables() -> list[type[models.Model]]:
    """All but what search looks in: it has another form in each kind of database, and is made from the texts."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy and model is not SearchText]


def _copy(target: BaseDatabaseWrapper) -> int:
    tables, count = all_tables(), 0
    emptied: list[type[models.Model]] = [*tables, SearchText]
    names = ", ".join(target.ops.quote_name(model._meta.db_table) for model in emptied)
    # The guards keep rows as they are written once: here they are written once more, and set again before anybody can come.
    with transaction.atomic(using=TARGET), lifted(target):
        with target.cursor() as cursor:
            # What making the tables put into them.
            cursor.execute(f"TRUNCATE {names}")
        for model in tables:
            rest = _rows(model, "default")
            while rows := list(islice(rest, AT_ONCE)):
                fields = model._meta.local_concrete_fields
                # As they are: nothing is computed anew on the way, such as the day of a row that is made now.
                model._base_manager.using(TARGET)._insert(rows, fields=fields, using=TARGET, raw=True)  # type: ignore[attr-defined]
                count += len(rows)
        with target.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in target.ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(statement)
    return count


def compare() -> None:
    """Every value of every row, read from both."""
    for model in all_tables():
        names = [field.attname for field in model._meta.local_concrete_fields]
        for here, there in zip_longest(*(_rows(model, alias) for alias in ("default", TARGET))):
            if here is None or there is None or any(getattr(here, name) != getattr(there, name) for name in names):
                raise MovedDiffers(table=model._meta.db_table, row=(here or there).pk)


def _rows(model: type[models.Model], alias: str) -> Iterator[Any]:
    rows = model._base_manager.using(alias).order_by("pk").iterator(AT_ONCE)
    yield from rows


def _run(command: str, url: str) -> None:
    """A command on the other database, as the operator will run it from now on."""
    environment = {**os.environ, "DATABASE_URL": url}
    environment.pop("DATABASE_URL_FILE", None)
    done = subprocess.run([sys.executable, "-m", "shishin", command], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMove(why=done.stderr.strip()[-500:])
