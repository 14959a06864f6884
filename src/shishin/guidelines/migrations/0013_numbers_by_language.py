"""The numbering schemes that came with the product and were not changed write numbers in other languages, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import migrations

from shishin.guidelines.default_data import delivered_schemes
from shishin.texts.numbering.by_language import OWN, rules_in


def add_languages(apps: Any, schema_editor: Any) -> None:
    _replace(apps, schema_editor, {scheme["slug"]: (rules_in(scheme["rules"], OWN), scheme["rules"]) for scheme in delivered_schemes()})


def remove_languages(apps: Any, schema_editor: Any) -> None:
    _replace(apps, schema_editor, {scheme["slug"]: (scheme["rules"], rules_in(scheme["rules"], OWN)) for scheme in delivered_schemes()})


def _replace(apps: Any, schema_editor: Any, rules: Mapping[str, tuple[object, object]]) -> None:
    """(before, after) by the name of a scheme; a scheme that is not as before belongs to the office."""
    schemes = apps.get_model("guidelines", "NumberingScheme")._default_manager.using(schema_editor.connection.alias)
    for scheme in schemes.filter(slug__in=rules):
        before, after = rules[scheme.slug]
        if scheme.rules == before:
            scheme.rules = after
            scheme.save(update_fields=["rules"])


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0012_translations_added")]

    operations = [migrations.RunPython(add_languages, remove_languages)]
