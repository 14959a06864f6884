"""Moderating: withhold or mask with a reason of the rules, and restore. Where the rules ask for a second person, another one confirms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import choose, choose_groups, lock, number_opinions, retallied
from shishin.consultations.errors.sorting import (
    AnsweredStays,
    NothingChosen,
    NothingToConfirm,
    NothingToRestore,
    RestoredWithoutReason,
    SecondPersonIsAnother,
    UnknownModerationReason,
    WithheldStays,
)
from shishin.consultations.models import Consultation, ModerationAct, Opinion
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting.choosing import figures_for_trail, refuse_chosen
from shishin.consultations.sorting.masking import cover, covered_too, masked, refuse_texts, uncover
from shishin.consultations.storing import BATCH, index_words
from shishin.kit.moments import now
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

State = Opinion.State
Kind = ModerationAct.Kind
Asked = ModerationAct.State


def withhold_opinions(consultation: Consultation, opinions: OpinionQuerySet, *, reason: str, words: str = "", by: Acting) -> None:
    """They are published nowhere, and count as withheld, with the reason."""
    _refuse_reason(consultation, reason)
    _moderate(consultation, opinions.heads(), Kind.WITHHOLD, {"reason": reason, "words": words}, by=by)


def mask_opinion(opinion: Opinion, *, texts: Sequence[str], reason: str, words: str = "", by: Acting) -> None:
    """These texts cannot be read any more, wherever they stand in it; after publishing as well."""
    _refuse_reason(opinion.consultation, reason)
    refuse_texts(opinion.words, texts)
    given = {"reason": reason, "words": words, "masked_words": masked(opinion.words, texts)}
    _moderate(opinion.consultation, Opinion.objects.filter(pk=opinion.pk), Kind.MASK, given, by=by)


def restore_opinions(consultation: Consultation, opinions: OpinionQuerySet, *, words: str, by: Acting) -> None:
    """What was withheld is open again; what was only masked has its words back."""
    if not words.strip():
        raise RestoredWithoutReason
    _moderate(consultation, opinions.filter(folded_into=None), Kind.RESTORE, {"words": words}, by=by)


@transaction.atomic
def confirm_moderation(acts: QuerySet[ModerationAct], *, by: Person) -> None:
    """Another person agrees: from now on it is so."""
    for consultation in map(lock, _consultations_of(acts)):
        asked = acts.filter(state=Asked.ASKED, opinion__consultation=consultation)
        if asked.filter(asked_by=by).exists():
            raise SecondPersonIsAnother
        told = _told(asked)
        _carry_out(consultation, asked, answered_by=by)
        record("consultations.opinions_moderated", about=consultation, who=by, **told)


@transaction.atomic
def refuse_moderation(acts: QuerySet[ModerationAct], *, by: Person) -> None:
    """Another person does not agree, or who asked takes it back: all stays as it was."""
    for consultation in map(lock, _consultations_of(acts)):
        asked = acts.filter(state=Asked.ASKED, opinion__consultation=consultation)
        told = _told(asked)
        asked.update(state=Asked.REFUSED, answered_by=by, answered_at=now())
        record("consultations.moderation_refused", about=consultation, who=by, **told)


def _consultations_of(acts: QuerySet[ModerationAct]) -> list[Consultation]:
    """Always in the same order, so that two people never wait for each other."""
    asked = acts.filter(state=Asked.ASKED).order_by()
    consultations = list(Consultation.objects.filter(pk__in=asked.values("opinion__consultation")).order_by("pk"))
    if not consultations:
        raise NothingToConfirm
    return consultations


def _told(acts: QuerySet[ModerationAct]) -> dict[str, Any]:
    kinds = sorted(set(acts.order_by().values_list("kind", flat=True)))
    reasons = sorted(set(acts.order_by().exclude(reason="").values_list("reason", flat=True)))
    return {"kinds": kinds, "reasons": reasons, **figures_for_trail(Opinion.objects.filter(moderation__in=acts))}


@transaction.atomic
def _moderate(consultation: Consultation, opinions: QuerySet[Opinion], kind: str, given: dict[str, Any], *, by: Acting) -> None:
    """Ask for it; where the rules ask for no second person, do it at once."""
    consultation = lock(consultation)
    number_opinions(consultation)
    asked_at, asked_by = now(), by if isinstance(by, Person) else None
    with choose(opinions.filter(consultation=consultation)) as chosen:
        refuse_chosen(chosen, by=by)
        _refuse_kind(consultation, chosen, kind)
        ids = list(chosen.values_list("pk", flat=True))
    rows = [ModerationAct(opinion_id=pk, kind=kind, asked_by=asked_by, asked_at=asked_at, **given) for pk in ids]
    ModerationAct.objects.bulk_create(rows, batch_size=BATCH)
    acts = ModerationAct.objects.filter(opinion__consultation=consultation, state=Asked.ASKED, asked_at=asked_at)
    told = _told(acts)
    if rules_of(consultation).second_person:
        record("consultations.moderation_asked", about=consultation, who=by, **told)
        return
    _carry_out(consultation, acts, answered_by=None)
    record("consultations.opinions_moderated", about=consultation, who=by, **told)


def _carry_out(consultation: Consultation, acts: QuerySet[ModerationAct], *, answered_by: Person | None) -> None:
    """Withheld goes with what is folded under it; masked goes wherever the same words stand."""
    for kind, state, values in (
        (Kind.WITHHOLD, None, {"state": State.WITHHELD, "response": None}),
        (Kind.RESTORE, State.WITHHELD, {"state": State.OPEN}),
    ):
        opinions = Opinion.objects.filter(moderation__in=acts.filter(kind=kind))
        with choose_groups(opinions.filter(state=state) if state else opinions) as chosen:
            if chosen.exists():
                _refuse_kind(consultation, chosen.filter(folded_into=None), kind)
                with retallied():
                    chosen.update(**values)
                acts.filter(kind=kind, opinion__in=chosen).update(**_answered(answered_by))
    for act in acts.exclude(kind=Kind.WITHHOLD).select_related("opinion"):
        is_restored = act.kind == Kind.RESTORE
        index_words(uncover(act.opinion) if is_restored else cover(act.opinion, covered_too(act.opinion.words, act.masked_words)))
    acts.update(**_answered(answered_by))


def _answered(by: Person | None) -> dict[str, Any]:
    return {"state": Asked.CONFIRMED, "answered_by": by, "answered_at": now()}


def _refuse_kind(consultation: Consultation, chosen: QuerySet[Opinion], kind: str) -> None:
    if kind == Kind.MASK:
        return
    withheld = chosen.filter(state=State.WITHHELD)
    if kind == Kind.WITHHOLD or withheld.exists():
        refuse_over(consultation)
    if kind == Kind.WITHHOLD:
        if count := chosen.filter(state=State.ANSWERED).count():
            raise AnsweredStays(count=count)
        if withheld.exists():
            raise WithheldStays
        if chosen.exclude(pk__in=Opinion.objects.heads()).exists():
            raise NothingChosen
    elif chosen.exclude(state=State.WITHHELD).filter(is_masked=False).exists():
        raise NothingToRestore


def _refuse_reason(consultation: Consultation, reason: str) -> None:
    if rules_of(consultation).moderation_reason(reason) is None:
        raise UnknownModerationReason(reason=reason)
