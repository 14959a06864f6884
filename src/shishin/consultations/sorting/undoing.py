"""Undoing: one act, however many opinions it changed, is undone at once, as long as they are as it left them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from shishin.consultations.analysing.signing import put_beside_again
from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import choose_ids, follow_heads, lock, retallied
from shishin.consultations.errors.sorting import ChangedMeanwhile, NothingToUndo
from shishin.consultations.models import Analysis, Consultation, Opinion, OpinionAct, ProposedTheme, Response, Theme
from shishin.consultations.models.sorting import Change
from shishin.consultations.sorting.choosing import image_of, refuse_chosen
from shishin.consultations.storing import BATCH
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

State = Opinion.State


def last_act(consultation: Consultation, person: Person) -> OpinionAct | None:
    """What this person did last, and could undo."""
    return OpinionAct.objects.filter(consultation=consultation, by=person).defer("image").first()


def undo_last(consultation: Consultation, *, by: Person) -> None:
    """What this person did last."""
    act = last_act(consultation, by)
    if act is None:
        raise NothingToUndo
    undo_act(act, by=by)


@transaction.atomic
def undo_act(act: OpinionAct, *, by: Acting) -> None:
    """Every opinion is again what it was. Refused when one was changed since: then what came later is undone first."""
    consultation = lock(act.consultation)
    refuse_over(consultation)
    kept = OpinionAct.objects.filter(pk=act.pk).first()
    if kept is None:
        raise NothingToUndo
    changes = kept.changes
    moved = _bring_back(kept)
    with choose_ids(sorted({*(pk for _was, _became, ids in changes for pk in ids), *moved})) as chosen:
        if changes:
            refuse_chosen(chosen, by=by)
        _refuse_changed(chosen, changes)
        with retallied():
            for was, _became, ids in changes:
                for start in range(0, len(ids), BATCH):
                    some = Opinion.objects.filter(pk__in=ids[start : start + BATCH])
                    some.update(**dict(zip(OpinionAct.COLUMNS, was, strict=True)))
            _follow(chosen)
    _take_away(kept)
    record("consultations.act_undone", about=consultation, who=by, act=kept.key, opinions=kept.opinions)
    kept.delete()


def _bring_back(act: OpinionAct) -> list[int]:
    """The themes that it merged, where they stood, with their responses and with what was signed as them; and what it kept apart, which is told."""
    for gone in act.besides.get("gone", ()):
        theme = Theme.objects.create(consultation_id=act.consultation_id, **gone["fields"])
        Response.objects.filter(pk__in=gone["responses"]).update(theme=theme)
        ProposedTheme.objects.filter(pk__in=gone["signed"]).update(signed_as=theme)
    return put_beside_again(act.consultation, act.besides["apart"]) if "apart" in act.besides else []


def _take_away(act: OpinionAct) -> None:
    """What it signed is a proposal again; the theme that it made goes, unless something else stands under it by now."""
    for proposal, theme in act.besides.get("signed", {}).items():
        ProposedTheme.objects.filter(pk=proposal, signed_as=theme).update(signed_as=None)
    unused = Theme.objects.filter(pk=act.besides.get("made"), opinions=None, responses=None)
    unused.delete()
    Analysis.objects.filter(pk=act.besides.get("analysis"), signings__gt=0).update(signings=F("signings") - 1)


def _refuse_changed(chosen: QuerySet[Opinion], changes: Sequence[Change]) -> None:
    image = image_of(chosen)
    count = sum(image[pk] != tuple(became) for _was, became, ids in changes for pk in ids)
    count += Opinion.objects.filter(folded_into__in=chosen).exclude(pk__in=chosen).count()
    for column, there in (
        ("theme_id", Theme.objects.all()),
        ("folded_into_id", Opinion.objects.heads().exclude(state=State.WITHHELD)),
    ):
        wanted = {was[OpinionAct.COLUMNS.index(column)] for was, _became, _ids in changes} - {None}
        count += len(wanted) - there.filter(pk__in=wanted).count()
    if count:
        raise ChangedMeanwhile(count=count)


def _follow(chosen: QuerySet[Opinion]) -> None:
    """What became of a response meanwhile, and of a head, is so for what has them again."""
    for is_final, state in ((True, State.ANSWERED), (False, State.DRAFTED)):
        responses = (
            Response.objects.filter(state=Response.State.FINAL) if is_final else Response.objects.exclude(state=Response.State.FINAL)
        )
        chosen.filter(response__in=responses).update(state=state)
    follow_heads()
