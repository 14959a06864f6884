"""Qualifying: how a clause gets another kind, force, gate, numbering as a branch, or scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shishin.guidelines.drafting.operating import alone, fresh, keep_operation, lock
from shishin.guidelines.drafting.telling import tell_of
from shishin.guidelines.editions.checking import check_word
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.models import ATTRIBUTES, Clause, Operation, SearchText
from shishin.texts.manuscript import FORCES, KINDS
from shishin.texts.scopes import in_order
from shishin.trail.recording import Acting, record


@transaction.atomic
def describe_clause(clause: Clause, *, applicability: Mapping[str, Sequence[str]], by: Acting, **attributes: Any) -> Clause:
    """Store what a clause is besides its words and its place. Where all is as it was, nothing happens."""
    lock(clause.edition_id)
    clause = fresh(clause)
    wanted = {name: attributes.get(name, getattr(clause, name)) for name in ATTRIBUTES}
    check_kind(wanted["kind"], wanted["force"])
    wanted["applicability"] = _limited_to(applicability, before=clause.applicability)
    if all(getattr(clause, name) == value for name, value in wanted.items()):
        return clause

    before = alone(clause)
    for name, value in wanted.items():
        setattr(clause, name, value)
    clause.save(update_fields=list(wanted))
    SearchText.objects.filter(clause=clause).update(kind=clause.kind, force=clause.force)
    told, tells = tell_of(clause)
    key = clause.line.key
    operation = keep_operation(
        clause.edition,
        kind=Operation.Kind.DESCRIBE,
        key=key,
        by=by,
        before=replace(before, changes=told),
        after=alone(clause, changes=tells),
    )
    described: dict[str, Any] = {"kind": clause.kind, "force": clause.force, "operation": operation.number}
    record("guidelines.clause_described", about=clause.edition, who=by, clause=key, **described)
    return clause


def _limited_to(applicability: Mapping[str, Sequence[str]], *, before: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What the vocabulary offers, and what stands already: a value that came in from a text may be kept, not chosen anew."""
    vocabulary = read_vocabulary()
    for scope, values in applicability.items():
        check_word(_("what a clause can be limited to"), scope, vocabulary)
        for value in values:
            check_word(_("a value of “%(scope)s”") % {"scope": scope}, value, vocabulary[scope].offered(before.get(scope, ())))
    return {scope: list(values) for scope, values in in_order(applicability, vocabulary).items() if values}


def check_kind(kind: str, force: str) -> None:
    check_word(_("the kind of clause"), kind, KINDS)
    check_word(_("the force"), force, FORCES)
