"""How SQLite and PostgreSQL write a trigger that refuses a change, and how each is read back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger as one database has it; two are the same when their definitions are."""

    name: str
    table: str
    definition: str
    making: tuple[str, ...] = field(default=(), compare=False)


class Dialect(Protocol):
    """What the installer asks of a database."""

    def triggers(self, cursor: Any, *, name: str, table: str, event: str, condition: str, message: str) -> list[Trigger]: ...

    def table_triggers(self, table: str) -> list[Trigger]: ...

    def installed(self, cursor: Any, tables: Iterable[str]) -> dict[str, Trigger]: ...

    def drop(self, cursor: Any, trigger: Trigger) -> None: ...


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class SQLite(Dialect):
    """SQLite keeps the text of a trigger as it was given."""

    def triggers(self, cursor: Any, *, name: str, table: str, event: str, condition: str, message: str) -> list[Trigger]:
        made = [self._refusing(f"guard_{name}", table, event, condition, message)]
        if event == "DELETE":
            made += self._against_replacing(cursor, f"guard_{name}", table, condition, message)
        return made

    def table_triggers(self, table: str) -> list[Trigger]:
        return []

    def installed(self, cursor: Any, tables: Iterable[str]) -> dict[str, Trigger]:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        guarded = set(tables)
        return {name: Trigger(name, table, sql) for name, table, sql in cursor.fetchall() if table in guarded}

    def drop(self, cursor: Any, trigger: Trigger) -> None:
        cursor.execute(f"DROP TRIGGER IF EXISTS {quoted(trigger.name)}")

    def _refusing(self, name: str, table: str, event: str, condition: str, message: str) -> Trigger:
        sql = (
            f"CREATE TRIGGER {quoted(name)} BEFORE {event} ON {quoted(table)} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, {literal(message)}) WHERE ({condition}); END"
        )
        return Trigger(name, table, sql, (sql,))

    def _against_replacing(self, cursor: Any, name: str, table: str, condition: str, message: str) -> list[Trigger]:
        """INSERT OR REPLACE and UPDATE OR REPLACE delete the row in their way without asking its DELETE trigger."""
        groups = self._unique_columns(cursor, table)
        key, *others = groups

        def same(columns: list[str]) -> str:
            return " AND ".join(f"OLD.{quoted(column)} = NEW.{quoted(column)}" for column in columns)

        def in_the_way(columns: list[str], *also: str) -> str:
            # The alias OLD stands for the row in the way, so the condition reads as in a DELETE. Each constraint is asked by itself: of all
            # in one SQLite reads the whole table, once its statistics say that a column has mostly no value.
            where = " AND ".join([same(columns), *also, f"({condition})"])
            return f"EXISTS (SELECT 1 FROM {quoted(table)} AS OLD WHERE {where})"  # noqa: S608

        is_another = f"NOT ({same(key)})"
        replaced = " OR ".join(in_the_way(columns) for columns in groups)
        overwritten = " OR ".join([f"{is_another} AND {in_the_way(key)}", *(in_the_way(columns, is_another) for columns in others)])
        columns = ", ".join(dict.fromkeys(quoted(column) for group in groups for column in group))
        return [
            self._refusing(f"{name}_replaced", table, "INSERT", replaced, message),
            self._refusing(f"{name}_overwritten", table, f"UPDATE OF {columns}", overwritten, message),
        ]

    def _unique_columns(self, cursor: Any, table: str) -> list[list[str]]:
        """The primary key first, then each unique index over whole columns and all rows."""
        cursor.execute(f"PRAGMA table_info({quoted(table)})")
        groups = [[row[1] for row in sorted(cursor.fetchall(), key=lambda row: row[5]) if row[5]]]
        cursor.execute(f"PRAGMA index_list({quoted(table)})")
        indexes = sorted(row[1] for row in cursor.fetchall() if row[2] and row[3] != "pk" and not row[4])
        for index in indexes:
            cursor.execute(f"PRAGMA index_info({quoted(index)})")
            columns = [row[2] for row in cursor.fetchall()]
            if None not in columns:
                groups.append(columns)
        return groups


ROW, BEFORE, TRUNCATE = 1, 2, 32
EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16}


class PostgreSQL(Dialect):
    """PostgreSQL wants a function for each trigger; the definition compared is the function's body and the trigger's marks."""

    def triggers(
        self,
        cursor: Any,
        *,
        name: str,
        table: str,
        event: str,
        condition: str,
        message: str,
    ) -> list[Trigger]:
        row = "OLD" if event == "DELETE" else "NEW"
        body = f"\nBEGIN\n  IF ({condition}) THEN\n    {self._refusal(message, name)}\n  END IF;\n  RETURN {row};\nEND\n"
        return [self._trigger(f"guard_{name}", table, event, each="ROW", marks=ROW | BEFORE | EVENTS[event], body=body)]

    def table_triggers(self, table: str) -> list[Trigger]:
        refusal = self._refusal(f"{table} holds fixed rows and cannot be emptied.", table)
        body = f"\nBEGIN\n  {refusal}\n  RETURN NULL;\nEND\n"
        return [self._trigger(f"guard_{table}_truncate", table, "TRUNCATE", each="STATEMENT", marks=BEFORE | TRUNCATE, body=body)]

    def installed(self, cursor: Any, tables: Iterable[str]) -> dict[str, Trigger]:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype::int, t.tgenabled::text, t.tgqual IS NULL, t.tgattr::text, t.tgnargs::int, "
            "p.proname, p.prosrc, p.proconfig IS NULL, l.lanname "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang "
            "WHERE NOT t.tgisinternal AND c.relname = ANY(%s) AND pg_table_is_visible(c.oid)",
            [list(tables)],
        )
        return {row[0]: Trigger(row[0], row[1], self._definition(*row[2:])) for row in cursor.fetchall()}

    def drop(self, cursor: Any, trigger: Trigger) -> None:
        cursor.execute(f"DROP TRIGGER IF EXISTS {quoted(trigger.name)} ON {quoted(trigger.table)}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {quoted(trigger.name)}()")

    def _trigger(self, name: str, table: str, event: str, *, each: str, marks: int, body: str) -> Trigger:
        function = f"CREATE OR REPLACE FUNCTION {quoted(name)}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
        trigger = f"CREATE TRIGGER {quoted(name)} BEFORE {event} ON {quoted(table)} FOR EACH {each} EXECUTE FUNCTION {quoted(name)}()"
        definition = self._definition(marks, "O", True, "", 0, name, body, True, "plpgsql")
        return Trigger(name, table, definition, (function, trigger))

    def _refusal(self, message: str, constraint: str) -> str:
        # The state of a check constraint: Django raises the IntegrityError it raises on SQLite.
        return f"RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = {literal(message)}, CONSTRAINT = {literal(constraint)};"

    def _definition(self, *parts: object) -> str:
        return "\n".join(str(part) for part in parts)
