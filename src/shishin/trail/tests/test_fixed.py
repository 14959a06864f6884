"""Nothing in the trail is changed or deleted, through the ORM or in SQL."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from shishin.trail.models import Entry, Place, Seal
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import make_entries

TABLES = ("trail_entry", "trail_place", "trail_seal")


@pytest.fixture
def sealed(trail):
    entries = make_entries(2)
    seal_all()
    return entries


def refuses(change, *, words="The trail only grows"):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_entry_is_not_changed_through_the_orm(sealed):
    entry = sealed[0]
    entry.why = "another reason"
    refuses(entry.save)
    refuses(lambda: Entry.objects.update(why=""))
    refuses(lambda: Entry.objects.bulk_update([entry], ["why"]))
    assert [row.why for row in Entry.objects.all()] == ["理由 0", "理由 1"]


def test_nothing_is_deleted_through_the_orm(sealed):
    refuses(lambda: Place.objects.all().delete())
    refuses(lambda: Seal.objects.all()._raw_delete("default"))
    refuses(lambda: Entry.objects.all()._raw_delete("default"))
    with pytest.raises(ProtectedError):
        sealed[0].delete()
    assert (Entry.objects.count(), Place.objects.count(), Seal.objects.count()) == (2, 2, 1)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_changed_or_deleted_in_sql(sealed, table):
    refuses(lambda: run(f"UPDATE {table} SET id = id + 100"))
    refuses(lambda: run(f"DELETE FROM {table}"))


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_replaced_or_truncated(sealed, table):
    if connection.vendor == "sqlite":
        refuses(lambda: run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))
        refuses(lambda: run(f"UPDATE OR REPLACE {table} SET id = 1"))
    else:
        connection.check_constraints()
        refuses(lambda: run(f"TRUNCATE {table} CASCADE"), words="cannot be emptied")
    assert (Entry.objects.count(), Place.objects.count(), Seal.objects.count()) == (2, 2, 1)
