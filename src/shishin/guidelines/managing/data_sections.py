"""The section of data files that is about scopes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.editions.vocabulary import add_scope, change_scope
from shishin.guidelines.managing.reading_scopes import read_flag, read_values
from shishin.guidelines.models import Scope
from shishin.kit.lined_yaml import Lined
from shishin.people.data_files import Section, Step, sections
from shishin.trail.recording import Acting


def scope_steps(record: Lined, by: Acting) -> Iterator[Step]:
    """What a record leaves out stays as it is; a scope stands where the page puts it."""
    record.allow("slug", "titles", "values", "retired")
    there = Scope.objects.filter(slug=record["slug"]).first()
    titles, values = record.texts("titles"), read_values(record)
    if there is None:
        yield Step(_("added"), lambda: add_scope(slug=record["slug"], titles=titles, values=values, by=by))
        there = Scope.objects.get(slug=record["slug"])
    given: dict[str, Any] = {
        "titles": titles if "titles" in record else there.titles,
        "values": values if "values" in record else there.values,
        "is_retired": read_flag(record, "retired") if "retired" in record else there.is_retired,
    }
    if any(getattr(there, name) != value for name, value in given.items()):
        yield Step(_("changed"), lambda: change_scope(there, **given, position=there.position, by=by))


def add_sections() -> None:
    sections.add(Section("scopes", gettext_lazy("Scopes"), scope_steps))
