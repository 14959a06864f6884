"""Disposing of what was not done: the next edition says of each such measure what becomes of it, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from shishin.governance.errors.plans import (
    BecameNothing,
    IsNotThere,
    IsStillThere,
    NoReasonOfDisposal,
    NotDoneYet,
    NothingBefore,
    NothingWasNotDone,
    NotInEdition,
)
from shishin.governance.models import Disposal, Measure, PlanEdition, Reason
from shishin.governance.plans.carrying import done_in_plans, measures_done
from shishin.governance.plans.content import PlanContent, PlanMeasure, measure_facts, read_content
from shishin.governance.writing import lock_edition, refuse_fixed
from shishin.trail.recording import Acting, record

Kind = Disposal.Kind


@transaction.atomic
def dispose_of(
    edition: PlanEdition, *, keys: Collection[str], kind: str, reason: str, by: Acting, became: Sequence[str] = ()
) -> list[Disposal]:
    """What becomes of measures of the edition before, named by their keys, for one reason. Disposing again replaces."""
    edition = lock_edition(edition)
    if not reason.strip():
        raise NoReasonOfDisposal
    before = {measure.key: measure for measure in measures_before(edition)}
    there = set(edition.measures.values_list("key", flat=True))
    if strange := next((key for key in became if key not in there), None):
        raise NotInEdition(name=strange)
    done = measures_done(edition)
    for key in keys:
        if key not in before:
            raise NothingWasNotDone(name=key)
        _refuse(edition, before[key], Kind(kind), there=there, done=done, became=became)
    words = Reason.objects.create(edition=edition, words=reason.strip())
    edition.disposals.filter(key__in=keys).delete()
    rows = [Disposal(edition=edition, key=key, kind=kind, reason=words, became=list(became)) for key in sorted(keys)]
    Disposal.objects.bulk_create(rows)
    edition.reasons.filter(disposals=None).delete()
    record(
        "governance.measures_disposed_of", about=edition, who=by, why=words.words, keys=sorted(keys), kind=str(kind), became=list(became)
    )
    return rows


def refuse_nothing_to_dispose(edition: PlanEdition) -> None:
    """The first edition of a plan has none before it."""
    refuse_fixed(edition)
    if edition.started_from is None:
        raise NothingBefore(edition=edition)


def _refuse(edition: PlanEdition, measure: PlanMeasure, kind: Kind, *, there: set[str], done: set[str], became: Sequence[str]) -> None:
    is_there = measure.key in there
    if kind == Kind.DONE and measure.key not in done:
        raise NotDoneYet(measure=measure.title, plan=edition.plan)
    if kind in (Kind.DROPPED, Kind.DONE) and is_there:
        raise IsStillThere(measure=measure.title)
    if kind == Kind.CARRIED and not is_there:
        raise IsNotThere(measure=measure.title)
    if kind == Kind.CHANGED and not is_there and not became:
        raise BecameNothing(measure=measure.title)


def measures_before(edition: PlanEdition) -> list[PlanMeasure]:
    """All of the edition it was started from."""
    return read_content(edition.started_from).measures if edition.started_from else []


@dataclass(frozen=True, slots=True)
class ToDispose:
    """A measure of the edition before with what the writing proposes, and what was said of it."""

    measure: PlanMeasure
    proposal: str
    disposal: Disposal | None
    is_done: bool
    """It was reported as done: nothing has to be said of it."""

    @property
    def proposal_in_words(self) -> str:
        return str(Kind(self.proposal).label)

    @property
    def is_open(self) -> bool:
        """Nothing says what becomes of it, or what was said fits no more."""
        return not self.is_done and (self.disposal is None or not self.still_fits)

    @property
    def still_fits(self) -> bool:
        return self.disposal is None or still_fits(self.disposal, is_there=self.proposal in (Kind.CARRIED, Kind.CHANGED))


def still_fits(disposal: Disposal, *, is_there: bool) -> bool:
    """A measure that came back after it was dropped, or went after it was carried over, has to be disposed of again."""
    if disposal.kind in (Kind.DROPPED, Kind.DONE):
        return not is_there
    return is_there or (disposal.kind == Kind.CHANGED and bool(disposal.became))


def to_dispose(edition: PlanEdition, content: PlanContent | None = None) -> list[ToDispose]:
    """Every measure of the edition before, in its order. What the writer did proposes what becomes of it."""
    now: Mapping[str, PlanMeasure] = {measure.key: measure for measure in (content or read_content(edition)).measures}
    said = {row.key: row for row in edition.disposals.select_related("reason")}
    done = measures_done(edition)
    return [
        ToDispose(
            measure, _proposal(measure, now.get(measure.key), is_done=measure.key in done), said.get(measure.key), measure.key in done
        )
        for measure in measures_before(edition)
    ]


def _proposal(before: PlanMeasure, now: PlanMeasure | None, *, is_done: bool) -> str:
    if now is None:
        return Kind.DONE if is_done else Kind.DROPPED
    return Kind.CARRIED if _same(before, now) else Kind.CHANGED


def _same(before: PlanMeasure, now: PlanMeasure) -> bool:
    """Whether nothing but the amounts of years that are over differs."""
    facts, later = measure_facts(before), measure_facts(now)
    years = {amount[0] for amount in later["amounts"]}
    facts["amounts"] = [amount for amount in facts["amounts"] if amount[0] in years]
    return bool(facts == later)


def counts_to_dispose(editions: Collection[PlanEdition]) -> Counter[int]:
    """How many measures of the editions before wait for a word, by edition. Four queries, whatever the number."""
    before = {edition.started_from_id: edition for edition in editions if edition.started_from_id}
    if not before:
        return Counter()
    now = set(Measure.objects.filter(edition__in=editions).values_list("edition", "key"))
    said = {(row.edition_id, row.key): row for row in Disposal.objects.filter(edition__in=editions)}
    done = done_in_plans({edition.plan_id for edition in editions})
    counts: Counter[int] = Counter()
    for pk, key in Measure.objects.filter(edition__in=before).values_list("edition", "key"):
        edition = before[pk]
        disposal = said.get((edition.pk, key))
        if (edition.plan_id, key) not in done and not (disposal and still_fits(disposal, is_there=(edition.pk, key) in now)):
            counts[edition.pk] += 1
    return counts


def not_disposed_of(edition: PlanEdition, content: PlanContent | None = None) -> list[PlanMeasure]:
    """What keeps an edition from being submitted."""
    return [row.measure for row in to_dispose(edition, content) if row.is_open]
