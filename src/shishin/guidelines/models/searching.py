"""What search looks in: the newest words of each clause in each language, folded, and an index of their grams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from shishin.guidelines.models.clauses import Clause, ClauseText, Line
from shishin.guidelines.models.editions import Edition
from shishin.guidelines.search_index import INDEX
from shishin.opinion_analysis.normalising import Gram, Term, grams

MOST_GRAMS = 20_000
ANY_GRAM = "\ue000"
"""Stands for every gram in a text that has too many to list; no letter and no digit, so no text has it of its own."""
MOST_NEEDED = 40


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
    """Rows that have all these grams: a few more than the right ones, never one less."""

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


def _as_fts5(needed: Iterable[Gram]) -> str:
    wanted = " AND ".join(f'"{gram.text}"{"*" if gram.is_beginning else ""}' for gram in needed)
    return f'({wanted}) OR "{ANY_GRAM}"'


def _as_tsquery(needed: Iterable[Gram]) -> str:
    wanted = " & ".join(f"'{gram.text}'{':*' if gram.is_beginning else ''}" for gram in needed)
    return f"({wanted}) | '{ANY_GRAM}'"


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    """Names for sets of texts. Reads only."""

    def having(self, terms: Sequence[Term]) -> SearchTextQuerySet:
        """The texts that have every term. The index only narrows down; the folded text decides, so the count is exact."""
        needed = list(dict.fromkeys(gram for term in terms for gram in term.grams))
        rows = self.filter(grams__may_have=needed[:MOST_NEEDED])
        for term in terms:
            rows = rows.filter(folded__has=term.needle)
        return rows


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
