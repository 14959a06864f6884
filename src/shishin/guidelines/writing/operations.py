"""Operations as the button that undoes them names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shishin.guidelines.drafting.undoing import undoable
from shishin.guidelines.models import Edition, Operation


@dataclass(frozen=True, slots=True)
class Undo:
    """What the next undoing would take back."""

    number: int
    key: str
    words: str
    who: str
    made_at: datetime


def undo_of(edition: Edition) -> Undo | None:
    operation = undoable(edition)
    if operation is None:
        return None
    who = operation.made_by.display_name if operation.made_by else ""
    return Undo(operation.number, operation.key, in_words(operation), who, operation.made_at)


def in_words(operation: Operation) -> str:
    """What was done and to which clause, by the key that it had then."""
    if not operation.key:
        return str(operation.get_kind_display())
    return _("%(what)s (%(clause)s)") % {"what": operation.get_kind_display(), "clause": operation.key}
