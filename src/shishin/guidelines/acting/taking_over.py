"""Taking over: how an edition that was adopted elsewhere becomes as fixed as one adopted here."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.guidelines.acting.adopting import refuse_after_abolition, refuse_to_adopt
from shishin.guidelines.drafting.ending import end_drafting
from shishin.guidelines.editions.citing import KEPT, keep_issuer
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.errors.editions import DayTaken, NoSource, SourceTooLong
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.trail_hashes import facts_hash, translations_hash
from shishin.trail.recording import Acting, record

LONGEST_SOURCE = 500
"""Characters that are kept of a source: room for any address and a few words."""


@transaction.atomic
def take_over(edition: Edition, *, source: str, day: date, in_force_from: date, by: Acting) -> Edition:
    """Fix a text adopted elsewhere: where it came from, the day it was taken over, and who did it."""
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    refuse_to_adopt(edition)
    if not source.strip():
        raise NoSource(edition=edition)
    if len(source.strip()) > LONGEST_SOURCE:
        raise SourceTooLong(length=len(source.strip()), limit=LONGEST_SOURCE)
    refuse_after_abolition(document, in_force_from)
    # Older editions may be taken over after newer ones: the order of their first days is a fact, not an act.
    if other := document.editions.adopted().filter(in_force_from=in_force_from).first():
        raise DayTaken(edition=edition, other=other, day=in_force_from)

    edition.text_hash = edition_hash(edition)
    edition.state = Edition.State.ADOPTED
    edition.in_force_from = in_force_from
    edition.taken_over_from = source.strip()
    edition.taken_over_on = day
    edition.taken_over_by = by.as_actor().name
    keep_issuer(edition)
    edition.save(update_fields=["text_hash", "state", "in_force_from", "taken_over_from", "taken_over_on", "taken_over_by", *KEPT])
    end_drafting(edition)
    record(
        "guidelines.edition_taken_over",
        about=edition,
        who=by,
        version=edition.version,
        source=edition.taken_over_from,
        in_force_from=in_force_from.isoformat(),
        hash=edition.text_hash,
        facts=facts_hash(edition),
        translations=translations_hash(edition),
    )
    return edition
