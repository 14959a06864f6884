"""Refusals: what was not done, why, and the way out. And what is not there, with the nearest that is."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.utils.translation import gettext as _


class Refusal(Exception):
    """An action that the rules of the domain do not allow.

    The message is shown to the person who asked: one sentence on what was
    refused and why, and `way_out`, one sentence on what they can do now.
    """

    def __init__(self, message: str, *, way_out: str) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    @property
    def in_full(self) -> str:
        """Both sentences, for where they stand in one line."""
        return f"{self.message} {self.way_out}"

    @property
    def code(self) -> str:
        """A stable name for machines: the class name."""
        return type(self).__name__


class NotFoundWithOffers(Http404):
    """Nothing stands at this address, but something near does: `offers` are (address, label)."""

    def __init__(self, message: str = "", *, offers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.offers = list(offers)


class DataNotUnderstood(Refusal):
    """A data file is refused as a whole: which line, what is wrong, and what to do."""

    def __init__(self, source: str, line: int | None, message: str, *, way_out: str) -> None:
        place = _("%(source)s, line %(line)s:") % {"source": source, "line": line} if line else f"{source}:"
        super().__init__(f"{place} {message}", way_out=way_out)
        self.line = line
