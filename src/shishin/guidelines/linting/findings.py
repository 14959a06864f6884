"""What a rule finds, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from shishin.guidelines.linting.draft import LintedDraft


@dataclass(frozen=True, slots=True)
class Finding:
    """Where it is, what it is in one sentence, and the words it is about."""

    key: str
    """Of the clause; empty where it is about the whole text."""
    language: str
    words: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class LintRule:
    """A plain function over a draft, with its name and why it matters. One a module; being in `rules/` is what registers it."""

    slug: str
    title: str | Promise
    why: str | Promise
    nothing_found: str | Promise
    find: Callable[[LintedDraft], Iterable[Finding]]
