"""Deciding: a body's answer to a text, kept with the text's hash, the orders of the day, the quorum and the votes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from shishin.councils.deciding.quorum import Quorum, quorum_of
from shishin.councils.deciding.standing_orders import Rules, rules_of
from shishin.councils.deciding.voting import VOTING, GivenVote, attendance_by_seat, count_votes, refuse_votes
from shishin.councils.errors.bodies import AnotherBodysMeeting, BodyIsAbolished
from shishin.councils.errors.decisions import (
    AnotherBodysReport,
    AnotherTextOnAgenda,
    AnotherTextReported,
    BodyNotYetEstablished,
    DayOutsideMeeting,
    DayToCome,
    KindNotAllowed,
    NoQuorum,
    NotACirculation,
    SameDecision,
    TextAlreadyDecided,
    VotesCarriedIt,
    VotesDidNotCarry,
)
from shishin.councils.errors.meetings import MeetingIsCancelled
from shishin.councils.errors.papers import AnotherMeetingsItem
from shishin.councils.models import AgendaItem, Attendance, Body, Decision, Meeting, Report, StandingOrders, Vote
from shishin.councils.texts import refuse_unknown_text
from shishin.councils.trail_hashes import decision_hash
from shishin.trail.recording import Acting, record


@transaction.atomic
def record_decision(body: Body, *, by: Acting, meeting: Meeting | None = None, **given: Any) -> Decision:
    """Keep what a body decided about a text, as `draw_up_decision` takes it."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk) if meeting else None
    decision, votes = draw_up_decision(body, meeting=meeting, **given)
    decision.save()
    Vote.objects.bulk_create(votes)
    _record(decision, votes, by=by)
    return decision


def draw_up_decision(
    body: Body,
    *,
    kind: Decision.Kind,
    decided_on: date,
    text_name: str,
    text_hash: str,
    meeting: Meeting | None = None,
    words: dict[str, str] | None = None,
    agenda_item: AgendaItem | None = None,
    report: Report | None = None,
    votes: Sequence[tuple[Any, ...]] = (),
) -> tuple[Decision, list[Vote]]:
    """A decision as it would be kept, or why not. `votes` are (seat, how, reason); attendance is the meeting's own."""
    given, rules, attended = [GivenVote(*vote) for vote in votes], rules_of(body), attendance_by_seat(meeting)
    _refuse_kind(body, kind, rules=rules, on=decided_on)
    _refuse_meeting(body, meeting, kind=kind, on=decided_on, text_hash=text_hash)
    _refuse_same(body, kind=kind, on=decided_on, text_name=text_name, text_hash=text_hash)
    _refuse_another_text(body, meeting, agenda_item, report, text_hash=text_hash)
    # What the agenda or the report fixed was there, whatever became of it since.
    if not any(fixed and (fixed.text_name, fixed.text_hash) == (text_name, text_hash) for fixed in (agenda_item, report)):
        refuse_unknown_text(text_name, text_hash)
    refuse_votes(given, body=body, on=decided_on, rules=rules, attended=attended)
    quorum = _quorum_for(kind, body, meeting, given, rules=rules, on=decided_on)

    decision = Decision(
        body=body,
        meeting=meeting,
        kind=kind,
        decided_on=decided_on,
        text_name=text_name,
        text_hash=text_hash,
        words=words or {},
        agenda_item=agenda_item,
        report=report,
        **_as_of_the_day(body, quorum, on=decided_on),
    )
    return decision, _votes(decision, given, attended)


def undecided_items(bodies: Collection[Body] | QuerySet[Body], day: date) -> QuerySet[AgendaItem]:
    """Items for decision of meetings that were held and not cancelled, and have no decision. Minutes settle an item without a text."""
    held = Meeting.objects.annotate(last=Coalesce("until", "held_on")).filter(last__lte=day, cancelled_on=None, body__in=bodies)
    items = AgendaItem.objects.filter(kind=AgendaItem.Kind.DECISION, meeting__in=held.values("pk"), decisions=None)
    of_its_text = Decision.objects.filter(meeting=OuterRef("meeting"), text_hash=OuterRef("text_hash"))
    items = items.exclude(Q(text_hash="", meeting__minutes_published_on__isnull=False) | Exists(of_its_text))
    rows = items.select_related("meeting__body").prefetch_related("meeting__body__dated_names")
    return rows.order_by("meeting__held_on", "position")


def _as_of_the_day(body: Body, quorum: Quorum | None, *, on: date) -> dict[str, Any]:
    return {
        "body_names": body.names_on(on),
        "orders": _orders(body.standing_orders),
        "quorum_needed": quorum.needed if quorum else None,
        "quorum_present": quorum.present if quorum else None,
    }


def refuse_bodys_day(body: Body, *, on: date) -> None:
    """A body acts on days on which it is there, and nobody records what has not happened yet."""
    if on > localdate():
        raise DayToCome(day=on)
    if body.established_on and on < body.established_on:
        raise BodyNotYetEstablished(body=body, day=body.established_on)
    if body.abolished_on and on > body.abolished_on:
        raise BodyIsAbolished(body=body, day=body.abolished_on)


def _refuse_kind(body: Body, kind: str, *, rules: Rules, on: date) -> None:
    refuse_bodys_day(body, on=on)
    if kind not in rules.kinds:
        raise KindNotAllowed(body=body, kind=Decision.Kind(kind).label)


def _refuse_meeting(body: Body, meeting: Meeting | None, *, kind: str, on: date, text_hash: str) -> None:
    if meeting is None:
        return
    if meeting.body_id != body.pk:
        raise AnotherBodysMeeting(meeting=meeting, body=body)
    if meeting.cancelled_on:
        raise MeetingIsCancelled(meeting=meeting, day=meeting.cancelled_on)
    if not meeting.held_on <= on <= meeting.last_day:
        raise DayOutsideMeeting(meeting=meeting, day=on)
    if kind == Decision.Kind.CIRCULATED and not meeting.is_circulated:
        raise NotACirculation(meeting=meeting)
    if there := meeting.decisions.filter(text_hash=text_hash).first():
        raise TextAlreadyDecided(kind=there.get_kind_display())


def _refuse_same(body: Body, *, kind: str, on: date, text_name: str, text_hash: str) -> None:
    """A form that is sent twice, or by two people, is one decision."""
    if there := body.decisions.filter(text_name=text_name, text_hash=text_hash, decided_on=on, kind=kind).first():
        raise SameDecision(body=there.body, kind=there.get_kind_display(), day=there.decided_on)


def _refuse_another_text(
    body: Body, meeting: Meeting | None, agenda_item: AgendaItem | None, report: Report | None, *, text_hash: str
) -> None:
    if agenda_item is not None:
        if meeting is None or agenda_item.meeting_id != meeting.pk:
            raise AnotherMeetingsItem
        if agenda_item.text_hash not in ("", text_hash):
            raise AnotherTextOnAgenda(item=agenda_item)
    if report is not None:
        if report.referral.answering_body != body:
            raise AnotherBodysReport(referral=report.referral, body=body)
        if report.text_hash not in ("", text_hash):
            raise AnotherTextReported(referral=report.referral)


def _quorum_for(
    kind: Decision.Kind, body: Body, meeting: Meeting | None, given: Sequence[GivenVote], *, rules: Rules, on: date
) -> Quorum | None:
    """Where enough were there, and the votes came to this kind of decision."""
    voted = [vote.seat.pk for vote in given if vote.how in VOTING]
    recused = [vote.seat.pk for vote in given if vote.how == Vote.How.RECUSED]
    quorum = quorum_of(body, on=on, rules=rules, meeting=meeting, voted=voted, recused=recused)
    if quorum and not quorum.is_there:
        raise NoQuorum(body=body, needed=quorum.needed, present=quorum.present, where=meeting or body)
    _refuse_result(given, kind=kind, rules=rules)
    return quorum


def _refuse_result(given: Sequence[GivenVote], *, kind: str, rules: Rules) -> None:
    """Votes are for or against the text. Where nobody voted, the body agreed without a vote."""
    count = count_votes(given)
    if not count.is_a_vote:
        return
    is_carried = count.carries(rules)
    figures: dict[str, Any] = {"votes_for": count.votes_for, "votes_against": count.votes_against, "abstained": count.abstained}
    if kind in Decision.APPROVALS and not is_carried:
        raise VotesDidNotCarry(**figures)
    if kind == Decision.Kind.REJECTED and is_carried:
        raise VotesCarriedIt(**figures)


def _orders(orders: StandingOrders | None) -> dict[str, Any]:
    return {"slug": orders.slug, "titles": orders.titles, "rules": orders.rules} if orders else {}


def _votes(decision: Decision, given: Sequence[GivenVote], attended: dict[int, Attendance]) -> list[Vote]:
    """Under the names of that day, where the attendance has them."""
    return [
        Vote(
            decision=decision,
            seat=vote.seat,
            how=vote.how,
            name=attended[vote.seat.pk].name if vote.seat.pk in attended else vote.seat.person.name_to_keep(decision.decided_on),
            capacity=vote.seat.capacity,
            reason=vote.reason.strip(),
        )
        for vote in given
    ]


def _record(decision: Decision, votes: Sequence[Vote], *, by: Acting) -> None:
    record(
        "councils.decision_recorded",
        about=decision,
        who=by,
        body=str(decision.body.uuid),
        kind=str(decision.kind),
        text_hash=decision.text_hash,
        meeting=str(decision.meeting.uuid) if decision.meeting else None,
        report=str(decision.report.uuid) if decision.report else None,
        quorum_needed=decision.quorum_needed,
        quorum_present=decision.quorum_present,
        votes={str(how): sum(vote.how == how for vote in votes) for how in Vote.How} if votes else {},
        hash=decision_hash(decision),
    )
