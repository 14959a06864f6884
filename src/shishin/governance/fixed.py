"""What is fixed, as the database itself guards it: what was stated, what was read, and that a duty was there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shishin.kit.triggers import ALWAYS, Guard

Event = Literal["INSERT", "UPDATE", "DELETE"]

# Written out, because apps load before models; a test holds them to the tables.
STATUS_COLUMNS_FIXED = (*("id", "uuid", "duty_id", "organization_id", "fiscal_year", "state", "words", "evidence", "by_id", "at"),)
BASIS_COLUMNS_FIXED = ("id", "uuid", "duty_id", "line_id", "clause_id", "read_by_id", "read_on", "words", "is_given_up", "tie")
DUTY_COLUMNS_FIXED = ("id", "uuid", "slug", "owner_id")


def _differs(column: str) -> str:
    # Text on both sides, so that an absent value compares too, on either database.
    return f"COALESCE(CAST(OLD.{column} AS TEXT), '') <> COALESCE(CAST(NEW.{column} AS TEXT), '')"


def _any_differs(columns: Iterable[str]) -> str:
    return " OR ".join(_differs(column) for column in columns)


def _guards(table: str, events: Iterable[tuple[Event, str]], message: str) -> list[Guard]:
    return [Guard(f"governance_{table}_{event.lower()}", f"governance_{table}", event, condition, message) for event, condition in events]


_STATUS = "What was stated of a duty stays: a further status counts instead."
_BASIS = "A reading of a clause stays: a further one counts instead."
_DUTY = "A duty is ended and never removed, and stays in the list of its owner."
_PARENT = "A duty stands under a function of the same list."
_PUBLISHED = "A published year stays published."
_PRACTICE = "A practice that a duty was taken from stays."

_UNDER_ANOTHER = (
    "NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM governance_duty p "
    "WHERE p.id = NEW.parent_id AND p.is_abstract AND p.owner_id = NEW.owner_id)"
)
_HAS_PARTS_AND_IS_NO_FUNCTION = "NOT NEW.is_abstract AND EXISTS (SELECT 1 FROM governance_duty p WHERE p.parent_id = NEW.id)"
_ENDED_BEFORE = f"OLD.until IS NOT NULL AND ({_any_differs(('until', 'reason'))})"
_NO_LONGER_NEWEST = "(NEW.is_newest AND NOT OLD.is_newest)"

GUARDS: tuple[Guard, ...] = (
    *_guards("duty", [("INSERT", _UNDER_ANOTHER)], _PARENT),
    *_guards(
        "duty",
        [
            (
                "UPDATE",
                f"{_any_differs(DUTY_COLUMNS_FIXED)} OR ({_UNDER_ANOTHER}) OR ({_HAS_PARTS_AND_IS_NO_FUNCTION}) OR ({_ENDED_BEFORE})",
            ),
            ("DELETE", ALWAYS),
        ],
        _DUTY,
    ),
    *_guards("practice", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], _PRACTICE),
    *_guards("dutybasis", [("UPDATE", f"{_any_differs(BASIS_COLUMNS_FIXED)} OR {_NO_LONGER_NEWEST}"), ("DELETE", ALWAYS)], _BASIS),
    *_guards("dutystatus", [("UPDATE", f"{_any_differs(STATUS_COLUMNS_FIXED)} OR {_NO_LONGER_NEWEST}"), ("DELETE", ALWAYS)], _STATUS),
    *_guards(
        "dutyyear",
        [
            (
                "UPDATE",
                f"{_any_differs(('id', 'uuid', 'owner_id', 'fiscal_year'))} "
                f"OR (OLD.published_on IS NOT NULL AND ({_differs('published_on')}))",
            ),
            ("DELETE", "OLD.published_on IS NOT NULL"),
        ],
        _PUBLISHED,
    ),
    *_guards("yearcount", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], "How fiscal years are counted is kept with the first row."),
)
