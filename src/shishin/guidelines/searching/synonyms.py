"""Synonyms: words that an organization says mean the same in its texts, besides those of `opinion_analysis/word_forms.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db import transaction

from shishin.guidelines.errors.managing import SynonymsUnfit
from shishin.guidelines.models import Synonyms
from shishin.kit.identity import split_words
from shishin.opinion_analysis.word_forms import Equals, forms, plain
from shishin.people.models import Organization
from shishin.trail.recording import Acting, record

MOST_GROUPS, MOST_WORDS, LONGEST = 300, 12, 60


def read_groups(lines: str) -> list[list[str]]:
    """One group a line, its words parted by commas."""
    return [[" ".join(word.split()) for word in split_words(line)] for line in lines.splitlines() if line.strip()]


def write_groups(groups: Sequence[Sequence[str]]) -> str:
    return "\n".join(", ".join(group) for group in groups)


def synonyms_of(organization: Organization) -> list[list[str]]:
    kept = Synonyms.objects.filter(organization=organization).first()
    return kept.groups if kept else []


@transaction.atomic
def set_synonyms(organization: Organization, groups: Sequence[Sequence[str]], *, by: Acting) -> Organization:
    """Keep what words an organization calls the same; an empty list takes them away."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    _refuse_unfit(groups)
    kept = [list(group) for group in groups]
    if kept != synonyms_of(organization):
        Synonyms.objects.update_or_create(organization=organization, defaults={"groups": kept})
        record("guidelines.synonyms_set", about=organization, who=by, groups=kept)
    return organization


def own_equals() -> Iterator[tuple[int, Equals]]:
    """What each organization calls the same, with other spellings of it; they count in its own texts alone."""
    for kept in Synonyms.objects.exclude(groups=[]).order_by("organization"):
        yield kept.organization_id, _equals(tuple(map(tuple, kept.groups)))


@lru_cache(maxsize=100)
def _equals(groups: tuple[tuple[str, ...], ...]) -> Equals:
    """Worked out once for as long as they stay: every search asks."""
    return forms().equal_to(groups)


def _refuse_unfit(groups: Sequence[Sequence[str]]) -> None:
    for number, group in enumerate(groups, start=1):
        known = {plain(word) for word in group}
        fits = 2 <= len(known) == len(group) <= MOST_WORDS and all(known) and all(len(word) <= LONGEST for word in group)
        if not fits or number > MOST_GROUPS:
            raise SynonymsUnfit(number=number, words=", ".join(group)[:80], most=MOST_GROUPS, words_most=MOST_WORDS, longest=LONGEST)
