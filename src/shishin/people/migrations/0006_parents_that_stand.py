"""Organizations stand where they stood: what is above them counts as having agreed, at the upgrade."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils.timezone import now

BATCH = 500


def agree(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    claims = apps.get_model("people", "Claim")
    organizations = apps.get_model("people", "Organization")._default_manager.using(using).exclude(parent=None)
    agreed = {"kind": "organization_above", "state": "agreed", "how": "upgrade", "asked_at": now(), "answered_at": now()}
    claims._default_manager.using(using).bulk_create(
        (
            claims(edge=row.uuid, target=row.parent.uuid, claimed_by=row, kept_by=row.parent, **agreed)
            for row in organizations.select_related("parent")
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_claims"),
    ]

    operations = [migrations.RunPython(agree, migrations.RunPython.noop)]
