"""Preparing: a consultation and its rounds before anybody reads of them, and changing what was announced, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from shishin.consultations.errors.asking import (
    AlreadyAnnounced,
    ChangeWithoutReason,
    ConsultationAddressIsTaken,
    ConsultationIsOver,
    ConsultationWithoutTitle,
    DraftIsNotPublic,
    DraftOfAnotherDocument,
    DraftWasWithdrawn,
    RoundEndsBeforeItOpens,
    RoundHasOpinions,
    TooManyRounds,
    UnknownFact,
)
from shishin.consultations.models import Consultation, ConsultationProfile, Round
from shishin.consultations.models.consultations import MOST_ROUNDS
from shishin.consultations.profiles import rules_of
from shishin.guidelines.models import Document, Edition
from shishin.kit.at_once import unique_or
from shishin.people.models import Organization
from shishin.trail.recording import Acting, record

WORDS = ("titles", "questions", "handling", "facts")
"""What a consultation says; changed after it was announced only with a reason."""
RESERVED = frozenset({"receipts"})
"""Pages of their own where a consultation would be."""


@transaction.atomic
def prepare_consultation(
    *,
    slug: str,
    organization: Organization,
    profile: ConsultationProfile,
    by: Acting,
    document: Document | None = None,
    **words: Any,
) -> Consultation:
    """A consultation that nobody but its runners reads of yet. `words` are those of `WORDS`."""
    consultation = Consultation(slug=slug, organization=organization, profile=profile, document=document, **words)
    if slug in RESERVED or Consultation.objects.filter(slug=slug).exists():
        raise ConsultationAddressIsTaken(slug=slug)
    _refuse_words(consultation)
    with unique_or(partial(ConsultationAddressIsTaken, slug=slug)):
        consultation.save()
    of = str(document.uuid) if document else None
    record("consultations.consultation_prepared", about=consultation, who=by, slug=slug, profile=profile.slug, document=of)
    return consultation


@transaction.atomic
def change_consultation(
    consultation: Consultation,
    *,
    by: Acting,
    reasons: dict[str, str] | None = None,
    profile: ConsultationProfile | None = None,
    **words: Any,
) -> Consultation:
    """Another title, questions, handling or facts; before it is announced other rules as well. Afterwards with a reason that its page shows."""
    consultation = locked(consultation)
    refuse_over(consultation)
    given = {name: value for name, value in words.items() if name in WORDS and value is not None}
    if profile and profile.pk != consultation.profile_id:
        if consultation.is_announced:
            raise AlreadyAnnounced(consultation=consultation)
        given["profile"] = profile
    before = {name: getattr(consultation, name) for name in given if name in WORDS}
    changed = sorted(name for name, value in given.items() if getattr(consultation, name) != value)
    if not changed:
        return consultation
    if consultation.is_announced and not _is_said(reasons):
        raise ChangeWithoutReason
    for name in changed:
        setattr(consultation, name, given[name])
    _refuse_words(consultation)
    consultation.save(update_fields=changed)
    if consultation.is_announced:
        record("consultations.announcement_changed", about=consultation, who=by, changed=changed, before=before, reasons=reasons)
    else:
        record("consultations.consultation_changed", about=consultation, who=by, changed=changed, before=before)
    return consultation


@transaction.atomic
def add_round(consultation: Consultation, *, by: Acting, reasons: dict[str, str] | None = None, **given: Any) -> Round:
    """One more way in which opinions come, or came. `given` are fields of `Round`. After the announcement it needs a reason."""
    consultation = locked(consultation)
    refuse_over(consultation)
    if consultation.is_announced and not _is_said(reasons):
        raise ChangeWithoutReason
    number = given.pop("number", None) or (consultation.rounds.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    if number > MOST_ROUNDS:
        raise TooManyRounds(most=MOST_ROUNDS)
    held = Round(consultation=consultation, number=number, **given)
    _refuse_round(held)
    with unique_or():
        held.save()
    record(
        "consultations.round_added",
        about=consultation,
        who=by,
        round=str(held.uuid),
        number=number,
        channel=str(held.channel),
        opens_at=_moment(held.opens_at),
        closes_at=_moment(held.closes_at),
        # While it is prepared a round is no change that anybody is owed a reason for.
        reasons=(reasons or {}) if consultation.is_announced else {},
    )
    return held


@transaction.atomic
def change_round(held: Round, *, by: Acting, **given: Any) -> Round:
    """Before the announcement all of it; afterwards only what came of it, and how many took part."""
    consultation = locked(held.consultation)
    refuse_over(consultation)
    held = Round.objects.select_for_update(of=("self",), no_key=True).select_related("draft__document").get(pk=held.pk)
    held.consultation = consultation
    changed = sorted(name for name, value in given.items() if getattr(held, name) != value)
    if consultation.is_announced and not set(changed) <= {"outcome", "participants", "sittings"}:
        raise AlreadyAnnounced(consultation=consultation)
    if changed:
        for name in changed:
            setattr(held, name, given[name])
        _refuse_round(held)
        # The hash goes with the draft.
        held.save(update_fields=[*changed, "draft_hash"])
        record("consultations.round_changed", about=consultation, who=by, round=str(held.uuid), number=held.number, changed=changed)
    return held


@transaction.atomic
def remove_round(held: Round, *, by: Acting) -> None:
    """A round that nobody read of yet is not held after all."""
    consultation = locked(held.consultation)
    if consultation.is_announced:
        raise AlreadyAnnounced(consultation=consultation)
    if held.submissions.exists() or held.intakes.exists():
        raise RoundHasOpinions(number=held.number)
    record("consultations.round_removed", about=consultation, who=by, round=str(held.uuid), number=held.number)
    held.delete()


def locked(consultation: Consultation) -> Consultation:
    # Not its key, which what the form brings names meanwhile.
    rows = Consultation.objects.select_for_update(of=("self",), no_key=True).select_related("organization", "document", "profile")
    return rows.get(pk=consultation.pk)


def refuse_over(consultation: Consultation) -> None:
    if consultation.is_published or consultation.ended_at is not None:
        raise ConsultationIsOver(consultation=consultation)


def refuse_draft(draft: Edition, document: Document | None) -> None:
    """A round shows a text of the document that everybody may read, and that was not withdrawn."""
    if document is None or draft.document_id != document.pk:
        raise DraftOfAnotherDocument(draft=draft, document=document)
    if draft.is_working:
        raise DraftIsNotPublic(draft=draft)
    if draft.withdrawn_on is not None:
        raise DraftWasWithdrawn(draft=draft)


def _refuse_words(consultation: Consultation) -> None:
    if not _is_said(consultation.titles):
        raise ConsultationWithoutTitle
    printed = {fact.key for fact in rules_of(consultation).facts}
    for name in consultation.facts:
        if name not in printed:
            raise UnknownFact(name=name)


def _refuse_round(held: Round) -> None:
    if held.opens_at and held.closes_at and held.closes_at <= held.opens_at:
        raise RoundEndsBeforeItOpens
    if held.draft is None:
        held.draft_hash = ""
        return
    refuse_draft(held.draft, held.consultation.document)
    held.draft_hash = held.draft.text_hash


def _is_said(words: Mapping[str, str] | None) -> bool:
    return any(text.strip() for text in (words or {}).values())


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
