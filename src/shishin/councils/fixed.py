"""What is fixed for ever, as the database itself guards it: published minutes, decisions, reports, and referrals that have ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shishin.kit.triggers import ALWAYS, Guard

Event = Literal["INSERT", "UPDATE", "DELETE"]

# Written out, because apps load before models; a test holds it to the table.
# Papers may still be published later, and calendars told about it.
MEETING_COLUMNS_LEFT_OPEN = ("papers_published_on", "changes", "changed_at", "online_address")
MEETING_COLUMNS_FIXED = (
    "id",
    "uuid",
    "body_id",
    "number",
    "held_on",
    "until",
    "begins_at",
    "ends_at",
    "form",
    "titles",
    "places",
    "announced_on",
    "minutes_published_on",
    "minutes_summary",
    "cancelled_on",
    "cancelled_reason",
)

REFERRAL_COLUMNS_FIXED = (
    "id",
    "uuid",
    "direction",
    "asked_by_id",
    "asked_of_id",
    "meeting_id",
    "titles",
    "questions",
    "terms",
    "referred_on",
)
REFERRAL_COLUMNS_FIXED_AT_ITS_END = ("due_on", "state", "ended_on", "withdrawn_reason")
REPORT_COLUMNS_FIXED = ("id", "uuid", "referral_id", "number", "kind", "words", "text_name", "text_hash", "reported_on", "reported_at_id")
REPORT_COLUMNS_OF_THE_ANSWER = ("outcome", "answered_on", "answered_at_id", "answer")
SET_ONCE = "published_on"


def _differs(column: str) -> str:
    # Text on both sides, so that an absent value compares too, on either database.
    return f"COALESCE(CAST(OLD.{column} AS TEXT), '') <> COALESCE(CAST(NEW.{column} AS TEXT), '')"


def _any_differs(columns: Iterable[str]) -> str:
    return " OR ".join(_differs(column) for column in columns)


def _guards(table: str, events: Iterable[tuple[Event, str]], message: str) -> list[Guard]:
    return [Guard(f"councils_{table}_{event.lower()}", f"councils_{table}", event, condition, message) for event, condition in events]


def _minutes_are_published(number: str) -> str:
    return f"EXISTS (SELECT 1 FROM councils_meeting m WHERE m.id = {number} AND m.minutes_published_on IS NOT NULL)"  # noqa: S608 - names written here


def _held_by_minutes(table: str) -> list[Guard]:
    old, new = _minutes_are_published("OLD.meeting_id"), _minutes_are_published("NEW.meeting_id")
    return _guards(table, [("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)], _MINUTES)


_MINUTES = "Published minutes are fixed: they are corrected by a further remark."
_REMARK = "A remark on published minutes is fixed: it is corrected by a further one."
_DECISION = "A recorded decision and its votes are fixed: a body answers one that does not hold with a further decision."
_REFERRAL = "The question of a referral is fixed, and so is all of it once it has ended."
_REPORT = "A report is fixed; it is published once and answered once."
_SET_TWICE = f"OLD.{SET_ONCE} IS NOT NULL AND ({_differs(SET_ONCE)})"
_REFERRAL_HAS_ENDED = f"OLD.state IN ('accepted', 'withdrawn') AND ({_any_differs(REFERRAL_COLUMNS_FIXED_AT_ITS_END)})"
_REPORT_IS_ANSWERED = f"OLD.outcome <> 'open' AND ({_any_differs(REPORT_COLUMNS_OF_THE_ANSWER)})"
_MEETING_CHANGES = _any_differs(MEETING_COLUMNS_FIXED)

GUARDS: tuple[Guard, ...] = (
    *_guards(
        "meeting",
        [
            ("UPDATE", f"OLD.minutes_published_on IS NOT NULL AND ({_MEETING_CHANGES})"),
            ("DELETE", "OLD.minutes_published_on IS NOT NULL"),
        ],
        _MINUTES,
    ),
    *_held_by_minutes("agendaitem"),
    *_held_by_minutes("attendance"),
    *_held_by_minutes("statement"),
    *_guards("minutescorrection", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], _REMARK),
    *_guards("decision", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], _DECISION),
    *_guards("vote", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], _DECISION),
    *_guards(
        "referral",
        [("UPDATE", f"{_any_differs(REFERRAL_COLUMNS_FIXED)} OR ({_REFERRAL_HAS_ENDED}) OR ({_SET_TWICE})"), ("DELETE", ALWAYS)],
        _REFERRAL,
    ),
    *_guards(
        "report",
        [("UPDATE", f"{_any_differs(REPORT_COLUMNS_FIXED)} OR ({_REPORT_IS_ANSWERED}) OR ({_SET_TWICE})"), ("DELETE", ALWAYS)],
        _REPORT,
    ),
)
