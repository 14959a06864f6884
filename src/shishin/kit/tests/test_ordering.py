"""Rows stand one below another, and no two at one position."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from shishin.kit.ordering import FirstOrLast, change_places, make_room, next_position

TABLE = "a_queue"

with isolate_apps("shishin.kit"):

    class Row(models.Model):
        name = models.CharField(max_length=20)
        position = models.PositiveIntegerField(unique=True)

        class Meta:
            app_label = "kit"
            db_table = TABLE

        def __str__(self) -> str:
            return self.name


@pytest.fixture
def rows(db):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, name varchar(20), position integer UNIQUE CHECK (position >= 0))")
    Row.objects.bulk_create(Row(pk=number, name=name, position=number) for number, name in enumerate("abc"))
    return Row.objects.all()


def names(rows: Any) -> str:
    return "".join(rows.order_by("position").values_list("name", flat=True))


def test_a_row_changes_places_with_its_neighbour(rows):
    change_places(rows, rows.get(name="c"), up=True)
    assert names(rows) == "acb"

    change_places(rows, rows.get(name="a"), up=False)
    assert names(rows) == "cab"


def test_a_row_that_was_moved_knows_where_it_stands(rows):
    row = rows.get(name="b")

    change_places(rows, row, up=True)

    assert row.position == 0


@pytest.mark.parametrize(("name", "up"), [("a", True), ("c", False)])
def test_the_first_and_the_last_have_nothing_beyond_them(rows, name, up):
    with pytest.raises(FirstOrLast):
        change_places(rows, rows.get(name=name), up=up)

    assert names(rows) == "abc"


def test_a_gap_between_rows_is_stepped_over(rows):
    rows.filter(name="b").delete()

    change_places(rows, rows.get(name="c"), up=True)

    assert names(rows) == "ca"


def test_a_new_row_stands_below_the_last(rows):
    assert next_position(rows) == 3
    assert next_position(rows.none()) == 0


def test_room_is_made_between_rows(rows):
    make_room(rows, at=1, places=2)

    assert list(rows.order_by("position").values_list("name", "position")) == [("a", 0), ("b", 3), ("c", 4)]
