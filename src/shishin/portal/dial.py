"""The compass dial of the home page: five phases in a circle, and the needle on the one under way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

CENTRE = 210
RING, NODES, ARROWS = 104, 126, 126
NODE_RADIUS = 17
PHASES = 5


@dataclass(frozen=True, slots=True)
class DialNode:
    """Where a phase stands on the dial, and where its words go."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    turn: int

    @property
    def number_y(self) -> float:
        return round(self.y + 6, 1)

    @property
    def note_y(self) -> float:
        return round(self.label_y + 21, 1)


@cache
def nodes() -> list[DialNode]:
    """Clockwise from the top."""
    found = []
    for number in range(PHASES):
        x, y = _at(NODES, number / PHASES)
        side = sin(2 * pi * number / PHASES)
        anchor = "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"
        is_low = y > CENTRE
        shift = 0 if anchor == "middle" else (16 if is_low else 1.2) * (1 if side > 0 else -1)
        label_y = y + 44 if is_low else y - 48
        found.append(DialNode(x, y, round(x + shift, 1), round(label_y, 1), anchor, 360 // PHASES * number))
    return found


@cache
def ticks() -> str:
    """Sixty strokes inside the ring, every fifth longer."""
    strokes = []
    for number in range(60):
        (x, y), (inner_x, inner_y) = _at(RING, number / 60), _at(RING - (8 if number % 5 == 0 else 4), number / 60)
        strokes.append(f"M{x} {y}L{inner_x} {inner_y}")
    return "".join(strokes)


@cache
def arcs() -> list[tuple[str, str]]:
    """From each phase to the next: the arc and the head of its arrow."""
    found = []
    gap, head = 13 / 360, 4.1 / 360
    for number in range(PHASES):
        begin, end = number / PHASES + gap, (number + 1) / PHASES - gap - head
        (x, y), (to_x, to_y) = _at(ARROWS, begin), _at(ARROWS, end)
        tip = _at(ARROWS, end + head)
        left, right = _at(ARROWS + 5.5, end), _at(ARROWS - 5.5, end)
        arc = f"M{x} {y}A{ARROWS} {ARROWS} 0 0 1 {to_x} {to_y}"
        found.append((arc, f"M{tip[0]} {tip[1]}L{left[0]} {left[1]}L{right[0]} {right[1]}z"))
    return found


def _at(radius: float, share: float) -> tuple[float, float]:
    """A point on a circle around the centre; the share of a turn is counted from the top."""
    angle = 2 * pi * share
    return round(CENTRE + radius * sin(angle), 1), round(CENTRE - radius * cos(angle), 1)
