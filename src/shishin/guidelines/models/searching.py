"""What search looks in: the newest words of each clause in each language, folded, and an index of their grams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models.clauses import Clause, ClauseText, Line
from shishin.guidelines.models.editions import Edition
from shishin.guidelines.search_index import INDEX
from shishin.opinion_analysis.normalising import Gram, Term, grams
from shishin.opinion_analysis.word_forms import QueryWord
from shishin.people.models import Organization

MOST_GRAMS = 20_000
ANY_GRAM = "\ue000"
"""Stands for every gram in a text that has too many to list; no letter and no digit, so no text has it of its own."""
MOST_NEEDED, FEWEST_NEEDED = 40, 4
Needed = Sequence[Sequence[Sequence[Gram]]]
"""Of each word of a query, of each of its alternatives: the grams that a text must have."""


def grams_to_keep(text: str) -> list[str]:
    kept = grams(text)
    return sorted(kept) if len(kept) <= MOST_GRAMS else [ANY_GRAM]


class GramsField(models.Field[Sequence[str], Any]):
    """The grams of a text: words that an FTS5 index reads on SQLite, a tsvector without places on PostgreSQL."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        # From an array, so that PostgreSQL's own parser never sees the words.
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return list(value) if connection.vendor == "postgresql" else " ".join(value)


@GramsField.register_lookup
class MayHave(models.Lookup[Any]):
    """Rows that have, of each word, all grams of one alternative: a few more than the right ones, never one less."""

    lookup_name = "may_have"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [_as_tsquery(self.rhs)]

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"
        rows = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"  # noqa: S608 - names written here
        return f"{row} IN ({rows})", [_as_fts5(self.rhs)]


@models.TextField.register_lookup
class Has(models.Lookup[Any]):
    """Character by character: LIKE would fold case on SQLite, and know signs that stand for others."""

    lookup_name = "has"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        needle, more = self.process_rhs(compiler, connection)
        function = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
        return f"{function}({column}, {needle}) > 0", [*values, *more]


def _as_fts5(needed: Needed) -> str:
    def written(gram: Gram) -> str:
        return f'"{gram.text}"{"*" if gram.is_beginning else ""}'

    return f'({_all_of(needed, " AND ", " OR ", written)}) OR "{ANY_GRAM}"'


def _as_tsquery(needed: Needed) -> str:
    def written(gram: Gram) -> str:
        return f"'{gram.text}'{':*' if gram.is_beginning else ''}"

    return f"({_all_of(needed, ' & ', ' | ', written)}) | '{ANY_GRAM}'"


def _all_of(needed: Needed, both: str, either: str, written: Callable[[Gram], str]) -> str:
    """Of each word all grams of any of its alternatives."""
    words = [either.join(f"({both.join(map(written, grams))})" for grams in word) for word in needed]
    return both.join(f"({word})" for word in words)


def _needed(words: Sequence[Term | QueryWord]) -> Needed:
    """The grams that narrow down: as many as an index reads quickly, of each alternative at least some."""
    several = [[*word.alternatives, *(form for _owner, form in getattr(word, "own", ()))] for word in words]
    most = max(FEWEST_NEEDED, MOST_NEEDED // max(1, sum(map(len, several))))
    return [[term.grams[:most] for term in terms] for terms in several]


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    """Names for sets of texts. Reads only."""

    def having(self, words: Sequence[Term | QueryWord]) -> SearchTextQuerySet:
        """The texts that have every word in one of its forms. The index only narrows down; the folded text decides, so the count is exact."""
        rows = self.filter(grams__may_have=_needed(words))
        for word in words:
            rows = rows.filter(has_word(word))
        return rows


def has_word(word: Term | QueryWord) -> Q:
    """A text that has a word: as it was typed, in a form, or in a form of the organization that keeps the text."""
    is_there = Q()
    for term in word.alternatives:
        is_there |= Q(folded__has=term.needle)
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
