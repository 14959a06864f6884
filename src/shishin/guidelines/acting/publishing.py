"""Publishing: how a working edition becomes a draft that everyone may read and nobody may change."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.guidelines.changes.found import refuse_unexplained
from shishin.guidelines.drafting.ending import end_drafting
from shishin.guidelines.editions.citing import KEPT, keep_issuer
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.errors.editions import NotADraftVersion, NotAWorkingEdition, NothingToRead
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.trail_hashes import facts_hash, translations_hash
from shishin.texts.versions import is_draft_version
from shishin.trail.recording import Acting, record


@transaction.atomic
def publish_draft(edition: Edition, *, published_on: date, by: Acting) -> Edition:
    """Publish a draft under its own address, where it stays for ever."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    refuse_to_publish(edition)

    edition.text_hash = edition_hash(edition)
    edition.state = Edition.State.PUBLISHED
    edition.published_on = published_on
    keep_issuer(edition)
    edition.save(update_fields=["text_hash", "state", "published_on", *KEPT])
    end_drafting(edition)
    record(
        "guidelines.draft_published",
        about=edition,
        who=by,
        version=edition.version,
        day=published_on.isoformat(),
        hash=edition.text_hash,
        facts=facts_hash(edition),
        translations=translations_hash(edition),
    )
    return edition


def refuse_to_publish(edition: Edition) -> None:
    """What keeps an edition from being published, whatever the day."""
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    if not is_draft_version(edition.version):
        raise NotADraftVersion(edition=edition)
    if not edition.clauses.exists():
        raise NothingToRead(edition=edition)
    refuse_unexplained(edition)
