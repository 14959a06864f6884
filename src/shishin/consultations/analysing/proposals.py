"""Proposals: the themes that a machine found, as a person looks at them before signing: in quotations, and with what is left to sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count

from shishin.consultations.models import Analysis, Opinion, ProposedTheme


class Proposal(NamedTuple):
    """A proposed theme with opinions as they stand now: what was masked since is masked here."""

    theme: ProposedTheme
    quotes: Sequence[Opinion]
    also_said: Sequence[Opinion]
    left: int
    """How many of its opinions stand under no theme of persons."""

    @property
    def placed(self) -> int:
        return max(self.theme.opinions - self.left, 0)


def proposals_of(analysis: Analysis) -> list[Proposal]:
    """All of the last analysis, the one with most voices first. Three queries."""
    return quoted(analysis.themes.all())


def quoted(themes: Iterable[ProposedTheme]) -> list[Proposal]:
    themes = list(themes)
    numbers = {number for one in themes for number in [*_numbers(one.quotes), *_numbers(one.also_said)]}
    there = Opinion.objects.exclude(state=Opinion.State.WITHHELD).in_bulk(numbers)
    unplaced = Opinion.objects.heads().filter(placing__proposed_theme__in=themes, theme=None).exclude(state=Opinion.State.WITHHELD)
    left = Counter(dict(unplaced.order_by().values_list("placing__proposed_theme").annotate(Count("pk"))))

    def opinions(said: Sequence[dict[str, str]]) -> list[Opinion]:
        return [there[number] for number in _numbers(said) if number in there]

    return [Proposal(one, opinions(one.quotes), opinions(one.also_said), left[one.pk]) for one in themes]


def _numbers(said: Sequence[dict[str, str]]) -> list[int]:
    return [int(one["id"]) for one in said]
