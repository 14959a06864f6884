"""Scopes: what clauses can be limited to is data. What clauses are limited to already is retired, never removed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction

from shishin.guidelines.errors.managing import ScopeNameTaken, ScopeNameUnfit, ScopeValueInUse, ScopeValueTwice, ScopeValueUnfit
from shishin.guidelines.models import Clause, Scope
from shishin.kit.at_once import unique_or
from shishin.texts.text_form.attributes import SCOPE_VALUE
from shishin.trail.recording import Acting, record

NAME = re.compile(r"[a-z][a-z0-9-]{0,49}")
TAKEN = ("kind", "force")
"""What is asked of a clause under these names already."""
LONGEST_VALUE = 100

Values = Sequence[dict[str, Any]]
"""[{"value": …, "titles": {…}, "retired": true}, …], in the order in which they are offered."""


@transaction.atomic
def add_scope(*, slug: str, titles: dict[str, str], values: Values, by: Acting) -> Scope:
    """One more way to limit clauses, after those there are."""
    if NAME.fullmatch(slug) is None or slug in TAKEN:
        raise ScopeNameUnfit(slug=slug)
    if Scope.objects.filter(slug=slug).exists():
        raise ScopeNameTaken(slug=slug)
    _check(values)
    last = Scope.objects.order_by("position").last()
    with unique_or(partial(ScopeNameTaken, slug=slug)):
        scope = Scope.objects.create(slug=slug, titles=titles, values=list(values), position=last.position + 1 if last else 1)
    record("guidelines.scope_added", about=scope, who=by, slug=slug, titles=titles, values=list(values))
    return scope


@transaction.atomic
def change_scope(scope: Scope, *, titles: dict[str, str], values: Values, position: int, is_retired: bool, by: Acting) -> Scope:
    """Words, order and values may change; a value leaves the vocabulary only while no clause is limited to it."""
    scope = Scope.objects.select_for_update().get(pk=scope.pk)
    _check(values)
    before = _told(scope)
    wanted: dict[str, Any] = {"titles": titles, "values": list(values), "position": position, "is_retired": is_retired}
    if before == wanted:
        return scope
    gone = {one["value"] for one in scope.values} - {one["value"] for one in values}
    if in_use := sorted(gone & values_in_use().get(scope.slug, set()) if gone else ()):
        raise ScopeValueInUse(scope=scope, value=in_use[0])
    for name, value in wanted.items():
        setattr(scope, name, value)
    scope.save(update_fields=list(wanted))
    record("guidelines.scope_changed", about=scope, who=by, **wanted, before=before)
    return scope


def values_in_use() -> dict[str, set[str]]:
    """What clauses of any edition are limited to, known or not."""
    found: dict[str, set[str]] = defaultdict(set)
    limited = Clause.objects.exclude(applicability={}).order_by()
    for applicability in limited.values_list("applicability", flat=True).distinct():
        for scope, values in applicability.items():
            found[scope].update(values)
    return found


def _told(scope: Scope) -> dict[str, Any]:
    return {"titles": scope.titles, "values": scope.values, "position": scope.position, "is_retired": scope.is_retired}


def _check(values: Values) -> None:
    seen: set[str] = set()
    for one in values:
        value = one["value"]
        if SCOPE_VALUE.fullmatch(value) is None or len(value) > LONGEST_VALUE:
            raise ScopeValueUnfit(value=value, limit=LONGEST_VALUE)
        if value in seen:
            raise ScopeValueTwice(value=value)
        seen.add(value)
