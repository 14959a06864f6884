"""The section of data files that is about scopes, and how their values are read, there as on the page that keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.editions.vocabulary import add_scope, change_scope
from shishin.guidelines.models import Scope
from shishin.kit.lined_yaml import Lined
from shishin.people.data_files import Section, Step, sections
from shishin.trail.recording import Acting


def scope_steps(record: Lined, by: Acting) -> Iterator[Step]:
    """What a record leaves out stays as it is; a scope stands where the page puts it."""
    record.allow("slug", "titles", "values", "retired")
    existing = Scope.objects.filter(slug=record["slug"]).first()
    titles, values = record.texts("titles"), read_values(record)
    if existing is None:
        yield Step(_("added"), lambda: add_scope(slug=record["slug"], titles=titles, values=values, by=by))
        existing = Scope.objects.get(slug=record["slug"])
    wanted: dict[str, Any] = {
        "titles": titles if "titles" in record else existing.titles,
        "values": values if "values" in record else existing.values,
        "is_retired": read_flag(record, "retired") if "retired" in record else existing.is_retired,
    }
    if any(getattr(existing, name) != value for name, value in wanted.items()):
        yield Step(_("changed"), lambda: change_scope(existing, **wanted, position=existing.position, by=by))


def add_sections() -> None:
    sections.add(Section("scopes", gettext_lazy("Scopes"), scope_steps))


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
