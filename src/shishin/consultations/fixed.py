"""What is fixed, as the database itself guards it: that an opinion came, who said it and in which words, and results once they are published.

On SQLite, INSERT OR REPLACE over a connection without `recursive_triggers` (those of the site have it) passes the guards where only a partial unique
index is in its way, that of a voice or of the words of an opinion: to ask at each inserted row would cost a large file seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shishin.kit.triggers import ALWAYS, Guard

Event = Literal["INSERT", "UPDATE", "DELETE"]

# Written out, because apps load before models; a test holds them to the tables.
SUBMISSION_COLUMNS_FIXED = (
    *("id", "uuid", "round_id", "intake_id", "received_at", "posted_on", "external_id", "receipt_hash", "form_key"),
    *("organization_id", "person_id"),
)
VOICE_COLUMNS_FIXED = ("id", "submission_id", "opinion_id", "stance", "is_after_draft")
OPINION_COLUMNS_FIXED = ("id", "uuid", "consultation_id", "line_id", "fold_key", "part_of_id")
OPINION_COLUMNS_FIXED_WITH_RESULTS = ("state", "response_id", "theme_id", "folded_into_id", "place_id", "is_new_point")
RESPONSE_COLUMNS_FIXED_WITH_RESULTS = (
    *("id", "uuid", "consultation_id", "number", "theme_id", "disposition", "gists", "views", "reasons", "places", "promised"),
    *("in_charge_id", "state", "written_by_id", "checked_by_id", "follows_id", "corrects_id", "corrected_on", "figures"),
)
CONSULTATION_COLUMNS_FIXED_WITH_RESULTS = (
    *("id", "uuid", "slug", "document_id", "profile_id", "rules", "titles", "questions", "handling", "facts", "announced_at"),
    *("results_published_at", "results_hash", "edition_id", "ended_at", "ended_reason"),
)


def _differs(column: str) -> str:
    # Text on both sides, so that an absent value compares too, on either database.
    return f"COALESCE(CAST(OLD.{column} AS TEXT), '') <> COALESCE(CAST(NEW.{column} AS TEXT), '')"


def _any_differs(columns: Iterable[str]) -> str:
    return " OR ".join(_differs(column) for column in columns)


def _guards(table: str, events: Iterable[tuple[Event, str]], message: str) -> list[Guard]:
    return [
        Guard(f"consultations_{table}_{event.lower()}", f"consultations_{table}", event, condition, message) for event, condition in events
    ]


_RESULTS_ARE_PUBLISHED = (
    "EXISTS (SELECT 1 FROM consultations_consultation c WHERE c.id = OLD.consultation_id AND c.results_published_at IS NOT NULL)"
)
_TIE_IS_PUBLISHED = (
    "EXISTS (SELECT 1 FROM consultations_response r JOIN consultations_consultation c ON c.id = r.consultation_id "
    "WHERE r.id = {row}.response_id AND c.results_published_at IS NOT NULL)"
)
_SUBMISSION = "What was received stays as it was received."
_VOICE = "Who said what stays; a voice leaves once, and is never removed."
_OPINION = "An opinion is never removed, and its words change only where they are masked."
_RESPONSE = "Published responses are fixed: what is wrong is corrected by a further one."
_MODERATION = "What was withheld or masked, and why, stays on record."
_RESULTS = "Published results are fixed: what is wrong is corrected by a dated remark or a further response."

GUARDS: tuple[Guard, ...] = (
    *_guards("submission", [("UPDATE", _any_differs(SUBMISSION_COLUMNS_FIXED)), ("DELETE", ALWAYS)], _SUBMISSION),
    *_guards(
        "voice",
        [("UPDATE", f"{_any_differs(VOICE_COLUMNS_FIXED)} OR (OLD.left <> '' AND OLD.left <> NEW.left)"), ("DELETE", ALWAYS)],
        _VOICE,
    ),
    *_guards(
        "opinion",
        [
            (
                "UPDATE",
                f"{_any_differs(OPINION_COLUMNS_FIXED)} OR (OLD.words <> NEW.words AND NOT OLD.is_masked AND NOT NEW.is_masked) "
                f"OR (OLD.number IS NOT NULL AND ({_differs('number')})) "
                f"OR (({_any_differs(OPINION_COLUMNS_FIXED_WITH_RESULTS)}) AND {_RESULTS_ARE_PUBLISHED})",
            ),
            ("DELETE", ALWAYS),
        ],
        _OPINION,
    ),
    *_guards(
        "response",
        [
            ("UPDATE", f"({_any_differs(RESPONSE_COLUMNS_FIXED_WITH_RESULTS)}) AND {_RESULTS_ARE_PUBLISHED}"),
            ("DELETE", ALWAYS),
        ],
        _RESPONSE,
    ),
    *_guards(
        "response_changes",
        [
            ("INSERT", _TIE_IS_PUBLISHED.format(row="NEW")),
            ("UPDATE", _TIE_IS_PUBLISHED.format(row="OLD")),
            ("DELETE", _TIE_IS_PUBLISHED.format(row="OLD")),
        ],
        _RESPONSE,
    ),
    *_guards("moderationact", [("UPDATE", "OLD.state <> 'asked'"), ("DELETE", ALWAYS)], _MODERATION),
    *_guards(
        "consultation",
        [
            (
                "UPDATE",
                f"OLD.results_published_at IS NOT NULL AND ({_any_differs(CONSULTATION_COLUMNS_FIXED_WITH_RESULTS)}) "
                f"OR (OLD.announced_at IS NOT NULL AND ({_differs('announced_at')}))",
            ),
            ("DELETE", "OLD.announced_at IS NOT NULL"),
        ],
        _RESULTS,
    ),
    *_guards("resultscorrection", [("UPDATE", ALWAYS), ("DELETE", ALWAYS)], _RESULTS),
)
