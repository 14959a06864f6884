"""Withdrawing: how a published draft or an adopted edition is taken back, once, and stays readable."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.guidelines.editions.standing import standings
from shishin.guidelines.errors.editions import AlreadyWithdrawn, NoReason, NothingToWithdraw
from shishin.guidelines.models import Document, Edition
from shishin.trail.recording import Acting, record


@transaction.atomic
def withdraw_edition(edition: Edition, *, day: date, reason: str, by: Acting) -> Edition:
    """Take an edition back from a day on; its text and address stay."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    refuse_to_withdraw(edition)
    if not reason.strip():
        raise NoReason

    edition.withdrawn_on = day
    edition.withdrawn_reason = reason.strip()
    edition.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    record(
        "guidelines.edition_withdrawn", about=edition, who=by, why=edition.withdrawn_reason, version=edition.version, day=day.isoformat()
    )
    return edition


def refuse_to_withdraw(edition: Edition) -> None:
    """What keeps an edition from being withdrawn, whatever the reason."""
    if edition.is_working:
        raise NothingToWithdraw(edition=edition)
    if edition.withdrawn_on is not None:
        raise AlreadyWithdrawn(edition=edition)


def in_force_without(edition: Edition) -> tuple[bool, Edition | None]:
    """Whether an edition is in force today, and which one would be in its place."""
    document, today = edition.document, localdate()
    if not Edition.objects.in_force_on(today).filter(pk=edition.pk).exists():
        return False, None
    others = list(document.editions.exclude(pk=edition.pk))
    stands = standings(others, day=today, abolished_on=document.abolished_on)
    return True, next((other for other in others if stands[other.pk].is_in_force), None)
