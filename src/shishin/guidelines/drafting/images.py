"""Images: what an operation touched, as it stood before and after, kept as JSON so that the operation can be undone.

An image is an object of four lists, each only of what differs between the two images of an operation:

- `clauses`: {uuid, line, key, position, depth} and the attributes of a clause. A clause that only made room for
  others is not named: what is not named keeps its order.
- `words`: {clause, language, number, heading, body, summary, content_hash, source_hash}
- `changes`: {uuid, kind, is_substantive, reason, before, after}; the last two are clauses, the third a reason, all by uuid
- `reasons`: {uuid, words}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from shishin.guidelines.changes.change_rows import ChangeRow, ChangeRows
from shishin.guidelines.changes.judging import longest_rising
from shishin.guidelines.drafting.words import Words
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.models import ATTRIBUTES

Image = dict[str, list[dict[str, Any]]]
IMAGED = ("uuid", "line", "key", "depth", *ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class DraftState:
    """An edition, or as much of it as an operation can touch."""

    clauses: Sequence[PlainClause] = ()
    words: Sequence[Words] = ()
    changes: ChangeRows = field(default_factory=ChangeRows)
    first: int = 0
    """The position of the first of the clauses."""


def images(before: DraftState, after: DraftState) -> tuple[Image, Image]:
    touched = _touched(before.clauses, after.clauses)
    return _image(before, after, touched), _image(after, before, touched)


def clause_image(clause: PlainClause, position: int) -> dict[str, Any]:
    return {"position": position, **{name: getattr(clause, name) for name in IMAGED}}


def change_image(row: ChangeRow) -> dict[str, Any]:
    return {**asdict(row), "before": list(row.before), "after": list(row.after)}


def clause_from(image: Mapping[str, Any]) -> PlainClause:
    return PlainClause(**{name: value for name, value in image.items() if name != "position"})


def change_from(image: Mapping[str, Any]) -> ChangeRow:
    return ChangeRow(**{**image, "before": tuple(image["before"]), "after": tuple(image["after"])})


def _touched(before: Sequence[PlainClause], after: Sequence[PlainClause]) -> set[str]:
    """Clauses that came, went or were described otherwise, and as few as possible of those in another order."""
    was = {clause.uuid: (place, clause) for place, clause in enumerate(before)}
    now = {clause.uuid: clause for clause in after}
    touched = {uuid for uuid, (_place, clause) in was.items() if now.get(uuid) != clause} | (now.keys() - was.keys())
    common = [uuid for uuid in now if uuid in was]
    stayed = longest_rising([was[uuid][0] for uuid in common])
    return touched | {uuid for place, uuid in enumerate(common) if place not in stayed}


def _image(one: DraftState, other: DraftState, touched: set[str]) -> Image:
    return {
        "clauses": [clause_image(clause, one.first + place) for place, clause in enumerate(one.clauses) if clause.uuid in touched],
        "words": [row for row in one.words if row not in other.words],
        "changes": [change_image(row) for uuid, row in one.changes.changes.items() if other.changes.changes.get(uuid) != row],
        "reasons": [
            {"uuid": uuid, "words": dict(words)} for uuid, words in one.changes.reasons.items() if other.changes.reasons.get(uuid) != words
        ],
    }
