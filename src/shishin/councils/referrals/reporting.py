"""Reporting: a body answers a referral with a draft or with "no change, because", and the body above accepts or returns it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.errors.bodies import AnotherBodysMeeting
from shishin.councils.errors.referrals import (
    AlreadyPublished,
    DraftMissing,
    DraftNotExpected,
    NoPartOfReferral,
    ReasonMissing,
    ReferralNotPublished,
    ReportAnswered,
    ReportWaits,
)
from shishin.councils.meetings.meeting import refuse_cancelled
from shishin.councils.models import Meeting, Referral, Report
from shishin.councils.referrals.referring import locked, refuse_due_day, refuse_ended, refuse_order
from shishin.councils.texts import refuse_unknown_text
from shishin.councils.trail_hashes import report_hash
from shishin.trail.recording import Acting, record


@transaction.atomic
def report_on(
    referral: Referral,
    *,
    kind: Report.Kind,
    words: dict[str, str],
    reported_on: date,
    by: Acting,
    text_name: str = "",
    text_hash: str = "",
    meeting: Meeting | None = None,
) -> Report:
    """The reporting body's answer, again after one was returned. The draft is fixed by its hash."""
    referral = locked(referral)
    refuse_ended(referral)
    before = referral.reports.last()
    _refuse_content(kind, words, text_name=text_name, text_hash=text_hash)
    _refuse_report(referral, before, on=reported_on, meeting=meeting)
    report = Report.objects.create(
        referral=referral,
        number=before.number + 1 if before else 1,
        kind=kind,
        words=words,
        text_name=text_name,
        text_hash=text_hash,
        reported_on=reported_on,
        reported_at=meeting,
    )
    referral.state = Referral.State.REPORTED
    referral.save(update_fields=["state"])
    record(
        "councils.report_made",
        about=report,
        who=by,
        referral=str(referral.uuid),
        kind=str(kind),
        text_hash=text_hash,
        reported_on=reported_on.isoformat(),
        hash=report_hash(report),
    )
    return report


@transaction.atomic
def publish_report(report: Report, *, by: Acting, on: date | None = None) -> Report:
    """From now on everybody reads the report and what became of it. The referral is public before it."""
    referral, report = _locked(report)
    on = on or localdate()
    if report.published_on:
        raise AlreadyPublished(day=report.published_on)
    if referral.published_on is None:
        raise ReferralNotPublished(referral=referral)
    refuse_order(on, report.reported_on)
    report.published_on = on
    report.save(update_fields=["published_on"])
    record("councils.report_published", about=report, who=by, referral=str(referral.uuid), published_on=on.isoformat())
    return report


@transaction.atomic
def accept_report(report: Report, *, on: date, by: Acting, answer: dict[str, str] | None = None, meeting: Meeting | None = None) -> Report:
    """The answering body takes the report; the referral has ended."""
    referral, report = _locked(report)
    _refuse_answer(referral, report, on=on, meeting=meeting)
    _answer(report, Report.Outcome.ACCEPTED, on=on, answer=answer or {}, meeting=meeting)
    referral.state, referral.ended_on = Referral.State.ACCEPTED, on
    referral.save(update_fields=["state", "ended_on"])
    record("councils.report_accepted", about=report, who=by, referral=str(referral.uuid), answered_on=on.isoformat())
    return report


@transaction.atomic
def return_report(
    report: Report, *, reasons: dict[str, str], on: date, by: Acting, due_on: date | None = None, meeting: Meeting | None = None
) -> Report:
    """The answering body gives the report back with its reasons; another one may follow, perhaps by a later day."""
    referral, report = _locked(report)
    _refuse_answer(referral, report, on=on, meeting=meeting)
    if not any(text.strip() for text in reasons.values()):
        raise ReasonMissing
    if due_on and due_on != referral.due_on:
        refuse_due_day(referral, due_on)
        referral.due_on = due_on
    _answer(report, Report.Outcome.RETURNED, on=on, answer=reasons, meeting=meeting)
    referral.state = Referral.State.RETURNED
    referral.save(update_fields=["state", "due_on"])
    record(
        "councils.report_returned",
        about=report,
        who=by,
        referral=str(referral.uuid),
        answered_on=on.isoformat(),
        due_on=referral.due_on.isoformat() if referral.due_on else None,
    )
    return report


def _locked(report: Report) -> tuple[Referral, Report]:
    """The referral first: two answers at once wait for each other there."""
    referral = locked(report.referral)
    report = Report.objects.select_for_update().get(pk=report.pk)
    report.referral = referral
    return referral, report


def _answer(report: Report, outcome: Report.Outcome, *, on: date, answer: dict[str, str], meeting: Meeting | None) -> None:
    report.outcome, report.answered_on, report.answer, report.answered_at = outcome, on, answer, meeting
    report.save(update_fields=["outcome", "answered_on", "answer", "answered_at"])


def _refuse_report(referral: Referral, before: Report | None, *, on: date, meeting: Meeting | None) -> None:
    """One report at a time, after the answer to the one before."""
    if before and before.outcome == Report.Outcome.OPEN:
        raise ReportWaits(day=before.reported_on)
    refuse_order(on, before.answered_on or referral.referred_on if before else referral.referred_on)
    if meeting and meeting.body_id not in (referral.asked_by_id, referral.asked_of_id):
        raise NoPartOfReferral(meeting=meeting, referral=referral)
    if meeting:
        refuse_cancelled(meeting)


def _refuse_answer(referral: Referral, report: Report, *, on: date, meeting: Meeting | None) -> None:
    if report.outcome in (Report.Outcome.ACCEPTED, Report.Outcome.RETURNED):
        raise ReportAnswered(referral=referral, day=report.answered_on, outcome=report.get_outcome_display())
    refuse_ended(referral)
    refuse_order(on, report.reported_on)
    if meeting and meeting.body_id != referral.answering_body.pk:
        raise AnotherBodysMeeting(meeting=meeting, body=referral.answering_body)
    if meeting:
        refuse_cancelled(meeting)


def _refuse_content(kind: str, words: dict[str, str], *, text_name: str, text_hash: str) -> None:
    if kind == Report.Kind.DRAFT and not (text_name and text_hash):
        raise DraftMissing
    if kind == Report.Kind.DRAFT:
        refuse_unknown_text(text_name, text_hash)
    if kind == Report.Kind.NO_CHANGE:
        if text_name or text_hash:
            raise DraftNotExpected
        if not any(text.strip() for text in words.values()):
            raise ReasonMissing
