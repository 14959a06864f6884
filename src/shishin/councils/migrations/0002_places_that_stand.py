"""Bodies and proposals stand where they stood: what is above them counts as having agreed, at the upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.utils.timezone import now

BATCH = 500


def agree(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    claims = apps.get_model("people", "Claim")

    def rows() -> Iterator[Any]:
        agreed = {"state": "agreed", "how": "upgrade", "asked_at": now(), "answered_at": now()}
        bodies = apps.get_model("councils", "Body")._default_manager.using(using).exclude(parent=None).select_related("parent")
        for body in bodies:
            if body.organization_id != body.parent.organization_id:
                ends = {"claimed_by_id": body.organization_id, "kept_by_id": body.parent.organization_id}
                yield claims(kind="parent_body", edge=body.uuid, target=body.parent.uuid, **ends, **agreed)
        proposals = apps.get_model("councils", "Referral")._default_manager.using(using).filter(direction="up")
        for referral in proposals.select_related("asked_by", "asked_of"):
            asked_by, asked_of = referral.asked_by, referral.asked_of
            if asked_by.organization_id != asked_of.organization_id:
                ends = {"claimed_by_id": asked_by.organization_id, "kept_by_id": asked_of.organization_id}
                yield claims(kind="upward_proposal", edge=referral.uuid, target=asked_of.uuid, **ends, **agreed)

    claims._default_manager.using(using).bulk_create(rows(), batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0001_initial"),
        ("people", "0005_claims"),
    ]

    operations = [migrations.RunPython(agree, migrations.RunPython.noop)]
