"""Referring: the questions that the worked examples hand down or up, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shishin.councils.models import Body, Meeting, Referral, Report
from shishin.councils.referrals.referring import publish_referral, refer
from shishin.councils.referrals.reporting import accept_report, publish_report, report_on, return_report
from shishin.guidelines.acting.publishing import submit_draft
from shishin.guidelines.models import Edition
from shishin.people.models import Person

Sheet = Mapping[str, Any]


def make_referral(sheet: Sheet, *, by: Person) -> Referral:
    """A question to a group, or a proposal to a council, and a report of no change if that was the answer."""
    referral = refer(
        direction=Referral.Direction(sheet["direction"]),
        asked_by=Body.objects.get(slug=sheet["from"]),
        asked_of=Body.objects.get(slug=sheet["to"]),
        titles=sheet["titles"],
        questions=sheet["questions"],
        terms=sheet.get("terms"),
        referred_on=sheet["referred_on"],
        due_on=sheet.get("due_on"),
        meeting=_meeting(sheet["from"], sheet.get("meeting")),
        by=by,
    )
    if "published" in sheet:
        publish_referral(referral, on=sheet["published"], by=by)
    if no_change := sheet.get("no_change"):
        report = report_on(referral, kind=Report.Kind.NO_CHANGE, words=no_change["words"], reported_on=no_change["day"], by=by)
        _answer(report, no_change, by=by)
    return referral


def submit(edition: Edition, sheet: Sheet, *, by: Person) -> None:
    """Send what was drafted to the body above, and tell what it answered."""
    report = submit_draft(edition, words=sheet["words"], reported_on=sheet["day"], by=by)
    _answer(report, sheet, by=by)


def _answer(report: Report, sheet: Sheet, *, by: Person) -> None:
    if "published" in sheet:
        report = publish_report(report, on=sheet["published"], by=by)
    above = report.referral.answering_body
    if accepted := sheet.get("accepted"):
        accept_report(
            report, on=accepted["day"], answer=accepted.get("words"), meeting=_meeting(above.slug, accepted.get("meeting")), by=by
        )
    if returned := sheet.get("returned"):
        return_report(report, on=returned["day"], reasons=returned["words"], meeting=_meeting(above.slug, returned.get("meeting")), by=by)


def _meeting(body: str, held_on: Any) -> Meeting | None:
    return Meeting.objects.get(body__slug=body, held_on=held_on) if held_on else None
