"""Waiting: one line of what waits for a person. Each package's `waiting.py` answers with these; the desk puts them in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, why, until when, and the way to do it. `kind` groups the lines under a tab; `label` names that tab."""

    kind: str
    label: str
    title: str
    url: str
    button: str
    why: str = ""
    due: date | None = None
    count: int = 1
    """How many things the line stands for."""
    done: int | None = None
    """Of `count`, how many are done already; draws a bar."""
    is_for_others: bool = False
    """It waits for somebody else, and this person wants to know."""
