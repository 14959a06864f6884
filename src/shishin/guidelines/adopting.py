"""Adopting: how a working edition becomes the text that binds."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.councils.models import Decision
from shishin.guidelines.errors import (
    AnotherTextWasDecided,
    ChangesWithoutReason,
    DocumentIsAbolished,
    NotApproved,
    NotAWorkingEdition,
    NothingToRead,
    OnlyADraftVersion,
    OutOfOrder,
)
from shishin.guidelines.explaining import unexplained_changes
from shishin.guidelines.hashing import edition_hash
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.versions import is_draft_version
from shishin.trail.recording import Acting, record


@transaction.atomic
def adopt_edition(
    edition: Edition,
    *,
    decision: Decision,
    in_force_from: date,
    by: Acting,
    decided_on: date | None = None,
    published_on: date | None = None,
) -> Edition:
    """Adopt the text that a council decided on; the edition before ends the day before."""
    # Lock the document, not the edition: two texts must not be adopted at once.
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    text_hash = edition_hash(edition)
    _refuse(edition, document=document, decision=decision, text_hash=text_hash, in_force_from=in_force_from)

    edition.text_hash = text_hash
    edition.state = Edition.State.ADOPTED
    edition.adopted_by = decision
    edition.in_force_from = in_force_from
    edition.decided_on = decided_on or decision.decided_on
    edition.published_on = published_on or edition.published_on
    edition.save(update_fields=["text_hash", "state", "adopted_by", "in_force_from", "decided_on", "published_on"])
    record(
        "guidelines.edition_adopted",
        about=edition,
        who=by,
        version=edition.version,
        decision=str(decision.uuid),
        in_force_from=in_force_from.isoformat(),
        hash=text_hash,
    )
    return edition


def refuse_to_adopt(edition: Edition) -> None:
    """What keeps an edition from becoming one that binds, whoever adopted it, here or elsewhere."""
    if not edition.is_working:
        raise NotAWorkingEdition(edition)
    if is_draft_version(edition.version):
        raise OnlyADraftVersion(edition)
    if not edition.clauses.exists():
        raise NothingToRead(edition)


def refuse_after_abolition(document: Document, in_force_from: date) -> None:
    """Nothing of a document begins after its own end."""
    if document.abolished_on and in_force_from > document.abolished_on:
        raise DocumentIsAbolished(document, in_force_from)


def _refuse(edition: Edition, *, document: Document, decision: Decision, text_hash: str, in_force_from: date) -> None:
    refuse_to_adopt(edition)
    if not decision.is_approval:
        raise NotApproved(edition, decision)
    if decision.text_hash != text_hash:
        raise AnotherTextWasDecided(edition, decision)
    if unexplained := unexplained_changes(edition):
        raise ChangesWithoutReason(edition, [change.key for change in unexplained])
    refuse_after_abolition(document, in_force_from)
    if later := document.editions.adopted().filter(in_force_from__gte=in_force_from).order_by("in_force_from").first():
        raise OutOfOrder(edition, later)
