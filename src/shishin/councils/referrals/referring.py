"""Referring: a council puts a question to a group below it, or a committee a proposal to the council above it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.deciding.recording import refuse_bodys_day
from shishin.councils.errors.bodies import AnotherBodysMeeting
from shishin.councils.errors.decisions import DayToCome
from shishin.councils.errors.meetings import MeetingIsCancelled
from shishin.councils.errors.referrals import (
    AlreadyPublished,
    DayBefore,
    DueBeforeReferred,
    DueDayNotLater,
    NotAbove,
    NotBelow,
    QuestionMissing,
    ReasonMissing,
    ReferralHasEnded,
    SameReferral,
)
from shishin.councils.models import Body, Meeting, Referral, Report
from shishin.councils.models.referrals import UPWARD_PROPOSAL
from shishin.people.claims import claim
from shishin.trail.recording import Acting, record

ENDED = (Referral.State.ACCEPTED, Referral.State.WITHDRAWN)


@transaction.atomic
def refer(
    *,
    direction: Referral.Direction,
    asked_by: Body,
    asked_of: Body,
    titles: dict[str, str],
    questions: dict[str, str],
    referred_on: date,
    by: Acting,
    due_on: date | None = None,
    terms: dict[str, str] | None = None,
    meeting: Meeting | None = None,
) -> Referral:
    """Put a question or a proposal to another body of the same tree. It is private until it is published."""
    # Lock them all: the tree must not move under the referral.
    rows = {row.pk: row for row in Body.objects.select_for_update()}
    tree = bodies_by_number()
    asked_by, asked_of = rows[asked_by.pk], rows[asked_of.pk]
    _refuse_places(tree, direction, asked_by, asked_of)
    for body in (asked_by, asked_of):
        refuse_bodys_day(body, on=referred_on)
    if not any(titles.values()) or not any(questions.values()):
        raise QuestionMissing
    if due_on and due_on < referred_on:
        raise DueBeforeReferred(due=due_on, referred=referred_on)
    _refuse_meeting(asked_by, meeting)
    _refuse_same(asked_by, asked_of, titles=titles, on=referred_on)

    referral = Referral.objects.create(
        direction=direction,
        asked_by=asked_by,
        asked_of=asked_of,
        meeting=meeting,
        titles=titles,
        questions=questions,
        terms=terms or {},
        referred_on=referred_on,
        due_on=due_on,
    )
    _record_made(referral, by=by)
    if direction == Referral.Direction.UP:
        ours, theirs = asked_by.organization, asked_of.organization
        claim(UPWARD_PROPOSAL, edge=referral.uuid, target=asked_of.uuid, claimed_by=ours, kept_by=theirs, by=by)
    return referral


@transaction.atomic
def publish_referral(referral: Referral, *, by: Acting, on: date | None = None) -> Referral:
    """From now on everybody reads the question, its terms and its state. Reports are published by themselves."""
    referral = locked(referral)
    on = on or localdate()
    if referral.published_on:
        raise AlreadyPublished(day=referral.published_on)
    refuse_order(on, referral.referred_on)
    referral.published_on = on
    referral.save(update_fields=["published_on"])
    record("councils.referral_published", about=referral, who=by, published_on=on.isoformat())
    return referral


@transaction.atomic
def extend_referral(referral: Referral, *, due_on: date, reason: str, by: Acting) -> Referral:
    """A later due day, with the reason why."""
    referral = locked(referral)
    refuse_ended(referral)
    if not reason.strip():
        raise ReasonMissing
    refuse_due_day(referral, due_on)
    before = referral.due_on
    referral.due_on = due_on
    referral.save(update_fields=["due_on"])
    record(
        "councils.referral_extended",
        about=referral,
        who=by,
        why=reason.strip(),
        due_on=due_on.isoformat(),
        before=before.isoformat() if before else None,
    )
    return referral


@transaction.atomic
def withdraw_referral(referral: Referral, *, reason: str, by: Acting, on: date | None = None) -> Referral:
    """Whoever asked asks no more. A report that waits for an answer ends with the referral."""
    referral = locked(referral)
    on = on or localdate()
    refuse_ended(referral)
    if not reason.strip():
        raise ReasonMissing
    waiting = referral.reports.select_for_update().filter(outcome=Report.Outcome.OPEN).first()
    refuse_order(on, waiting.reported_on if waiting else referral.referred_on)
    if waiting:
        waiting.outcome, waiting.answered_on = Report.Outcome.LAPSED, on
        waiting.save(update_fields=["outcome", "answered_on"])
    referral.state, referral.ended_on, referral.withdrawn_reason = Referral.State.WITHDRAWN, on, reason.strip()
    referral.save(update_fields=["state", "ended_on", "withdrawn_reason"])
    record("councils.referral_withdrawn", about=referral, who=by, why=referral.withdrawn_reason, ended_on=on.isoformat())
    return referral


def locked(referral: Referral) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("asked_by", "asked_of")
    return rows.get(pk=referral.pk)


def refuse_ended(referral: Referral) -> None:
    if referral.state in ENDED:
        raise ReferralHasEnded(referral=referral, day=referral.ended_on, state=referral.get_state_display())


def refuse_order(day: date, earlier: date) -> None:
    """One step comes after the other, and none before its day."""
    if day > localdate():
        raise DayToCome(day=day)
    if day < earlier:
        raise DayBefore(day=day, earlier=earlier)


def refuse_due_day(referral: Referral, due_on: date) -> None:
    """Refuse a due day that is not later than the one there is."""
    if due_on < referral.referred_on:
        raise DueBeforeReferred(due=due_on, referred=referral.referred_on)
    if referral.due_on and due_on <= referral.due_on:
        raise DueDayNotLater(due=referral.due_on)


def bodies_by_number() -> dict[int, Any]:
    """All bodies, with whether the one above agreed: only through such does a question or proposal go."""
    return {row.pk: row for row in Body.objects.with_confirmation()}


def bodies_above(rows: dict[int, Any], body: Body) -> list[int]:
    """All above a body that agreed to be so, the nearest first; `rows` are `bodies_by_number`."""
    above: list[int] = []
    row = rows[body.pk]
    while row.parent_id is not None and row.is_confirmed and row.parent_id not in above:
        above.append(row.parent_id)
        row = rows[row.parent_id]
    return above


def _refuse_places(rows: dict[int, Any], direction: str, asked_by: Body, asked_of: Body) -> None:
    if direction == Referral.Direction.DOWN and asked_by.pk not in bodies_above(rows, asked_of):
        raise NotBelow(asked_by=asked_by, asked_of=asked_of)
    if direction == Referral.Direction.UP and asked_of.pk not in bodies_above(rows, asked_by):
        raise NotAbove(asked_by=asked_by, asked_of=asked_of)


def _refuse_meeting(asked_by: Body, meeting: Meeting | None) -> None:
    if meeting and meeting.body_id != asked_by.pk:
        raise AnotherBodysMeeting(meeting=meeting, body=asked_by)
    if meeting and meeting.cancelled_on:
        raise MeetingIsCancelled(meeting=meeting, day=meeting.cancelled_on)


def _refuse_same(asked_by: Body, asked_of: Body, *, titles: dict[str, str], on: date) -> None:
    """A form that is sent twice, or by two people, is one referral. A withdrawn one may be made again the same day."""
    that_day = Referral.objects.filter(asked_by=asked_by, asked_of=asked_of, referred_on=on).exclude(state=Referral.State.WITHDRAWN)
    # Compared here: databases differ in how they compare JSON.
    if there := next((row for row in that_day if row.titles == titles), None):
        raise SameReferral(referral=there, asked_of=there.asked_of, day=there.referred_on)


def _record_made(referral: Referral, *, by: Acting) -> None:
    record(
        "councils.referral_made",
        about=referral,
        who=by,
        direction=str(referral.direction),
        asked_by=str(referral.asked_by.uuid),
        asked_of=str(referral.asked_of.uuid),
        referred_on=referral.referred_on.isoformat(),
        due_on=referral.due_on.isoformat() if referral.due_on else None,
        meeting=str(referral.meeting.uuid) if referral.meeting else None,
    )
