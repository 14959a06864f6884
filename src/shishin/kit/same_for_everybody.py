"""Pages that are the same for everybody who is not signed in, until something public changes: a view says so, the site keeps them.

`site/kept_pages.py` keeps them by address, language, day, and the number that every public change raises (`trail/public_changes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
MARK = "is_same_for_everybody"
_ends: ContextVar[list[datetime] | None] = ContextVar("ends", default=None)


def same_for_everybody(view: View) -> View:
    """Mark a view, and what it answers to somebody who is not signed in: nothing of it depends on who asks, but for the language."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        setattr(response, MARK, not request.user.is_authenticated)
        return response

    setattr(answer, MARK, True)
    return answer


def changes_at(moment: datetime) -> None:
    """What is drawn now changes by the clock at a moment of this day: it is kept no longer."""
    ends = _ends.get()
    if ends is not None:
        ends.append(moment)


@contextmanager
def noting_ends() -> Iterator[list[datetime]]:
    """Note, while a page is drawn, when it changes by the clock."""
    ends: list[datetime] = []
    token = _ends.set(ends)
    try:
        yield ends
    finally:
        _ends.reset(token)
