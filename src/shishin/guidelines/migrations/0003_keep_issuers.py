"""Fixed editions keep the issuer that their citation named until now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations
from django.utils.timezone import localdate

BATCH = 500


def keep_issuers(apps: Any, schema_editor: Any) -> None:
    editions = apps.get_model("guidelines", "Edition")._default_manager.using(schema_editor.connection.alias)
    standing = (
        editions.exclude(state="working")
        .filter(issuer_kind="")
        .select_related("document__owner", "adopted_by__body")
        .prefetch_related("document__owner__dated_names", "adopted_by__body__dated_names")
    )
    rows = list(standing)
    for edition in rows:
        edition.issuer_kind, edition.issuer_names = _issuer_of(edition)
    editions.bulk_update(rows, ["issuer_kind", "issuer_names"], batch_size=BATCH)


def _issuer_of(edition: Any) -> tuple[str, dict[str, str]]:
    day = edition.decided_on or edition.published_on or edition.drafted_on or localdate()
    owner, decision = edition.document.owner, edition.adopted_by
    began = owner.established_on or min((name.valid_from for name in owner.dated_names.all()), default=day)
    if decision is not None and began > day:
        return "body", _names_on(decision.body, decision.decided_on)
    return "organization", _names_on(owner, day)


def _names_on(named: Any, day: date) -> dict[str, str]:
    rows = sorted(named.dated_names.all(), key=lambda row: row.valid_from)
    if not rows:
        return {}
    valid = [row for row in rows if row.valid_from <= day]
    return dict((valid or rows[:1])[-1].names)


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0002_edition_issuer"),
    ]

    operations = [migrations.RunPython(keep_issuers, migrations.RunPython.noop)]
