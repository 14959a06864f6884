"""Searching: what of governance is found by words, as everybody may find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.governance.access import duties_to_read, editions_to_read
from shishin.governance.models import Duty, Measure, PlanEdition
from shishin.governance.plans.reading.pages import editions_in_force
from shishin.opinion_analysis.normalising import folded
from shishin.opinion_analysis.word_forms import QueryWord, words_of

MOST_FOUND = 10


def duties_with(query: str) -> list[Duty]:
    """Those that are not over with all the words in their titles or words, in one query and the names of their lists."""
    words = words_of(query)
    if not words:
        return []
    rows = duties_to_read(AnonymousUser()).there_on(localdate()).select_related("owner").prefetch_related("owner__dated_names")
    found = (row for row in rows.order_by("owner", "position", "pk") if _has([*row.titles.values(), *row.words.values()], words))
    return list(islice(found, MOST_FOUND))


class PlanFound(NamedTuple):
    """A plan, or a measure of one."""

    titles: dict[str, str]
    url: str
    plan: str
    """The plan of a measure; nothing for a plan."""
    organization: str


def plans_with(query: str) -> list[PlanFound]:
    """Plans, then measures of their editions in force, with all the words. Three queries."""
    words = words_of(query)
    if not words:
        return []
    editions = list(editions_in_force(editions_to_read(AnonymousUser()), related=["plan__organization"]).values())
    prefetch_related_objects([edition.plan.organization for edition in editions], "dated_names")
    return list(islice((*_plans(editions, words), *_measures(editions, words)), MOST_FOUND))


def _plans(editions: Iterable[PlanEdition], words: list[QueryWord]) -> Iterator[PlanFound]:
    for edition in editions:
        if _has(edition.plan.titles.values(), words):
            yield PlanFound(edition.plan.titles, edition.plan.get_absolute_url(), "", str(edition.plan.organization))


def _measures(editions: Iterable[PlanEdition], words: list[QueryWord]) -> Iterator[PlanFound]:
    by_pk = {edition.pk: edition for edition in editions}
    rows = Measure.objects.filter(edition__in=by_pk).order_by("edition", "chapter__position", "position")
    for pk, key, titles, outlines in rows.values_list("edition", "key", "titles", "outlines"):
        if _has([*titles.values(), *outlines.values()], words):
            plan = by_pk[pk].plan
            yield PlanFound(titles, reverse("governance:measure", args=[plan.slug, key]), str(plan), str(plan.organization))


def _has(texts: Iterable[str], words: list[QueryWord]) -> bool:
    text = folded("\n".join(texts))
    return all(word.is_in(text) for word in words)
