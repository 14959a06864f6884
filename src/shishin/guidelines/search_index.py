"""The index that narrows a search down: what each database needs besides the table, laid out after every migration.

Not in a migration: Django remakes a table on SQLite when a column changes, and drops the triggers that keep the index in step.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "guidelines_searchtext"
INDEX = f"{TABLE}_grams"

# SQLite. The words come parted and folded, so the tokenizer has nothing to do: `ascii` takes every sign beyond ASCII as part of a
# word, while `unicode61` would drop characters younger than its tables. One character is asked for as a beginning: hence prefix.
_FTS5 = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(grams, content='{TABLE}', content_rowid='id', "
    "tokenize='ascii', detail=none, columnsize=0, prefix='1')"
)
_FORGET = f"INSERT INTO {INDEX}({INDEX}, rowid, grams) VALUES ('delete', OLD.id, OLD.grams);"  # noqa: S608 - names written here
_LEARN = f"INSERT INTO {INDEX}(rowid, grams) VALUES (NEW.id, NEW.grams);"  # noqa: S608 - names written here
_PARTS = {
    INDEX: _FTS5,
    f"{INDEX}_insert": f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {_LEARN} END",
    f"{INDEX}_delete": f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {_FORGET} END",
    f"{INDEX}_update": f"CREATE TRIGGER {INDEX}_update AFTER UPDATE OF id, grams ON {TABLE} BEGIN {_FORGET} {_LEARN} END",
}
# PostgreSQL. New rows wait for their places in a list that every search reads through, so it is kept short: many at a time go in quicker.
_GIN = f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (grams) WITH (gin_pending_list_limit = 512)"


def lay_out_after_migrating(*, using: str, **_: Any) -> None:
    lay_out(connections[using])


def lay_out(connection: BaseDatabaseWrapper) -> bool:
    """Make what is missing or otherwise than it should be, and fill it from the table. Says whether anything was."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return False
        if connection.vendor == "postgresql":
            cursor.execute(_GIN)
            return False
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        existing = dict(cursor.fetchall())
    if all(existing.get(name) == making for name, making in _PARTS.items()):
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in _PARTS:
            if name in existing:
                cursor.execute(f"DROP {'TABLE' if name == INDEX else 'TRIGGER'} {name}")
        for making in _PARTS.values():
            cursor.execute(making)
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")  # noqa: S608 - names written here
    return True


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Throw the index away and make it again from the table. On PostgreSQL it cannot part from its table, so it stays."""
    if connection.vendor == "postgresql":
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        lay_out(connection)
