"""Default data: what every site begins with. Loading it again changes nothing that somebody has changed."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.db import connections, transaction

from shishin.people.data_files import Outcome, load_data
from shishin.people.models import Role
from shishin.trail.models import Entry
from shishin.trail.recording import Actor

DEFAULTS = Actor("system:defaults")


@transaction.atomic
def load_default_data() -> list[Outcome]:
    """The roles, where there are none yet. A role somebody took away does not come back by itself."""
    if Role.objects.exists():
        return []
    text = files("shishin.people").joinpath("data/roles.yaml").read_text(encoding="utf-8")
    return load_data(text, source="roles.yaml", by=DEFAULTS)


def load_after_migrate(using: str, **_kwargs: Any) -> None:
    """After a whole migration. One that stops half-way has not all tables yet."""
    tables = set(connections[using].introspection.table_names())
    if using == "default" and {Role._meta.db_table, Entry._meta.db_table} <= tables:
        load_default_data()
