"""Reading the values of a scope as they are written in YAML, in a data file or on the page that keeps it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shishin.kit.lined_yaml import Lined


def read_values(record: Lined) -> list[dict[str, Any]]:
    """`values` of a record: [{value: …, titles: {ja: …, en: …}, retired: true}, …]."""
    rows = record.get("values") or []
    if not isinstance(rows, list) or not all(isinstance(row, Lined) for row in rows):
        raise record.refuse(_("“values” must be a list of records."), _("Begin each with “- value: …”."))
    return [_read_value(row) for row in rows]


def _read_value(row: Lined) -> dict[str, Any]:
    row.allow("value", "titles", "retired")
    read: dict[str, Any] = {"value": row.text("value", required=True), "titles": row.texts("titles")}
    return read | ({"retired": True} if read_flag(row, "retired") else {})


def read_flag(record: Lined, name: str) -> bool:
    flag = record.get(name, False)
    if not isinstance(flag, bool):
        raise record.refuse(_("“%(name)s” is either true or false.") % {"name": name}, _("Write “%(name)s: true”.") % {"name": name})
    return flag
