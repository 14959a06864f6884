"""What search looks in: the newest words of each clause in each language, folded, and an index of their grams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models.clauses import Clause, ClauseText, Line
from shishin.guidelines.models.editions import Edition
from shishin.kit import gram_index
from shishin.kit.gram_index import GramsField, having
from shishin.opinion_analysis.normalising import Term
from shishin.opinion_analysis.word_forms import QueryWord
from shishin.people.models import Organization


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    """Names for sets of texts. Reads only."""

    def having(self, words: Sequence[Term | QueryWord]) -> SearchTextQuerySet:
        """The texts that have every word in one of its forms."""
        return cast("SearchTextQuerySet", having(self, words, has=has_word, more=_own_forms))


def _own_forms(word: Term | QueryWord) -> list[Term]:
    return [form for _owner, form in getattr(word, "own", ())]


def has_word(word: Term | QueryWord) -> Q:
    """A text that has a word: as it was typed, in a form, or in a form of the organization that keeps the text."""
    is_there = gram_index.has_word(word)
    for owner, form in getattr(word, "own", ()):
        is_there |= Q(folded__has=form.needle, edition__in=Edition.objects.filter(document__owner=owner).values("pk"))
    return is_there


class SearchText(models.Model):
    """The newest text of a clause in one language, as search sees it. Made from the text, and made anew at any time."""

    text = models.OneToOneField(ClauseText, models.CASCADE, related_name="+")
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="+")
    # No index: most searches ask for most editions, and a planner with the choice would read by edition instead of by gram.
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    line = models.ForeignKey(Line, models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    force = models.CharField(max_length=10)
    folded = models.TextField()
    heading_length = models.PositiveIntegerField()
    grams = GramsField()

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clause", "language"], name="newest_text_is_searched")]

    def __str__(self) -> str:
        return f"{self.text_id} {self.language}"


class Synonyms(models.Model):
    """The words that mean the same in the texts of one organization, as it says."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="+")
    groups = models.JSONField(_("groups of words"), default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_id} {len(self.groups)}"
