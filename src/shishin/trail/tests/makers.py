"""The least that is valid in the trail."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from shishin.kit.triggers import drop_guards, make_guards
from shishin.trail.exporting import export_lines
from shishin.trail.models import Entry
from shishin.trail.recording import Actor, record

CLERK = Actor("person:0b8a1c5e-0000-4000-8000-000000000001", role="事務局", organization="デジタル庁")
DOCUMENT = "guidelines.document:0b8a1c5e-0000-4000-8000-000000000002"


def make_entry(number: int = 0, *, about: str = DOCUMENT, who: Actor = CLERK, key: str = "guidelines.clause_edited") -> Entry:
    return record(key, about=about, who=who, why=f"理由 {number}", number=number, hash="ab" * 32)


def make_entries(count: int) -> list[Entry]:
    return [make_entry(number) for number in range(count)]


def write_export(path: Path) -> Path:
    path.write_bytes(b"".join(export_lines()))
    return path


@contextmanager
def rights_on_the_database_alone():
    """As an owner of the tables does it: on PostgreSQL no trigger fires for the session, on SQLite they are dropped and made again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
    else:
        drop_guards(connection)
        yield
        make_guards(connection)
