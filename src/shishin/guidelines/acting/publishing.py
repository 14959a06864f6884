"""Publishing: how a working edition goes before others, reported for a referral or published as a draft; and how an edition is taken back, or thrown away."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.councils.models import Meeting, Report
from shishin.councils.referrals.reporting import report_on
from shishin.guidelines.changes.edition_changes import refuse_unexplained
from shishin.guidelines.drafting.operating import end_drafting
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import KEPT, keep_issuer, name_of_text, statuses
from shishin.guidelines.editions.procedures import refuse_answered, refuse_submitted
from shishin.guidelines.errors.editions import (
    AlreadyWithdrawn,
    DraftedForNone,
    NoReason,
    NotADraftVersion,
    NotAWorkingEdition,
    NothingToRead,
    NothingToWithdraw,
    SomethingPointsAtIt,
)
from shishin.guidelines.models import Change, Clause, ClauseText, Document, Edition, Line, LinkCheck, Reason
from shishin.guidelines.printing.trying import refuse_unprinted
from shishin.guidelines.printing.weighing import weigh_files_of
from shishin.guidelines.trail_hashes import facts_hash, translations_hash
from shishin.people.claims import drop_claims
from shishin.texts.manuscript import is_draft_version
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


@transaction.atomic
def publish_draft(edition: Edition, *, published_on: date, by: Acting) -> Edition:
    """Publish a draft under its own address, where it stays for ever."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    refuse_to_publish(edition)
    text_hash = edition_hash(edition)
    refuse_unprinted(edition, text_hash)

    edition.text_hash = text_hash
    edition.state = Edition.State.PUBLISHED
    edition.published_on = published_on
    keep_issuer(edition)
    edition.save(update_fields=["text_hash", "state", "published_on", *KEPT])
    end_drafting(edition)
    weigh_files_of(edition)
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
        raise AlreadyWithdrawn(edition=edition, day=edition.withdrawn_on)


def in_force_without(edition: Edition) -> tuple[bool, Edition | None]:
    """Whether an edition is in force today, and which one would be in its place."""
    document, today = edition.document, localdate()
    if not Edition.objects.in_force_on(today).filter(pk=edition.pk).exists():
        return False, None
    others = list(document.editions.exclude(pk=edition.pk))
    stands = statuses(others, day=today, abolished_on=document.abolished_on)
    return True, next((other for other in others if stands[other.pk].is_in_force), None)


@transaction.atomic
def discard_edition(edition: Edition, *, by: Acting, why: str = "", with_document: bool = False) -> None:
    """Take a working edition away; `with_document` takes its document too if no edition and no link is left."""
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    if following := edition.continued_by.first():
        raise SomethingPointsAtIt(edition=edition, what=str(following), at=following)
    if office := edition.office_decisions.first():
        raise SomethingPointsAtIt(edition=edition, what=_("the decision of an office (%(office)s)") % {"office": office}, at=edition)
    if LinkCheck.objects.filter(target_clause__edition=edition).exists():
        raise SomethingPointsAtIt(edition=edition, what=_("the check of a link"), at=edition)

    record("guidelines.edition_discarded", about=edition, who=by, why=why, document=document.slug, version=edition.version)
    _delete_rows(edition)
    if with_document and not document.editions.exists() and not document.links_in.exists():
        record("guidelines.document_discarded", about=document, who=by, why=why, slug=document.slug)
        drop_claims(document.uuid, *document.links_out.values_list("uuid", flat=True))
        document.delete()


def _delete_rows(edition: Edition) -> None:
    Change.before.through._default_manager.filter(change__edition=edition).delete()
    Change.after.through._default_manager.filter(change__edition=edition).delete()
    Change.objects.filter(edition=edition).delete()
    Reason.objects.filter(edition=edition).delete()
    ClauseText.objects.filter(clause__edition=edition).delete()
    # A parent is protected by its parts, so the tree is taken apart first.
    Clause.objects.filter(edition=edition).update(parent=None)
    Clause.objects.filter(edition=edition).delete()
    # A key that no reader ever saw is free again.
    Line.objects.filter(document=edition.document_id, clauses=None, links_in=None, links_out=None).delete()
    edition.delete()
