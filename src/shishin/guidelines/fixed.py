"""What is fixed once an edition is published or adopted, as the database itself guards it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shishin.kit.triggers import Guard

Event = Literal["INSERT", "UPDATE", "DELETE"]

MAY_BE_SET_ONCE = ("withdrawn_on", "withdrawn_reason")
# Written out, because apps load before models; a test holds it to the table.
FIXED_COLUMNS = (
    *("id", "uuid", "document_id", "version", "started_from_id", "state", "revision", "source_language"),
    *("former_versions", "titles", "keywords", "outlines", "revision_notes"),
    *("drafted_on", "decided_on", "published_on", "in_force_from"),
    *("adopted_by_id", "referred_by_id", "submitted_with_id", "decided_by_id"),
    *("taken_over_from", "taken_over_on", "taken_over_by"),
    *("text_hash", "issuer_kind", "issuer_names"),
)


def _differs(column: str) -> str:
    # Text on both sides, so that an absent value compares too, on either database.
    return f"COALESCE(CAST(OLD.{column} AS TEXT), '') <> COALESCE(CAST(NEW.{column} AS TEXT), '')"


def _edition_is_fixed(number: str) -> str:
    return f"EXISTS (SELECT 1 FROM guidelines_edition e WHERE e.id = {number} AND e.state <> 'working')"  # noqa: S608 - names written here


def _row_is_fixed(table: str, column: str, value: str, *, also: str = "") -> str:
    rows = f"guidelines_{table} r JOIN guidelines_edition e ON e.id = r.edition_id"
    return f"EXISTS (SELECT 1 FROM {rows} WHERE r.{column} = {value} AND e.state <> 'working'{also})"  # noqa: S608 - names written here


def _clause_is_fixed(number: str, *, also: str = "") -> str:
    return _row_is_fixed("clause", "id", number, also=also)


def _guards(table: str, events: Iterable[tuple[Event, str]], message: str) -> list[Guard]:
    return [Guard(f"{table}_{event.lower()}", f"guidelines_{table}", event, condition, message) for event, condition in events]


def _held_by_edition(table: str, message: str) -> list[Guard]:
    old, new = _edition_is_fixed("OLD.edition_id"), _edition_is_fixed("NEW.edition_id")
    return _guards(table, [("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)], message)


def _held_by_change(table: str, message: str) -> list[Guard]:
    old, new = _row_is_fixed("change", "id", "OLD.change_id"), _row_is_fixed("change", "id", "NEW.change_id")
    return _guards(table, [("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)], message)


_EDITION = "A published or adopted edition is fixed: it can only be withdrawn, once."
_CLAUSES = "The clauses of a published or adopted edition are fixed."
_TEXTS = "The words of a published or adopted edition are fixed: a translation is corrected by a further text."
_CHANGES = "The changes of a published or adopted edition and their reasons are fixed."
_OFFICES = "What an office decided is fixed."
_LINES = "A key of a published or adopted edition belongs to its line for ever."

_ANY_COLUMN = " OR ".join(_differs(column) for column in FIXED_COLUMNS)
_WITHDRAWAL = " OR ".join(_differs(column) for column in MAY_BE_SET_ONCE)
_EDITION_MOVES = f"{_ANY_COLUMN} OR (({_WITHDRAWAL}) AND (OLD.withdrawn_on IS NOT NULL OR NEW.withdrawn_on IS NULL))"

_LINE_IS_FIXED = _row_is_fixed("clause", "line_id", "OLD.uuid")

GUARDS: tuple[Guard, ...] = (
    *_guards(
        "edition",
        [("UPDATE", f"OLD.state <> 'working' AND ({_EDITION_MOVES})"), ("DELETE", "OLD.state <> 'working'")],
        _EDITION,
    ),
    *_held_by_edition("clause", _CLAUSES),
    *_guards(
        "clausetext",
        [
            ("INSERT", _clause_is_fixed("NEW.clause_id", also=" AND e.source_language = NEW.language")),
            ("UPDATE", f"{_clause_is_fixed('OLD.clause_id')} OR {_clause_is_fixed('NEW.clause_id')}"),
            ("DELETE", _clause_is_fixed("OLD.clause_id")),
        ],
        _TEXTS,
    ),
    *_held_by_edition("reason", _CHANGES),
    *_held_by_edition("change", _CHANGES),
    *_held_by_change("change_before", _CHANGES),
    *_held_by_change("change_after", _CHANGES),
    *_guards("officedecision", [("UPDATE", "OLD.state <> 'open'"), ("DELETE", "OLD.state <> 'open'")], _OFFICES),
    *_guards("line", [("UPDATE", _LINE_IS_FIXED), ("DELETE", _LINE_IS_FIXED)], _LINES),
)
