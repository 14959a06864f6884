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
PLAN_COLUMNS_FIXED = ("id", "uuid", "slug", "organization_id")
EDITION_COLUMNS_FIXED = ("id", "uuid", "plan_id", "fiscal_year", "number", "reason", "started_from_id", "salt")
EDITION_COLUMNS_FIXED_BY_DECISION = ("state", "submitted_on", "return_reason", "text_hash", "adopted_by_id", "decided_on")
EDITION_COLUMNS_SET_ONCE = ("published_on", "withdrawn_on", "withdrawn_reason")
MILESTONE_COLUMNS_FIXED = ("id", "uuid", "measure_id", "position", "quarter", "words", "after_id")
ADVICE_COLUMNS_FIXED = ("id", "uuid", "edition_id", "key", "words", "organization_id", "by_id", "given_on")
ADVICE_COLUMNS_SET_ONCE = ("answer", "answer_words", "answered_by_id", "answered_on")
VALUE_COLUMNS_FIXED = ("id", "uuid", "plan_id", "key", "fiscal_year", "quarter", "value", "words", "source", "by_id", "at")
PROGRESS_COLUMNS_FIXED = ("id", "uuid", "plan_id", "key", "quarter", "state", "done", "next", "by_id", "at")


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


# Plans: what was submitted or adopted, and all below it.


def _edition_is_fixed(number: str) -> str:
    return f"EXISTS (SELECT 1 FROM governance_planedition e WHERE e.id = {number} AND e.state <> 'working')"  # noqa: S608 - names written here


def _is_fixed_by(table: str, number: str) -> str:
    """Whether a row of this table stands in an edition that is fixed."""
    rows = f"governance_{table} r JOIN governance_planedition e ON e.id = r.edition_id"
    return f"EXISTS (SELECT 1 FROM {rows} WHERE r.id = {number} AND e.state <> 'working')"  # noqa: S608 - names written here


def _held(table: str, fixed: str, *, column: str, moves: str = ALWAYS) -> list[Guard]:
    """Nothing is put in, changed or taken out where the condition on a column holds."""
    old, new = fixed.format(f"OLD.{column}"), fixed.format(f"NEW.{column}")
    return _guards(table, [("INSERT", new), ("UPDATE", f"(({old}) OR ({new})) AND ({moves})"), ("DELETE", old)], _EDITION)


def _append_only(table: str, columns: Iterable[str], message: str) -> list[Guard]:
    return _guards(table, [("UPDATE", f"{_any_differs(columns)} OR {_NO_LONGER_NEWEST}"), ("DELETE", ALWAYS)], message)


_EDITION = "A submitted or adopted edition of a plan is fixed, with all that stands in it."
_PLAN = "A plan is closed and never removed, and stays with its organization."
_ADVICE = "Advice stays as it was given on what was submitted, and is answered once."
_REPORTED = "What was reported stays: a further report counts instead."

_IN_EDITION, _IN_MEASURE, _IN_INDICATOR = _edition_is_fixed("{}"), _is_fixed_by("measure", "{}"), _is_fixed_by("indicator", "{}")
_SET_AGAIN = " OR ".join(f"(OLD.{column} IS NOT NULL AND ({_differs(column)}))" for column in ("published_on", "withdrawn_on"))
_EDITION_MOVES = (
    f"(OLD.state <> 'working' AND ({_any_differs(EDITION_COLUMNS_FIXED)})) "
    f"OR (OLD.state = 'adopted' AND ({_any_differs(EDITION_COLUMNS_FIXED_BY_DECISION)})) "
    f"OR (OLD.state = 'submitted' AND NEW.state <> 'working' AND ({_any_differs(('submitted_on', 'text_hash'))})) "
    f"OR (OLD.state = 'working' AND NEW.state = 'adopted') OR {_SET_AGAIN} "
    f"OR (OLD.withdrawn_on IS NOT NULL AND ({_differs('withdrawn_reason')}))"
)
_NOT_SUBMITTED = "NOT EXISTS (SELECT 1 FROM governance_planedition e WHERE e.id = NEW.edition_id AND e.state = 'submitted')"
_REACHED_AGAIN = f"{_any_differs(MILESTONE_COLUMNS_FIXED)} OR OLD.reached_on IS NOT NULL"

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
    *_guards("plan", [("UPDATE", _any_differs(PLAN_COLUMNS_FIXED)), ("DELETE", ALWAYS)], _PLAN),
    *_guards("planedition", [("UPDATE", _EDITION_MOVES), ("DELETE", "OLD.state <> 'working'")], _EDITION),
    *_held("chapter", _IN_EDITION, column="edition_id"),
    *_held("measure", _IN_EDITION, column="edition_id"),
    *_held("indicator", _IN_EDITION, column="edition_id"),
    *_held("reason", _IN_EDITION, column="edition_id"),
    *_held("disposal", _IN_EDITION, column="edition_id"),
    *_held("measureline", _IN_MEASURE, column="measure_id"),
    *_held("amount", _IN_MEASURE, column="measure_id"),
    *_held("milestone", _IN_MEASURE, column="measure_id", moves=_REACHED_AGAIN),
    *_held("target", _IN_INDICATOR, column="indicator_id"),
    *_guards(
        "advice",
        [("INSERT", _NOT_SUBMITTED), ("UPDATE", f"{_any_differs(ADVICE_COLUMNS_FIXED)} OR OLD.answer <> ''"), ("DELETE", ALWAYS)],
        _ADVICE,
    ),
    *_append_only("indicatorvalue", VALUE_COLUMNS_FIXED, _REPORTED),
    *_append_only("progress", PROGRESS_COLUMNS_FIXED, _REPORTED),
    *_guards("yearcount", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], "How fiscal years are counted is kept with the first row."),
)
