"""Everybody keeps the name they had, from the beginning; and gets it back where the upgrade is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localdate

from shishin.people.models import Person, PersonName

STATE = ("people", "0007_ended_links")


@pytest.fixture
def before(transactional_db):
    """The tables of the state before, without rows; every migration is made again afterwards."""
    call_command("migrate", *STATE, verbosity=0)
    yield _people_of_then()
    call_command("migrate", verbosity=0)


def _people_of_then():
    return MigrationExecutor(connection).loader.project_state([STATE]).apps.get_model("people", "Person").objects


def test_people_are_called_from_the_beginning_as_they_were(before):
    for login_name, name in (("hanako", "佐藤 花子"), ("taro", "Taro"), ("nameless", "")):
        before.create(login_name=login_name, display_name=name)
    before.update(joined_at=datetime(2024, 3, 31, 15, 0, tzinfo=UTC))

    call_command("migrate", verbosity=0)

    names = {row.person.login_name: (row.names, row.valid_from) for row in PersonName.objects.select_related("person")}
    assert names == {
        "hanako": ({settings.LANGUAGE_CODE: "佐藤 花子"}, date(2024, 4, 1)),
        "taro": ({settings.LANGUAGE_CODE: "Taro"}, date(2024, 4, 1)),
    }
    assert {person.login_name: person.name_on(date(1990, 1, 1), "en") for person in Person.objects.all()} == {
        "hanako": "佐藤 花子",
        "taro": "Taro",
        "nameless": "nameless",
    }


def test_taken_back_everybody_has_the_name_of_today(before):
    before.create(login_name="hanako", display_name="佐藤 花子")
    call_command("migrate", verbosity=0)
    hanako = Person.objects.get(login_name="hanako")
    for name, day in (("鈴木 花子", date(2026, 1, 1)), ("高橋 花子", date(9999, 1, 1))):
        PersonName.objects.create(person=hanako, names={settings.LANGUAGE_CODE: name, "fr": "x"}, valid_from=day)
    hanako.dated_names.filter(valid_from=localdate()).update(valid_from=date(2020, 1, 1))

    call_command("migrate", *STATE, verbosity=0)

    assert list(_people_of_then().values_list("login_name", "display_name")) == [("hanako", "鈴木 花子")]
