"""Operations as the button that undoes them names them."""

from __future__ import annotations

from collections.abc import Callable
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


def undo_of(edition: Edition, *, name: Callable[[str], str]) -> Undo | None:
    """`name` tells what the clause of a key is called now; empty where none stands."""
    operation = undoable(edition)
    if operation is None:
        return None
    who = operation.made_by.display_name if operation.made_by else ""
    return Undo(operation.number, operation.key, _in_words(operation, name(operation.key)), who, operation.made_at)


def _in_words(operation: Operation, clause: str) -> str:
    """What was done, and to which clause where that one still stands."""
    what = str(operation.get_kind_display())
    return _("%(what)s (%(clause)s)") % {"what": what, "clause": clause} if clause else what
