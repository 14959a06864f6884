"""Folding: near copies stand under the one that speaks best. Flat: nothing is folded under what is folded."""

from __future__ import annotations

from shishin.consultations.errors.sorting import CannotFoldUnder, WithheldStays
from shishin.consultations.models import Consultation, Opinion
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.sorting.choosing import acting_on
from shishin.trail.recording import Acting

State = Opinion.State


def fold_opinions(consultation: Consultation, opinions: OpinionQuerySet, *, under: Opinion, by: Acting) -> None:
    """They, and what is folded under them, go under this one, and have its state, theme and response from now on."""
    others = opinions.heads().exclude(pk=under.pk)
    with acting_on(consultation, others, key="consultations.opinions_folded", by=by, under=under.number) as chosen:
        head = Opinion.objects.heads().filter(consultation=consultation, pk=under.pk).exclude(state=State.WITHHELD).first()
        if head is None:
            raise CannotFoldUnder
        # What is withheld is neither hidden under another one nor freed by it.
        if chosen.filter(state=State.WITHHELD).exists():
            raise WithheldStays
        chosen.update(folded_into=head, state=head.state, theme=head.theme_id, response=head.response_id)


def take_out(consultation: Consultation, opinions: OpinionQuerySet, *, by: Acting) -> None:
    """They stand by themselves again and are open: it was another point, which needs its own response."""
    folded = opinions.counted().filter(folded_into__isnull=False)
    with acting_on(consultation, folded, key="consultations.opinions_taken_out", by=by) as chosen:
        if chosen.filter(state=State.WITHHELD).exists():
            raise WithheldStays
        chosen.update(folded_into=None, state=State.OPEN, response=None)
