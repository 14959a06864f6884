"""Default data: the standing orders that every site begins with."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.db import connections, transaction

from shishin.councils.models import StandingOrders
from shishin.people.data_files import Outcome, load_data
from shishin.people.default_data import DEFAULTS
from shishin.trail.models import Entry


@transaction.atomic
def load_default_data() -> list[Outcome]:
    """Where there are none yet. What somebody changed stays, and what somebody removed does not come back by itself."""
    if StandingOrders.objects.exists():
        return []
    text = files("shishin.councils").joinpath("data/standing_orders.yaml").read_text(encoding="utf-8")
    return load_data(text, source="standing_orders.yaml", by=DEFAULTS)


def load_after_migrate(using: str, **_kwargs: Any) -> None:
    """After a whole migration. One that stops half-way has not all tables yet."""
    tables = set(connections[using].introspection.table_names())
    if using == "default" and {StandingOrders._meta.db_table, Entry._meta.db_table} <= tables:
        load_default_data()
