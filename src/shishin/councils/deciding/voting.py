"""Voting: which votes a body may take note of, and whether they carry a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from shishin.councils.deciding.quorum import ways_of_taking_part
from shishin.councils.deciding.standing_orders import Majority, Rules
from shishin.councils.errors.decisions import MayNotVote, NoSeatThatDay, RecusedWithoutReason, VoterWasAbsent, VotesTwice
from shishin.councils.models import Attendance, Body, Meeting, Seat, Vote

VOTING = (Vote.How.FOR, Vote.How.AGAINST, Vote.How.ABSTAINED)
SHARES = {
    Majority.HALF_OF_VOTES: Fraction(1, 2),
    Majority.HALF_OF_PRESENT: Fraction(1, 2),
    Majority.TWO_THIRDS_OF_VOTES: Fraction(2, 3),
    Majority.TWO_THIRDS_OF_PRESENT: Fraction(2, 3),
}
WITH_ABSTENTIONS = (Majority.HALF_OF_PRESENT, Majority.TWO_THIRDS_OF_PRESENT)


class GivenVote(NamedTuple):
    """How the holder of a seat voted, or why they stood aside."""

    seat: Seat
    how: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """The votes on a text, counted."""

    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    is_chair_for: bool = False

    @property
    def is_a_vote(self) -> bool:
        return bool(self.votes_for + self.votes_against + self.abstained)

    def carries(self, rules: Rules) -> bool:
        if rules.majority == Majority.UNANIMOUS:
            return self.votes_for > 0 and self.votes_against == 0
        base = self.votes_for + self.votes_against + (self.abstained if rules.majority in WITH_ABSTENTIONS else 0)
        share = SHARES[Majority(rules.majority)]
        if share == Fraction(1, 2):
            is_tie = self.votes_for == self.votes_against and self.votes_for > 0
            return 2 * self.votes_for > base or (is_tie and rules.chair_decides_ties and self.is_chair_for)
        return self.votes_for > 0 and self.votes_for >= share * base


def count_votes(votes: Sequence[GivenVote] | Sequence[Vote]) -> Count:
    by_how = Counter(vote.how for vote in votes)
    chairs = [vote for vote in votes if vote.seat.capacity == Seat.Capacity.CHAIR]
    return Count(
        votes_for=by_how[Vote.How.FOR],
        votes_against=by_how[Vote.How.AGAINST],
        abstained=by_how[Vote.How.ABSTAINED],
        is_chair_for=any(vote.how == Vote.How.FOR for vote in chairs),
    )


def refuse_votes(votes: Sequence[GivenVote], *, body: Body, on: date, rules: Rules, attended: dict[int, Attendance]) -> None:
    """A vote needs a seat of that day, a capacity that votes and, where the attendance knows them, somebody who took part."""
    seats = set(body.seats.on(on).values_list("pk", flat=True))
    named: set[int] = set()
    for vote in votes:
        if vote.seat.pk in named:
            raise VotesTwice(person=vote.seat.person)
        named.add(vote.seat.pk)
        if vote.seat.pk not in seats:
            raise NoSeatThatDay(person=vote.seat.person, body=body, day=on)
        if vote.seat.capacity not in rules.votes:
            raise MayNotVote(person=vote.seat.person, capacity=vote.seat.get_capacity_display(), body=body)
        if vote.how == Vote.How.RECUSED:
            if not vote.reason.strip():
                raise RecusedWithoutReason(person=vote.seat.person)
        elif (row := attended.get(vote.seat.pk)) and row.how not in ways_of_taking_part(rules, row.meeting):
            raise VoterWasAbsent(person=vote.seat.person, meeting=row.meeting)


def attendance_by_seat(meeting: Meeting | None) -> dict[int, Attendance]:
    if meeting is None:
        return {}
    return {row.seat_id: row for row in meeting.attendances.select_related("meeting")}
