"""Gram index: narrows a search down to the rows of a table that may have some words. Whoever keeps the rows cuts the words into grams.

A table has a column `folded`, the text as it is compared, and a column `grams`. The index keeps which grams a row has, not where: it narrows
down, and the folded text decides, so that what is found is exact on both databases. On SQLite it is laid out after every migration: Django
remakes a table there when a column changes, and drops the triggers that keep the index in step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

from django.apps import AppConfig
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.signals import post_migrate

MOST_GRAMS = 20_000
ANY_GRAM = "\ue000"
"""Stands for every gram in a text that has too many to list; no letter and no digit, so no text has it of its own."""
LEXEME = re.compile("'([^']*)'")
MOST_NEEDED, FEWEST_NEEDED = 40, 4


@runtime_checkable
class Gram(Protocol):
    """One gram that a text must have, or one that begins so."""

    @property
    def text(self) -> str: ...
    @property
    def is_beginning(self) -> bool: ...


class Term(Protocol):
    """A word as it stands in the folded text of every text that has it, with the grams that such a text has."""

    @property
    def needle(self) -> str: ...
    @property
    def grams(self) -> Sequence[Any]: ...


class Word(Protocol):
    """A word of a query: a text has it that has one of these."""

    @property
    def alternatives(self) -> Sequence[Any]: ...


Needed = Sequence[Sequence[Sequence[Gram]]]
"""Of each word of a query, of each of its alternatives: the grams that a text must have."""
Row = TypeVar("Row", bound=models.Model)


def grams_to_keep(grams: Collection[str]) -> list[str]:
    """What the column holds of the grams of a text."""
    return sorted(grams) if len(grams) <= MOST_GRAMS else [ANY_GRAM]


def has_word(word: Word) -> Q:
    """A text that has a word in one of its forms."""
    is_there = Q()
    for term in word.alternatives:
        is_there |= Q(folded__has=term.needle)
    return is_there


def having(
    rows: models.QuerySet[Row],
    words: Sequence[Word],
    *,
    has: Callable[[Any], Q] = has_word,
    more: Callable[[Any], Sequence[Term]] = lambda _word: (),
) -> models.QuerySet[Row]:
    """The rows that have every word. Where a word has `more` forms than its alternatives, `has` says which rows have them."""
    rows = rows.filter(grams__may_have=needed([[*word.alternatives, *more(word)] for word in words]))
    for word in words:
        rows = rows.filter(has(word))
    return rows


def needed(words: Sequence[Sequence[Term]]) -> Needed:
    """The grams that narrow down: as many as an index reads quickly, of each alternative at least some."""
    most = max(FEWEST_NEEDED, MOST_NEEDED // max(1, sum(map(len, words))))
    return [[term.grams[:most] for term in terms] for terms in words]


class GramsField(models.Field[Sequence[str], Any]):
    """The grams of a text: words that an FTS5 index reads on SQLite, a tsvector without places on PostgreSQL."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        # From an array, so that PostgreSQL's own parser never sees the words.
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> list[str]:
        """In one order, so that a row is the same row in either database."""
        return sorted(LEXEME.findall(value)) if connection.vendor == "postgresql" else value.split()

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
        table = self.lhs.target.model._meta
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{table.pk.column}"
        index = index_name(table.db_table)
        return f"{row} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [_as_fts5(self.rhs)]  # noqa: S608 - names written in models


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


# What each database needs besides the table.


def index_name(table: str) -> str:
    return f"{table}_grams"


def keep_index(config: AppConfig, model: type[models.Model]) -> None:
    """Say in `AppConfig.ready()` that a table of the app has a gram index."""

    def lay_out_after_migrating(*, using: str, **_: Any) -> None:
        lay_out(model, connections[using])

    post_migrate.connect(lay_out_after_migrating, sender=config, weak=False, dispatch_uid=f"gram-index-{model._meta.db_table}")


def _parts(model: type[models.Model]) -> dict[str, str]:
    """The index of SQLite and the triggers that keep it in step, each with the SQL that makes it.

    The words come parted and folded, so the tokenizer has nothing to do: `ascii` takes every sign beyond ASCII as part of a word, while
    `unicode61` would drop characters younger than its tables. One character is asked for as a beginning: hence prefix.
    """
    table, row = model._meta.db_table, model._meta.pk.column
    index = index_name(table)
    forget = f"INSERT INTO {index}({index}, rowid, grams) VALUES ('delete', OLD.{row}, OLD.grams);"  # noqa: S608 - names written in models
    learn = f"INSERT INTO {index}(rowid, grams) VALUES (NEW.{row}, NEW.grams);"  # noqa: S608 - names written in models
    return {
        index: (
            f"CREATE VIRTUAL TABLE {index} USING fts5(grams, content='{table}', content_rowid='{row}', "
            "tokenize='ascii', detail=none, columnsize=0, prefix='1')"
        ),
        f"{index}_insert": f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {learn} END",
        f"{index}_delete": f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {forget} END",
        f"{index}_update": f"CREATE TRIGGER {index}_update AFTER UPDATE OF {row}, grams ON {table} BEGIN {forget} {learn} END",
    }


def lay_out(model: type[models.Model], connection: BaseDatabaseWrapper) -> bool:
    """Make what is missing or otherwise than it should be, and fill it from the table. Says whether anything was."""
    table = model._meta.db_table
    index, parts = index_name(table), _parts(model)
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        if connection.vendor == "postgresql":
            # New rows wait for their places in a list that every search reads through, so it is kept short: many at a time go in quicker.
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin (grams) WITH (gin_pending_list_limit = 512)")
            return False
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", list(parts))
        existing = dict(cursor.fetchall())
    if all(existing.get(name) == making for name, making in parts.items()):
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in parts:
            if name in existing:
                cursor.execute(f"DROP {'TABLE' if name == index else 'TRIGGER'} {name}")
        for making in parts.values():
            cursor.execute(making)
        cursor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608 - names written in models
    return True


def rebuild(model: type[models.Model], connection: BaseDatabaseWrapper) -> None:
    """Throw the index away and make it again from the table. On PostgreSQL it cannot part from its table, so it stays."""
    if connection.vendor == "postgresql":
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {index_name(model._meta.db_table)}")
        lay_out(model, connection)
