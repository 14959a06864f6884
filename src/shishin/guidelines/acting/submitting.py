"""Submitting: how what was drafted for a referral goes to the body above, with a report."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.councils.models import Meeting, Report
from shishin.councils.referrals.reporting import report_on
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.editions.procedures import refuse_answered, refuse_submitted
from shishin.guidelines.errors.editions import DraftedForNone, NotAWorkingEdition, NothingToRead
from shishin.guidelines.models import Document, Edition
from shishin.trail.recording import Acting, record


@transaction.atomic
def submit_draft(edition: Edition, *, words: dict[str, str], reported_on: date, by: Acting, meeting: Meeting | None = None) -> Report:
    """Report to the body above with this text, fixed by its hash. What was returned can be submitted again."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    refuse_to_submit(edition)
    referral = edition.referred_by
    assert referral is not None  # noqa: S101 - refused above

    text_hash = edition_hash(edition)
    report = report_on(
        referral,
        kind=Report.Kind.DRAFT,
        words=words,
        text_name=name_of_text(edition),
        text_hash=text_hash,
        reported_on=reported_on,
        meeting=meeting,
        by=by,
    )
    edition.submitted_with = report
    edition.save(update_fields=["submitted_with"])
    record("guidelines.draft_submitted", about=edition, who=by, referral=str(referral.uuid), report=str(report.uuid), hash=text_hash)
    return report


def refuse_to_submit(edition: Edition) -> None:
    """What keeps an edition from being submitted, whatever the words."""
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    if edition.referred_by is None:
        raise DraftedForNone(edition=edition)
    if not edition.clauses.exists():
        raise NothingToRead(edition=edition)
    refuse_submitted(edition)
    refuse_answered(edition.referred_by)
