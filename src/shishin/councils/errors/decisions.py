"""Refusals about decisions: what keeps a body from deciding, and votes that cannot be."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shishin.councils.models import AgendaItem, Body, Decision, Meeting, Report, Seat
from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal


class NoQuorum(Refusal):
    def __init__(self, body: Body, *, needed: int, present: int) -> None:
        super().__init__(
            _("%(body)s has no quorum: %(needed)s are needed, %(present)s took part.")
            % {"body": body, "needed": needed, "present": present},
            way_out=_("Record who took part in the meeting, ask the others to answer by circulation, or decide at the next meeting."),
        )


class KindNotAllowed(Refusal):
    def __init__(self, body: Body, kind: str) -> None:
        super().__init__(
            _("The standing orders of %(body)s do not know the decision “%(kind)s”.") % {"body": body, "kind": Decision.Kind(kind).label},
            way_out=_("Choose a kind that they allow, or give the body other standing orders."),
        )


class DayOutsideMeeting(Refusal):
    def __init__(self, meeting: Meeting, day: date) -> None:
        super().__init__(
            _("%(meeting)s did not sit on %(day)s.") % {"meeting": meeting, "day": day_in_words(day)},
            way_out=_("Give a day of that meeting, or choose the meeting of that day."),
        )


class NotACirculation(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("%(meeting)s is a sitting, not a circulation.") % {"meeting": meeting},
            way_out=_("Choose another kind of decision, or the meeting at which papers were circulated."),
        )


class BodyNotYetEstablished(Refusal):
    def __init__(self, body: Body, day: date) -> None:
        super().__init__(
            _("%(body)s was established only on %(day)s.") % {"body": body, "day": day_in_words(day)},
            way_out=_("Choose a day from then on, or the body that came before it."),
        )


class DayToCome(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(
            _("%(day)s is still to come.") % {"day": day_in_words(day)},
            way_out=_("Record it when it has happened, or correct the day."),
        )


class TextAlreadyDecided(Refusal):
    def __init__(self, decision: Decision) -> None:
        super().__init__(
            _("This meeting has decided on this text already: “%(kind)s”.") % {"kind": decision.get_kind_display()},
            way_out=_("Check the hash of the text, or record what a later meeting decided."),
        )


class SameDecision(Refusal):
    def __init__(self, decision: Decision) -> None:
        super().__init__(
            _("%(body)s has a decision “%(kind)s” on this text from %(day)s already.")
            % {"body": decision.body, "kind": decision.get_kind_display(), "day": day_in_words(decision.decided_on)},
            way_out=_(
                "Look at the page of the body: one that stands there needs no second record. Else correct the day, the kind or the hash."
            ),
        )


class AnotherTextOnAgenda(Refusal):
    def __init__(self, item: AgendaItem) -> None:
        super().__init__(
            _("The agenda item “%(item)s” is about a text with another hash.") % {"item": item},
            way_out=_("Give the hash on the agenda, or record the decision without the agenda item and say why in its words."),
        )


class AnotherBodysReport(Refusal):
    def __init__(self, body: Body, report: Report) -> None:
        super().__init__(
            _("The report on “%(referral)s” was not made to %(body)s.") % {"referral": report.referral, "body": body},
            way_out=_("Choose a report that this body has to answer."),
        )


class AnotherTextReported(Refusal):
    def __init__(self, report: Report) -> None:
        super().__init__(
            _("The report on “%(referral)s” carries a text with another hash.") % {"referral": report.referral},
            way_out=_("Give the hash that stands in the report, or record the decision without the report."),
        )


class MayNotVote(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("%(person)s sits there as %(capacity)s and has no vote.") % {"person": seat.person, "capacity": seat.get_capacity_display()},
            way_out=_("Leave this vote out, or give the body standing orders that let this capacity vote."),
        )


class NoSeatThatDay(Refusal):
    def __init__(self, seat: Seat, body: Body, day: date) -> None:
        super().__init__(
            _("%(person)s had no seat in %(body)s on %(day)s.") % {"person": seat.person, "body": body, "day": day_in_words(day)},
            way_out=_("Leave this vote out, or correct the day or the term."),
        )


class VotesTwice(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("%(person)s is named twice among the votes.") % {"person": seat.person},
            way_out=_("Keep one: who stands aside does not vote."),
        )


class VoterWasAbsent(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("%(person)s did not take part in the meeting.") % {"person": seat.person},
            way_out=_("Leave this vote out, or correct the attendance of the meeting first."),
        )


class RecusedWithoutReason(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("It is not said why %(person)s stood aside.") % {"person": seat.person},
            way_out=_("Give the reason in one sentence: it is published with the decision."),
        )


class VotesDidNotCarry(Refusal):
    def __init__(self, *, votes_for: int, votes_against: int, abstained: int) -> None:
        super().__init__(
            _("The votes did not carry it: %(votes_for)s for, %(votes_against)s against, %(abstained)s abstained.")
            % {"votes_for": votes_for, "votes_against": votes_against, "abstained": abstained},
            way_out=_("Record it as rejected or returned, or correct the votes."),
        )


class VotesCarriedIt(Refusal):
    def __init__(self, *, votes_for: int, votes_against: int, abstained: int) -> None:
        super().__init__(
            _("The votes carried it, so it was not rejected: %(votes_for)s for, %(votes_against)s against, %(abstained)s abstained.")
            % {"votes_for": votes_for, "votes_against": votes_against, "abstained": abstained},
            way_out=_("Record it as decided, or correct the votes: they are for or against the text."),
        )
