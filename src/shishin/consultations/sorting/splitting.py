"""Splitting: real letters hold several points. Each becomes an opinion of its own, with the voices of the letter, and the letter stays as it came."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.db import transaction
from django.db.models import Q, QuerySet

from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import choose, lock, number_opinions, retallied
from shishin.consultations.errors.sorting import CannotBeSplit, NothingIsCut, NotSplit, PartIsSettled
from shishin.consultations.models import Opinion, PersonalData
from shishin.consultations.sorting.choosing import figures_for_trail, refuse_chosen, undoable
from shishin.consultations.sorting.masking import mask_length, original_words
from shishin.consultations.storing import Point, folded, index_words
from shishin.trail.recording import Acting, record

State = Opinion.State


@transaction.atomic
def split_opinion(opinion: Opinion, *, at: Sequence[int], by: Acting) -> list[Opinion]:
    """Cut the words at these places. Parts that another opinion on the same clause says already fold under it."""
    consultation = lock(opinion.consultation)
    refuse_over(consultation)
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    stands_alone = opinion.state == State.OPEN and opinion.folded_into_id is None and not opinion.folded.exists()
    if not stands_alone:
        raise CannotBeSplit
    spans = _spans(opinion.words, at)
    number_opinions(consultation)
    opinion.consultation = consultation
    parts = [_store_part(opinion, start, end) for start, end in spans]
    number_opinions(consultation)
    key = "consultations.opinion_split"
    everything = Opinion.objects.filter(pk__in=[opinion.pk, *(part.pk for part in parts)])
    with choose(everything) as chosen:
        refuse_chosen(chosen, by=by)
        with retallied(), undoable(consultation, chosen, key=key, by=by):
            chosen.filter(pk=opinion.pk).update(state=State.SPLIT)
            for part in parts:
                _let_count(part, but=opinion)
        index_words(parts)
        record("consultations.opinion_split", about=consultation, who=by, split=opinion.number, **figures_for_trail(chosen))
    return list(everything.exclude(pk=opinion.pk).order_by("pk"))


@transaction.atomic
def put_together(opinion: Opinion, *, by: Acting) -> Opinion:
    """A letter that was split is one opinion again, and its parts count no more."""
    consultation = lock(opinion.consultation)
    refuse_over(consultation)
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if opinion.state != State.SPLIT or opinion.part_of_id is not None:
        raise NotSplit
    key = "consultations.opinion_put_together"
    with choose(Opinion.objects.filter(Q(part_of=opinion) & ~Q(state=State.SPLIT) | Q(pk=opinion.pk))) as chosen:
        refuse_chosen(chosen, by=by)
        if _settled(chosen).exists():
            raise PartIsSettled
        with retallied(), undoable(consultation, chosen, key=key, by=by):
            chosen.exclude(pk=opinion.pk).update(state=State.SPLIT, folded_into=None)
            chosen.filter(pk=opinion.pk).update(state=State.OPEN)
        record("consultations.opinion_put_together", about=consultation, who=by, whole=opinion.number, **figures_for_trail(chosen))
    opinion.refresh_from_db()
    return opinion


def _settled(parts: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """What somebody answered, withheld, or folded others under that are no parts of the same."""
    others = Opinion.objects.filter(folded_into__isnull=False).exclude(pk__in=parts)
    return parts.filter(Q(response__isnull=False) | Q(state=State.WITHHELD) | Q(pk__in=others.values("folded_into")))


def _spans(words: str, at: Sequence[int]) -> list[tuple[int, int]]:
    """Where each part begins and ends, outer blanks off: together they cover the words."""
    spans = []
    for start, end in pairwise([0, *sorted(set(at)), len(words)]):
        text = words[start:end]
        begin = start + len(text) - len(text.lstrip())
        if not text.strip():
            raise NothingIsCut
        spans.append((begin, begin + len(text.strip())))
    if len(spans) < 2:
        raise NothingIsCut
    return spans


def _store_part(opinion: Opinion, start: int, end: int) -> Opinion:
    """A part that does not count yet. Of what is masked it keeps the words before, as the whole does."""
    words, original = opinion.words[start:end], original_words(opinion)[start:end]
    part = Opinion.objects.create(
        consultation=opinion.consultation,
        line_id=opinion.line_id,
        place_id=opinion.place_id,
        placed_by_id=opinion.placed_by_id,
        words=words,
        fold_key=folded(opinion.consultation, Point(original, str(opinion.line_id) if opinion.line_id else None)).key,
        state=State.SPLIT,
        part_of_id=opinion.part_of_id or opinion.pk,
        theme_id=opinion.theme_id,
        is_masked=opinion.is_masked and (words != original or mask_length(words) > 0),
        held_by_id=opinion.held_by_id,
        held_until=opinion.held_until,
        voices=opinion.voices,
    )
    if words != original:
        kept = opinion.personal_data
        PersonalData.objects.create(opinion=part, values={"words": original}, keep_until=kept.keep_until)
    return part


def _let_count(part: Opinion, *, but: Opinion) -> None:
    """From now on it is an opinion like another, or goes under the one that says the same."""
    part.state = State.OPEN
    there = Opinion.objects.counted().filter(consultation=part.consultation, line=part.line, fold_key=part.fold_key)
    same = there.exclude(pk__in=[part.pk, but.pk]).exclude(state=State.WITHHELD).order_by("pk").first()
    if same is not None:
        head = same.folded_into or same
        part.folded_into, part.state, part.theme_id, part.response_id = head, head.state, head.theme_id, head.response_id
        part.words, part.is_masked = same.words, same.is_masked
    part.save(update_fields=["state", "folded_into", "theme", "response", "words", "is_masked"])
