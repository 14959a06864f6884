"""Applying: the words for what a clause is limited to. A value nobody has words for is shown as it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from shishin.kit.identity import in_language, join_words


@dataclass(frozen=True, slots=True)
class KnownScope:
    """One way to limit clauses, with its words per language and those of its values, in order. What is retired is not offered any more."""

    titles: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()
    is_retired: bool = False

    def offered(self, chosen: Sequence[str]) -> list[str]:
        """What can be chosen: the values in use today, then what is chosen already, whether known or not."""
        offered = [] if self.is_retired else [value for value in self.values if value not in self.retired]
        return [*offered, *(value for value in chosen if value not in offered)]


Values = TypeVar("Values")

Vocabulary = Mapping[str, KnownScope]
"""All that clauses can be limited to, by the name it has in text files, in order."""


def limits(applicability: Mapping[str, Sequence[str]], *, vocabulary: Vocabulary) -> list[str]:
    """One line for each scope that is limited: “Phase: planning, requirements”."""
    if not applicability:
        return []
    return [
        _("%(scope)s: %(values)s") % {"scope": scope_in_words(scope, vocabulary), "values": values_in_words(scope, values, vocabulary)}
        for scope, values in in_order(applicability, vocabulary).items()
        if values
    ]


def in_order(applicability: Mapping[str, Values], vocabulary: Vocabulary) -> dict[str, Values]:
    """The scopes of a clause as the vocabulary orders them, however they are stored."""
    known = [scope for scope in vocabulary if scope in applicability]
    return {scope: applicability[scope] for scope in (*known, *sorted(set(applicability) - set(known)))}


def scope_in_words(scope: str, vocabulary: Vocabulary) -> str:
    return in_language(vocabulary[scope].titles) or scope if scope in vocabulary else scope


def value_in_words(scope: str, value: str, vocabulary: Vocabulary) -> str:
    known = vocabulary[scope].values if scope in vocabulary else {}
    return in_language(known.get(value, {})) or value


def values_in_words(scope: str, values: Sequence[str], vocabulary: Vocabulary) -> str:
    return join_words(value_in_words(scope, value, vocabulary) for value in values)
