"""Links of clauses and documents, and documents in families, stand where they stood: agreed at the upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.utils.timezone import now

BATCH = 500


def agree(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    claims = apps.get_model("people", "Claim")

    def claim(kind: str, edge: Any, target: Any, ours: int, theirs: int) -> Iterator[Any]:
        if ours != theirs:
            agreed = {"state": "agreed", "how": "upgrade", "asked_at": now(), "answered_at": now()}
            yield claims(kind=kind, edge=edge, target=target, claimed_by_id=ours, kept_by_id=theirs, **agreed)

    def rows() -> Iterator[Any]:
        def standing(model: str) -> Any:
            return apps.get_model("guidelines", model)._default_manager.using(using)

        for link in standing("ClauseLink").select_related("source__document", "target__document"):
            ends = link.source.document.owner_id, link.target.document.owner_id
            yield from claim("clause_link", link.uuid, link.target_id, *ends)
        for link in standing("DocumentLink").select_related("source", "target"):
            yield from claim("document_link", link.uuid, link.target.uuid, link.source.owner_id, link.target.owner_id)
        for document in standing("Document").select_related("family"):
            yield from claim("in_family", document.uuid, document.family.uuid, document.owner_id, document.family.owner_id)

    claims._default_manager.using(using).bulk_create(rows(), batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0004_scopes"),
        ("people", "0005_claims"),
    ]

    operations = [migrations.RunPython(agree, migrations.RunPython.noop)]
