"""Referring to: which referral a working edition is drafted for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from shishin.councils.access import referrals_to_read
from shishin.councils.models import Referral, Report
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.errors.procedures import ReferralIsAnswered, SubmittedAlready
from shishin.guidelines.models import Document, Edition
from shishin.trail.recording import Acting, record


def referrals_to_draft_for(user: Any) -> QuerySet[Referral]:
    """What somebody may read and still waits for a report, the most urgent first."""
    return referrals_to_read(user).unanswered().order_by(F("due_on").asc(nulls_last=True), "referred_on")


def refuse_answered(referral: Referral) -> None:
    """Only what waits for a report can be drafted for."""
    referral.refresh_from_db(fields=["state"])
    if not referral.waits_for_report:
        raise ReferralIsAnswered(referral=referral)


def still_asked(edition: Edition) -> Referral | None:
    """The referral that a draft was made for, as long as it waits for a report."""
    referral = edition.referred_by if edition.is_draft else None
    return referral if referral and referral.waits_for_report else None


@transaction.atomic
def draft_for(edition: Edition, *, referral: Referral | None, by: Acting) -> Edition:
    """Say for which referral a working edition is drafted, or for none."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    refuse_submitted(edition)
    if referral is not None:
        refuse_answered(referral)

    edition.referred_by = referral
    edition.save(update_fields=["referred_by"])
    record("guidelines.drafted_for_referral", about=edition, who=by, referral=str(referral.uuid) if referral else "")
    return edition


def refuse_submitted(edition: Edition) -> None:
    if edition.submitted_with and edition.submitted_with.outcome == Report.Outcome.OPEN:
        raise SubmittedAlready(edition=edition)
