"""What offices keep as data: the scopes that clauses can be limited to, read once a page or import, and the numbering schemes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from shishin.guidelines.errors.managing import (
    SchemeIsFixed,
    SchemeNameTaken,
    ScopeNameTaken,
    ScopeNameUnfit,
    ScopeValueInUse,
    ScopeValueTwice,
    ScopeValueUnfit,
)
from shishin.guidelines.models import Clause, Edition, NumberingScheme, Scope
from shishin.kit.at_once import unique_or
from shishin.texts.languages import own_name
from shishin.texts.manuscript import Manuscript, ManuscriptClause
from shishin.texts.numbering.by_language import OTHERS, languages_of, rules_in
from shishin.texts.numbering.labels import SAMPLE, check_rules, compute_labels
from shishin.texts.scopes import KnownScope, Vocabulary, in_order, scope_in_words
from shishin.texts.text_form.attributes import SCOPE_VALUE
from shishin.trail.recording import Acting, record


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value that clauses are limited to and that the vocabulary does not know, with the line it stands on first."""

    scope: str
    value: str
    line_number: int
    words: str


def read_vocabulary() -> Vocabulary:
    """Every scope with its values, those that are retired as well: what stands is named by them."""
    return {
        scope.slug: KnownScope(
            titles=scope.titles,
            values={one["value"]: one["titles"] for one in scope.values},
            retired=frozenset(one["value"] for one in scope.values if one.get("retired")),
            is_retired=scope.is_retired,
        )
        for scope in Scope.objects.all()
    }


def vocabulary_when_needed() -> Vocabulary:
    """Read when the first clause that is limited to something asks for it: most pages have none."""
    return cast(Vocabulary, SimpleLazyObject(read_vocabulary))


def with_scopes_in_order(manuscript: Manuscript) -> Manuscript:
    """As it is written to a file: the scopes of each clause as the vocabulary orders them."""
    vocabulary = vocabulary_when_needed()
    clauses = (
        replace(clause, applicability=in_order(clause.applicability, vocabulary)) if len(clause.applicability) > 1 else clause
        for clause in manuscript.clauses
    )
    return replace(manuscript, clauses=tuple(clauses))


def unknown_values(clauses: Iterable[ManuscriptClause]) -> Iterator[UnknownValue]:
    """Each value that nobody has words for, once, in the order of the text."""
    vocabulary, seen = vocabulary_when_needed(), set()
    for clause in clauses:
        for scope, values in clause.applicability.items():
            for value in values:
                known = vocabulary[scope].values if scope in vocabulary else {}
                if value not in known and (scope, value) not in seen:
                    seen.add((scope, value))
                    yield UnknownValue(scope, value, clause.line_number, _remark(scope, value, clause.line_number, vocabulary))


def _remark(scope: str, value: str, line_number: int, vocabulary: Vocabulary) -> str:
    words = {"value": value, "scope": scope_in_words(scope, vocabulary), "line": line_number}
    if line_number:
        return _("Line %(line)s: “%(value)s” is not a known value of “%(scope)s”. It is kept as it is written.") % words
    return _("“%(value)s” is not a known value of “%(scope)s”. It is kept as it is written.") % words


# Numbering schemes: how an office numbers its clauses. A scheme that fixed texts use stays as it is.


@transaction.atomic
def add_scheme(*, slug: str, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> NumberingScheme:
    if NumberingScheme.objects.filter(slug=slug).exists():
        raise SchemeNameTaken(slug=slug)
    check_rules(rules)
    with unique_or(partial(SchemeNameTaken, slug=slug)):
        scheme = NumberingScheme.objects.create(slug=slug, titles=titles, rules=dict(rules))
    record("guidelines.numbering_scheme_added", about=scheme, who=by, slug=slug, rules=dict(rules))
    return scheme


@transaction.atomic
def change_scheme(scheme: NumberingScheme, *, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> NumberingScheme:
    """Titles may always change. The rules may not where a published or adopted text would get other numbers: they are cited.

    In other languages than the one that binds they may.
    """
    scheme = NumberingScheme.objects.select_for_update().get(pk=scheme.pk)
    check_rules(rules)
    if scheme.titles == titles and scheme.rules == rules:
        return scheme
    if edition := fixed_edition_numbered_otherwise(scheme, rules):
        raise SchemeIsFixed(scheme=scheme, edition=edition)
    before = scheme.rules
    scheme.titles, scheme.rules = titles, dict(rules)
    scheme.save(update_fields=["titles", "rules"])
    record("guidelines.numbering_scheme_changed", about=scheme, who=by, rules=dict(rules), before=before)
    return scheme


def fixed_editions_numbered_by(scheme: NumberingScheme) -> QuerySet[Edition]:
    return Edition.objects.filter(document__numbering=scheme).exclude(state=Edition.State.WORKING)


def fixed_edition_numbered_otherwise(scheme: NumberingScheme, rules: Mapping[str, Any]) -> Edition | None:
    """One that other rules would number otherwise in the language that binds."""
    fixed = fixed_editions_numbered_by(scheme).order_by("pk")
    others = [tag for tag in set(fixed.values_list("source_language", flat=True)) if scheme.rules_in(tag) != rules_in(rules, tag)]
    return fixed.select_related("document").filter(source_language__in=others).first() if others else None


@dataclass(frozen=True, slots=True)
class Sample:
    """What rules make of a short text. A column is a language, by its name; a row is depth, labels with their languages, and words."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[tuple[str, str]], str]]


def sample_of(rules: Mapping[str, Any]) -> Sample:
    check_rules(rules)
    tags = languages_of(rules)
    by_clause = zip(*(compute_labels(SAMPLE, rules_in(rules, tag)) for tag in tags), strict=True)
    rows = [
        (clause.depth, list(zip(tags, labels, strict=True)), str(clause.heading)) for clause, labels in zip(SAMPLE, by_clause, strict=True)
    ]
    return Sample([_("Other languages") if tag == OTHERS else own_name(tag) for tag in tags], rows)


# Scopes: what clauses can be limited to. What clauses are limited to already is retired, never removed.


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
    wanted: dict[str, Any] = {"titles": titles, "values": list(values), "position": position, "is_retired": is_retired}
    before = {name: getattr(scope, name) for name in wanted}
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


def _check(values: Values) -> None:
    seen: set[str] = set()
    for one in values:
        value = one["value"]
        if SCOPE_VALUE.fullmatch(value) is None or len(value) > LONGEST_VALUE:
            raise ScopeValueUnfit(value=value, limit=LONGEST_VALUE)
        if value in seen:
            raise ScopeValueTwice(value=value)
        seen.add(value)
