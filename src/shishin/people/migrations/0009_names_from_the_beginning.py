"""Everybody is called from the beginning what they are called today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations
from django.utils.timezone import localdate

from shishin.kit.identity import in_language

BATCH = 500


def name_everybody(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    names = apps.get_model("people", "PersonName")
    people = apps.get_model("people", "Person")._default_manager.using(using).exclude(display_name="")
    names._default_manager.using(using).bulk_create(
        (
            names(person=person, names={settings.LANGUAGE_CODE: person.display_name}, valid_from=localdate(person.joined_at))
            for person in people.iterator()
        ),
        batch_size=BATCH,
    )


def keep_the_last(apps: Any, schema_editor: Any) -> None:
    """Back to one name each: that of today."""
    using, today = schema_editor.connection.alias, localdate()
    last: dict[Any, str] = {}
    for row in apps.get_model("people", "PersonName")._default_manager.using(using).order_by("valid_from"):
        if row.valid_from <= today or row.person_id not in last:
            last[row.person_id] = in_language(row.names, settings.LANGUAGE_CODE)
    people = apps.get_model("people", "Person")._default_manager.using(using)
    for pk, name in last.items():
        people.filter(pk=pk).update(display_name=name[:150])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_person_names"),
    ]

    operations = [migrations.RunPython(name_everybody, keep_the_last)]
