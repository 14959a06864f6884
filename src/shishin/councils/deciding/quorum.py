"""Quorum: how many of a body's seats a decision needs, and how many took part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shishin.councils.deciding.standing_orders import Rules
from shishin.councils.models import Attendance, Body, Meeting

THERE = (Attendance.How.PRESENT, Attendance.How.ONLINE)


@dataclass(frozen=True, slots=True)
class Quorum:
    needed: int
    present: int

    @property
    def is_there(self) -> bool:
        return self.present >= self.needed


def ways_of_taking_part(rules: Rules, meeting: Meeting) -> tuple[str, ...]:
    """Which attendances count: in a circulation an answer in writing always does."""
    ways: tuple[str, ...] = THERE
    if rules.delegates_count:
        ways += (Attendance.How.DELEGATED,)
    if rules.written_answers_count or meeting.is_circulated:
        ways += (Attendance.How.ANSWERED,)
    return ways


def seats_taking_part(meeting: Meeting, rules: Rules) -> set[int]:
    """The seats whose holders took part, as the meeting's attendance has them."""
    return set(meeting.attendances.filter(how__in=ways_of_taking_part(rules, meeting)).values_list("seat", flat=True))


def quorum_of(
    body: Body, *, on: date, rules: Rules, meeting: Meeting | None, voted: Collection[int] = (), recused: Collection[int] = ()
) -> Quorum | None:
    """None where the orders ask for none. Who voted took part; who stood aside is left out of both figures, unless the orders count them."""
    if rules.quorum is None:
        return None
    seats = set(body.seats.on(on).filter(capacity__in=rules.quorum.of).values_list("pk", flat=True))
    present = set(voted) | (seats_taking_part(meeting, rules) if meeting else set())
    if rules.recused_count_for_quorum:
        present |= set(recused)
    else:
        seats -= set(recused)
    return Quorum(needed=rules.quorum.needed(len(seats)), present=len(present & seats))
