"""Verifying: everything is counted again, and what opinions are is held against the rules of the house. Told is the first fault of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shishin.consultations.counting import figures_of, groups_that_differ, recount, shelves_counted_again, shelves_of
from shishin.consultations.models import Consultation, Opinion, Response, Voice
from shishin.consultations.publishing.results import hash_of_results, published_responses
from shishin.consultations.sorting.masking import MASK, original_words
from shishin.consultations.standing_behind import wrongly_standing
from shishin.consultations.storing import Point, folded
from shishin.kit.triggers import missing_guards

AT_ONCE = 2_000
State = Opinion.State


def faults() -> Iterator[str]:
    """Of the site: guards of the database that are not as declared."""
    for fault in missing_guards(connection):
        if fault.table.startswith("consultations_"):
            yield _("The guard %(name)s on %(table)s is %(kind)s.") % {"name": fault.trigger, "table": fault.table, "kind": fault.kind}


def faults_of(consultation: Consultation) -> Iterator[str]:
    """Of a consultation, one check after the other."""
    for check in CHECKS:
        for fault in check(consultation):
            yield f"{consultation.slug}: {fault}"


def _figures(consultation: Consultation) -> Iterator[str]:
    said, counted = figures_of(consultation), recount(consultation)
    for name in ("received", "answered", "withheld", "open", "all_submitters", "distinct"):
        if (shown := getattr(said, name)) != (again := getattr(counted, name)):
            yield _("“%(name)s” is %(shown)s, and %(again)s when counted again.") % {"name": name, "shown": shown, "again": again}
    if {cell: many for cell, many in said.cells.items() if many} != {cell: many for cell, many in counted.cells.items() if many}:
        yield _("Rounds, states, themes or dispositions have other figures when they are counted again.")


def _voices(consultation: Consultation) -> Iterator[str]:
    """The voices of an opinion as received are those that were counted; a part has those of what was split."""
    counted = Voice.objects.that_count().filter(is_counted=True, opinion=Coalesce(OuterRef("part_of_id"), OuterRef("pk")))
    again = counted.order_by().values("opinion").annotate(many=Count("pk")).values("many")
    wrong = consultation.opinions.annotate(again=Coalesce(Subquery(again), 0)).exclude(voices=F("again"))
    yield from _told(wrong, _("has %(voices)s voices, and %(again)s when counted again"))


def _groups(consultation: Consultation) -> Iterator[str]:
    """A head has the voices and the rounds of what is folded under it, and each submitter once; the queue has as many of each kind as there are."""
    for pk in groups_that_differ(consultation)[:1]:
        yield _told_of(Opinion.objects.get(pk=pk), _("has other voices, submitters or rounds than when they are counted again"))
    for pk in wrongly_standing(consultation.pk)[:1]:
        yield _told_of(Opinion.objects.get(pk=pk), _("stands behind another in the queue and should not, or the other way round"))
    if shelves_of(consultation) != shelves_counted_again(consultation):
        yield _("The queue has other figures when its opinions are counted again.")


def _fold_keys(consultation: Consultation) -> Iterator[str]:
    """The words are still those by which copies were folded, unless they were masked."""
    rows = consultation.opinions.as_received().filter(is_masked=False)
    for opinion in rows.only("pk", "number", "words", "line_id", "fold_key").iterator(AT_ONCE):
        if folded(consultation, Point(opinion.words, str(opinion.line_id) if opinion.line_id else None)).key != opinion.fold_key:
            yield _told_of(opinion, _("has other words than those by which copies were folded"))


def _answers(consultation: Consultation) -> Iterator[str]:
    """Answered is what has a final response, and nothing else has one."""
    is_final = Q(response__state=Response.State.FINAL)
    wrong = consultation.opinions.filter(Q(state=State.ANSWERED) & ~is_final | ~Q(state=State.ANSWERED) & is_final)
    yield from _told(wrong, _("is answered without a final response, or has one and is not answered"))


def _results(consultation: Consultation) -> Iterator[str]:
    """Published results are those whose hash was told on the day."""
    if consultation.is_published and hash_of_results(consultation, published_responses(consultation)) != consultation.results_hash:
        yield _("the published results have another hash than on the day they were published.")


def _parts(consultation: Consultation) -> Iterator[str]:
    """The parts of what was split cover its words. A part that was split again, or put together, is none any more."""
    wholes = consultation.opinions.filter(state=State.SPLIT, part_of=None).prefetch_related("parts")
    for whole in wholes.iterator(AT_ONCE):
        parts = sorted((part for part in whole.parts.all() if part.state != State.SPLIT), key=lambda part: part.pk)
        if not (whole.is_masked or any(part.is_masked for part in parts) or covers(whole.words, [part.words for part in parts])):
            yield _told_of(whole, _("has words that none of its parts has"))


def _masks(consultation: Consultation) -> Iterator[str]:
    """What is masked differs from what was said in the signs of the mask alone, as long as that is kept."""
    for opinion in consultation.opinions.filter(is_masked=True).iterator(AT_ONCE):
        before = original_words(opinion)
        kept = len(before) == len(opinion.words) and all(now in (was, MASK) for was, now in zip(before, opinion.words, strict=True))
        if not kept or MASK not in opinion.words:
            yield _told_of(opinion, _("is masked, and has other words than it was given"))
            return


def covers(whole: str, parts: list[str]) -> bool:
    """Whether each letter of a text lies in one of its parts. Blanks count for nothing."""
    text = "".join(whole.split())
    left, end = set(range(len(text))), 0
    for part in ("".join(part.split()) for part in parts):
        at = text.find(part, end)
        at = text.find(part) if at < 0 else at
        if at < 0:
            return False
        end = at + len(part)
        left.difference_update(range(at, end))
    return not left


def _told(wrong: QuerySet[Opinion], words: str) -> Iterator[str]:
    for opinion in wrong[:1]:
        yield _told_of(opinion, words % {name: getattr(opinion, name, "") for name in ("voices", "again")})


def _told_of(opinion: Opinion, words: str) -> str:
    return _("opinion %(number)s %(words)s.") % {"number": opinion.number or opinion.uuid, "words": words}


CHECKS: tuple[Callable[[Consultation], Iterator[str]], ...] = (_figures, _voices, _groups, _fold_keys, _masks, _answers, _parts, _results)
