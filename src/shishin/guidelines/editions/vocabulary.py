"""The vocabulary of scopes: read once a page or import, and handed to what has no tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from shishin.guidelines.models import Scope
from shishin.texts.manuscript import Manuscript, ManuscriptClause
from shishin.texts.scopes import KnownScope, Vocabulary, in_order, scope_in_words


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
