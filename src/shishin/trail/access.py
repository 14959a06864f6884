"""Who may read the trail: auditors and owners, by the ability that people give."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from django.http import Http404


@runtime_checkable
class Reader(Protocol):
    """Whoever is signed in and can be asked what they may do."""

    def may(self, ability: str) -> bool: ...


def can_read_trail(user: object) -> bool:
    return isinstance(user, Reader) and user.may("read_trail")


def reader_of_trail(user: object) -> object:
    """The one who asks; everyone else gets the answer for what does not exist."""
    if not can_read_trail(user):
        raise Http404
    return user
