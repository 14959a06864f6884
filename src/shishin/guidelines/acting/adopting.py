"""Adopting: how a working edition becomes the text that binds, by a decision here or taken over from elsewhere; and what its page shows before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.councils.access import bodies_kept_by, bodies_presided_by
from shishin.councils.deciding.recording import record_decision
from shishin.councils.models import Body, Decision
from shishin.guidelines.changes.edition_changes import changes_of, refuse_unexplained
from shishin.guidelines.drafting.operating import end_drafting
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import KEPT, keep_issuer, name_of_text
from shishin.guidelines.editions.procedures import Lineage, bodies_for, is_named, lineage_of, posts_for, refuse_version, slugs_for
from shishin.guidelines.errors.editions import (
    AnotherTextWasDecided,
    DayTaken,
    DocumentIsAbolished,
    FormalButSubstantive,
    NoSource,
    NotApproved,
    NotAWorkingEdition,
    NotForTheSecretariat,
    NothingToRead,
    NotTheBodyNamed,
    OnlyADraftVersion,
    OutOfOrder,
    SourceTooLong,
)
from shishin.guidelines.models import Change, Document, Edition, OfficeDecision
from shishin.guidelines.models.offices import POST
from shishin.guidelines.printing.trying import refuse_unprinted
from shishin.guidelines.printing.weighing import weigh_files_of
from shishin.guidelines.trail_hashes import facts_hash, translations_hash
from shishin.kit.dates import day_in_words
from shishin.people.models import Post
from shishin.texts.manuscript import is_draft_version
from shishin.trail.recording import Acting, record


@transaction.atomic
def adopt_edition(
    edition: Edition,
    *,
    decision: Decision | OfficeDecision,
    in_force_from: date,
    by: Acting,
    decided_on: date | None = None,
    published_on: date | None = None,
) -> Edition:
    """Adopt the text that a body or one office decided on; the edition before ends the day before."""
    # Lock the document, not the edition: two texts must not be adopted at once.
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()

    text_hash = edition_hash(edition)
    _refuse(edition, document=document, decision=decision, text_hash=text_hash, in_force_from=in_force_from)

    edition.text_hash = text_hash
    edition.state = Edition.State.ADOPTED
    edition.adopted_by = decision if isinstance(decision, Decision) else None
    edition.decided_by = decision if isinstance(decision, OfficeDecision) else None
    edition.in_force_from = in_force_from
    edition.decided_on = decided_on or decision.decided_on
    edition.published_on = published_on or edition.published_on
    keep_issuer(edition)
    edition.save(update_fields=["text_hash", "state", "adopted_by", "decided_by", "in_force_from", "decided_on", "published_on", *KEPT])
    end_drafting(edition)
    weigh_files_of(edition)
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
        raise DocumentIsAbolished(document=document, abolished=document.abolished_on, day=in_force_from)


def _refuse(edition: Edition, *, document: Document, decision: Decision | OfficeDecision, text_hash: str, in_force_from: date) -> None:
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
        raise OutOfOrder(edition=edition, later=later, day=later.in_force_from)
    refuse_unprinted(edition, text_hash)


def refuse_another_body(edition: Edition, decision: Decision | OfficeDecision) -> None:
    """The procedure of the document may name who adopts this kind of revision. An office decides only where it is named."""
    if is_named(edition.document, edition.revision, decision.post if isinstance(decision, OfficeDecision) else decision.body):
        return
    named, decided_on = slugs_for(edition.document, edition.revision), decision.decided_on or localdate()
    who = decision.office if isinstance(decision, OfficeDecision) else decision.body.name_on(decided_on)
    deciders = {body.slug: body.name_on(decided_on) for body in bodies_for(edition.document, edition.revision)}
    deciders |= {f"{POST}{post.slug}": post.name_on(decided_on) for post in posts_for(edition.document, edition.revision)}
    raise NotTheBodyNamed(edition=edition, body=who, named=[deciders.get(slug) or slug for slug in named])


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
    text_hash = edition_hash(edition)
    refuse_unprinted(edition, text_hash)

    edition.text_hash = text_hash
    edition.state = Edition.State.ADOPTED
    edition.in_force_from = in_force_from
    edition.taken_over_from = source.strip()
    edition.taken_over_on = day
    edition.taken_over_by = by.as_actor().name
    keep_issuer(edition)
    edition.save(update_fields=["text_hash", "state", "in_force_from", "taken_over_from", "taken_over_on", "taken_over_by", *KEPT])
    end_drafting(edition)
    weigh_files_of(edition)
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


OTHERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far an edition is on its way to being adopted."""

    edition: Edition
    text_hash: str
    change_names: Sequence[tuple[str, str]]
    """Changes that wait for a reason: as a form names them and as a reader does."""
    fitting: Sequence[tuple[str, str]]
    unfit: Sequence[tuple[Decision, str, str]]
    """The decision, the body's name on its day, and why it does not fit."""
    bodies: Sequence[tuple[str, str]]
    """Where the reader can record a decision on this text."""
    named: Sequence[str]
    """Names of the bodies that the procedure names for this revision; none where any body may decide."""
    secretariats: Sequence[Body]
    """Of those, the secretariats that the reader keeps: they decide and adopt in one step."""
    offices: Sequence[Post]
    """Offices that the procedure names: the text is laid before one of them."""
    question: OfficeDecision | None
    """What lies before an office now."""

    @property
    def is_explained(self) -> bool:
        return not self.change_names


def adoption_of(edition: Edition, *, reader: Any) -> Adoption:
    text_hash = edition_hash(edition)
    waiting = [change for change in changes_of(edition) if not change.is_explained]
    fitting, unfit = _decisions(edition, text_hash)
    named, offices = bodies_for(edition.document, edition.revision), posts_for(edition.document, edition.revision)
    return Adoption(
        edition=edition,
        text_hash=text_hash,
        change_names=[(change.choice, change.in_words) for change in waiting],
        fitting=fitting,
        unfit=unfit,
        bodies=_bodies(edition, reader=reader),
        named=[str(one) for one in (*named, *offices)],
        offices=offices,
        question=edition.office_decisions.open().select_related("post").first(),
        secretariats=secretariats_among(named, reader=reader),
    )


def secretariats_among(named: Sequence[Body], *, reader: Any) -> list[Body]:
    """The secretariats among these bodies that somebody keeps."""
    offices = [body for body in named if body.kind == Body.Kind.SECRETARIAT and not body.abolished_on]
    kept = set(bodies_kept_by(reader).filter(pk__in=[body.pk for body in offices]).values_list("pk", flat=True)) if offices else set()
    return [body for body in offices if body.pk in kept]


def _bodies(edition: Edition, *, reader: Any) -> list[tuple[str, str]]:
    """Those the reader presides over and the procedure does not leave out."""
    query = urlencode({"text": name_of_text(edition)})
    bodies = bodies_presided_by(reader).filter(abolished_on=None).prefetch_related("dated_names")
    if named := slugs_for(edition.document, edition.revision):
        bodies = bodies.filter(slug__in=named)
    return [(f"{reverse('councils:record-decision', args=[body.slug])}?{query}", str(body)) for body in bodies]


def _decisions(edition: Edition, text_hash: str) -> tuple[list[tuple[str, str]], list[tuple[Decision, str, str]]]:
    """Those on this very text first; of the others those that name this document, then the newest."""
    rows = Decision.objects.select_related("body", "meeting").prefetch_related("body__dated_names")
    same = Q(text_hash=text_hash)
    of_this_document = Case(When(text_name__icontains=edition.document.slug, then=0), default=1)
    others = rows.exclude(same).order_by(of_this_document, "-decided_on", "-pk")[:OTHERS_SHOWN]
    on_this_text = list(rows.filter(same).order_by("-decided_on", "-pk"))
    document, revision = edition.document, edition.revision
    fits = [decision for decision in on_this_text if decision.is_approval and is_named(document, revision, decision.body)]
    fitting = [(str(decision.uuid), _in_words(decision)) for decision in fits]
    offices = edition.office_decisions.filter(state=OfficeDecision.State.DECIDED, text_hash=text_hash).select_related("post")
    fitting += [(str(row.uuid), str(row)) for row in offices if is_named(document, revision, row.post)]
    unfit = [
        *(_unfit(decision, _why_not(decision)) for decision in on_this_text if decision not in fits),
        *(_unfit(decision, _("It was made on another text.")) for decision in others),
    ]
    return fitting, unfit


def _why_not(decision: Decision) -> str:
    if not decision.is_approval:
        return _("It does not approve the text.")
    return _("The procedure of the document names another body for this kind of revision.")


def _unfit(decision: Decision, why: str) -> tuple[Decision, str, str]:
    return decision, decision.body.name_on(decision.decided_on), why


def _in_words(decision: Decision) -> str:
    return _("%(body)s, %(day)s: %(kind)s") % {
        "body": decision.body.name_on(decision.decided_on) or decision.body.slug,
        "day": day_in_words(decision.decided_on),
        "kind": decision.get_kind_display(),
    }
