"""Subjects: what decisions, referrals and reports are about and what they led to, told by the packages that know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shishin.councils.models import Decision, Referral, Report
from shishin.kit.points import Point


class Acts(NamedTuple):
    """The acts of bodies that a page shows."""

    decisions: Sequence[Decision] = ()
    referrals: Sequence[Referral] = ()
    reports: Sequence[Report] = ()


class Subject(NamedTuple):
    """One thing that an act of a body led to, in words and with its address. `act` is decision, referral or report."""

    act: str
    act_id: int
    words: str
    url: str


subjects: Point[[Acts, Any], Iterable[Subject]] = Point("councils.subjects")


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a reader may see of what acts led to."""

    found: dict[tuple[str, int], list[Subject]] = field(default_factory=dict)

    def of(self, act: Decision | Referral | Report) -> list[Subject]:
        return self.found.get((str(act._meta.model_name), act.pk), [])


def subjects_of(
    *, decisions: Sequence[Decision] = (), referrals: Sequence[Referral] = (), reports: Sequence[Report] = (), reader: Any
) -> Subjects:
    """What these acts led to, as far as the reader may see it: one query a filler."""
    found = Subjects()
    acts = Acts(decisions, referrals, reports)
    for rows in subjects.ask(acts, reader) if any(acts) else ():
        for row in rows:
            found.found.setdefault((row.act, row.act_id), []).append(row)
    return found
