"""Inviting: where a draft is open for opinions, the pages of its text say so and lead there. Higher packages add what they know by the point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from shishin.guidelines.models import Edition
from shishin.kit.points import Point


class Invitation(NamedTuple):
    """Something can be said on an edition until a moment. `edition` is its number in the database."""

    edition: int
    words: str
    url: str
    until: datetime


invitations: Point[[Sequence[Edition], Any], Iterable[Invitation]] = Point("guidelines.inviting.invitations")
"""Asked with published drafts and the reader; a filler answers what is open for that reader now, with one query."""


def invitations_to(editions: Iterable[Edition | None], *, reader: Any) -> list[Invitation]:
    """What ends first comes first. Where nothing of a page is a published draft, nobody is asked."""
    drafts = [edition for edition in editions if edition and edition.state == Edition.State.PUBLISHED and not edition.withdrawn_on]
    found = [invitation for answer in invitations.ask(drafts, reader) for invitation in answer] if drafts else []
    return sorted(found, key=lambda invitation: invitation.until)
