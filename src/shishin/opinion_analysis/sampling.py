"""Sampling: which of what the machine placed a person checks, and how far the machine can be trusted by what the person found."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from math import sqrt
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

CHECKED = 50
CERTAIN = 1.959963984540054
"""Standard deviations within which 95 of 100 lie."""


class Agreement(NamedTuple):
    """The part in which a person agreed, of how many, and between what it lies for all, 19 times out of 20 (Wilson)."""

    share: float
    checked: int
    low: float
    high: float


def drawn(items: Iterable[Item], *, seed: int, most: int = CHECKED) -> list[Item]:
    """So many of them, in an order that tells nothing; the same for the same seed, in whatever order they come."""

    def lot(item: Item) -> bytes:
        return blake2b(f"{seed}\t{item}".encode("utf-8", "surrogatepass")).digest()

    return sorted(items, key=lot)[:most]


def agreement(agreed: int, checked: int) -> Agreement | None:
    """What can be said of all placings after so many were checked; nothing before the first."""
    if not checked:
        return None
    share, square = agreed / checked, CERTAIN**2
    middle = (share + square / (2 * checked)) / (1 + square / checked)
    half = CERTAIN / (1 + square / checked) * sqrt(share * (1 - share) / checked + square / (4 * checked**2))
    return Agreement(share, checked, max(0.0, middle - half), min(1.0, middle + half))
