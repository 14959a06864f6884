"""Announcing: from then on everybody reads a consultation; its rounds open and close by themselves, and are only ever extended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from shishin.consultations.asking.preparing import locked, refuse_draft, refuse_over
from shishin.consultations.errors.asking import (
    AlreadyAnnounced,
    ChangeWithoutReason,
    EndedWithoutReason,
    NoRounds,
    NotAnnouncedYet,
    RoundIsOver,
    RoundNotLater,
    RoundWithoutTime,
    TimeIsTooShort,
)
from shishin.consultations.models import Consultation, Round
from shishin.consultations.profiles import Rules, read_rules
from shishin.kit.errors import Refusal
from shishin.kit.form_page import attempt
from shishin.kit.identity import in_language
from shishin.kit.moments import now
from shishin.trail.recording import Acting, record


@transaction.atomic
def announce_consultation(consultation: Consultation, *, by: Acting, at: datetime | None = None) -> Consultation:
    """Make it public, now or, where history is entered, when it was. The rules of the day are kept with it."""
    consultation, at = locked(consultation), at or now()
    for refusal in what_bars_announcing(consultation, at=at):
        raise refusal
    consultation.announced_at, consultation.rules = at, consultation.profile.rules
    consultation.save(update_fields=["announced_at", "rules"])
    record(
        "consultations.consultation_announced",
        about=consultation,
        who=by,
        announced_at=at.isoformat(),
        profile=consultation.profile.slug,
        rounds=list(consultation.rounds.values_list("number", flat=True)),
    )
    return consultation


def what_bars_announcing(consultation: Consultation, *, at: datetime) -> Iterator[Refusal]:
    """All that keeps it from being announced: no rounds, no time, too short a time without a reason, a draft that nobody can read."""
    if consultation.is_announced:
        yield AlreadyAnnounced(consultation=consultation)
        return
    rounds = list(consultation.rounds.select_related("draft__document"))
    if not rounds:
        yield NoRounds(consultation=consultation)
    rules = read_rules(consultation.profile.rules)
    for held in rounds:
        yield from _what_bars_round(held, rules, at)
        if held.draft is not None and (refusal := attempt(partial(refuse_draft, held.draft, consultation.document)).refusal):
            yield refusal


def _what_bars_round(held: Round, rules: Rules, at: datetime) -> Iterator[Refusal]:
    if not held.takes_form:
        return
    if held.opens_at is None or held.closes_at is None:
        yield RoundWithoutTime(round=held)
        return
    # What nobody can read of yet is open to nobody.
    days = max(0, (localdate(held.closes_at) - localdate(max(held.opens_at, at))).days + 1)
    if days < rules.least_days and not (rules.shorter_needs_reason and in_language(held.short_reason)):
        yield TimeIsTooShort(round=held, open_days=days, least_days=rules.least_days)


@transaction.atomic
def extend_round(held: Round, *, closes_at: datetime, reasons: dict[str, str], by: Acting) -> Round:
    """A later end, with a reason that the page of the consultation shows."""
    consultation = locked(held.consultation)
    held = Round.objects.select_for_update(no_key=True).get(pk=held.pk)
    refuse_over(consultation)
    if not consultation.is_announced:
        raise NotAnnouncedYet(consultation=consultation)
    if held.is_closed_at(now()):
        raise RoundIsOver
    if not in_language(reasons):
        raise ChangeWithoutReason
    if held.closes_at is None or closes_at <= held.closes_at:
        raise RoundNotLater(round=held)
    before, held.closes_at = held.closes_at, closes_at
    held.save(update_fields=["closes_at"])
    record(
        "consultations.round_extended",
        about=consultation,
        who=by,
        round=str(held.uuid),
        number=held.number,
        before=before.isoformat(),
        closes_at=closes_at.isoformat(),
        reasons=reasons,
    )
    return held


@transaction.atomic
def end_consultation(consultation: Consultation, *, reasons: dict[str, str], by: Acting) -> Consultation:
    """Nothing is enacted (行政手続法 §43(4)): that is public too, with the reason. What was said stays, and is answered no more."""
    consultation = locked(consultation)
    refuse_over(consultation)
    if not consultation.is_announced:
        raise NotAnnouncedYet(consultation=consultation)
    if not in_language(reasons):
        raise EndedWithoutReason
    consultation.ended_at, consultation.ended_reason = now(), reasons
    consultation.save(update_fields=["ended_at", "ended_reason"])
    record("consultations.consultation_ended", about=consultation, who=by, reasons=reasons)
    return consultation
