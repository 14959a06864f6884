"""Adopting: how a working edition becomes the text that binds."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shishin.councils.deciding.recording import record_decision
from shishin.councils.models import Body, Decision
from shishin.guidelines.changes.found import refuse_unexplained
from shishin.guidelines.drafting.ending import end_drafting
from shishin.guidelines.editions.citing import KEPT, keep_issuer
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.lineage import Lineage, lineage_of
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.editions.procedures import bodies_for, refuse_version, slugs_for
from shishin.guidelines.errors.editions import (
    AnotherTextWasDecided,
    DocumentIsAbolished,
    NotApproved,
    NotAWorkingEdition,
    NothingToRead,
    OnlyADraftVersion,
    OutOfOrder,
)
from shishin.guidelines.errors.procedures import FormalButSubstantive, NotForTheSecretariat, NotTheBodyNamed
from shishin.guidelines.models import Change, Document, Edition
from shishin.guidelines.trail_hashes import facts_hash, translations_hash
from shishin.texts.versions import is_draft_version
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
    keep_issuer(edition)
    edition.save(update_fields=["text_hash", "state", "adopted_by", "in_force_from", "decided_on", "published_on", *KEPT])
    end_drafting(edition)
    record(
        "guidelines.edition_adopted",
        about=edition,
        who=by,
        version=edition.version,
        decision=str(decision.uuid),
        in_force_from=in_force_from.isoformat(),
        hash=text_hash,
        facts=facts_hash(edition),
        translations=translations_hash(edition),
    )
    return edition


def refuse_to_adopt(edition: Edition) -> None:
    """What keeps an edition from becoming one that binds, whoever adopted it, here or elsewhere."""
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    if is_draft_version(edition.version):
        raise OnlyADraftVersion(edition=edition)
    if not edition.clauses.exists():
        raise NothingToRead(edition=edition)


def refuse_after_abolition(document: Document, in_force_from: date) -> None:
    """Nothing of a document begins after its own end."""
    if document.abolished_on and in_force_from > document.abolished_on:
        raise DocumentIsAbolished(document=document, in_force_from=in_force_from)


def _refuse(edition: Edition, *, document: Document, decision: Decision, text_hash: str, in_force_from: date) -> None:
    refuse_to_adopt(edition)
    lineage = lineage_of(edition)
    refuse_version(lineage.before, version=edition.version, revision=edition.revision)
    if not decision.is_approval:
        raise NotApproved(edition=edition, decision=decision)
    if decision.text_hash != text_hash:
        raise AnotherTextWasDecided(edition=edition, decision=decision)
    refuse_another_body(edition, decision)
    refuse_unexplained(edition)
    refuse_substance_in_form(lineage)
    refuse_after_abolition(document, in_force_from)
    if later := document.editions.adopted().filter(in_force_from__gte=in_force_from).order_by("in_force_from").first():
        raise OutOfOrder(edition=edition, later=later)


def refuse_another_body(edition: Edition, decision: Decision) -> None:
    """The procedure of the document may name who adopts this kind of revision."""
    named = slugs_for(edition.document, edition.revision)
    if named and decision.body.slug not in named:
        bodies = {body.slug: body.name_on(decision.decided_on) for body in bodies_for(edition.document, edition.revision)}
        raise NotTheBodyNamed(
            edition=edition, body=decision.body.name_on(decision.decided_on), named=[bodies.get(slug) or slug for slug in named]
        )


def refuse_substance_in_form(lineage: Lineage) -> None:
    """A formal revision changes no substance, on none of the drafts that led to it."""
    edition = lineage.edition
    if edition.revision != Edition.Revision.FORMAL:
        return
    changes = Change.objects.filter(edition__in=lineage.steps, is_substantive=True)
    keys = {key for pair in changes.values_list("before__line__key", "after__line__key") for key in pair if key}
    if keys:
        raise FormalButSubstantive(edition=edition, keys=tuple(sorted(keys)))


@transaction.atomic
def decide_and_adopt(
    edition: Edition,
    *,
    body: Body,
    decided_on: date,
    in_force_from: date,
    by: Acting,
    published_on: date | None = None,
    words: dict[str, str] | None = None,
) -> Edition:
    """Record the decision of the secretariat that the procedure names for this revision, and adopt by it: both or neither."""
    if body.kind != Body.Kind.SECRETARIAT or body.slug not in slugs_for(edition.document, edition.revision):
        raise NotForTheSecretariat(edition=edition, body=body)
    decision = record_decision(
        body,
        kind=Decision.Kind.DECIDED,
        decided_on=decided_on,
        text_name=name_of_text(edition),
        text_hash=edition_hash(edition),
        words=words,
        by=by,
    )
    return adopt_edition(edition, decision=decision, in_force_from=in_force_from, published_on=published_on, by=by)
