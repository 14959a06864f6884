"""Translations that came to a fixed edition keep the day that their pages named until now: those stored a minute or more after their source."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.utils.timezone import localdate

BATCH = 500
TOGETHER = timedelta(minutes=1)


def keep_days(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("guidelines", "ClauseText")._default_manager.using(schema_editor.connection.alias)
    source = texts.filter(clause=OuterRef("clause"), language=F("clause__edition__source_language")).order_by("-number")
    translations = texts.exclude(clause__edition__state="working").exclude(language=F("clause__edition__source_language"))
    rows = [
        text
        for text in translations.annotate(source_at=Subquery(source.values("written_at")[:1])).iterator(chunk_size=BATCH)
        if text.source_at is None or text.written_at - text.source_at >= TOGETHER
    ]
    for text in rows:
        text.added_on = localdate(text.written_at)
    texts.bulk_update(rows, ["added_on"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0011_days_of_translations"),
    ]

    operations = [migrations.RunPython(keep_days, migrations.RunPython.noop)]
