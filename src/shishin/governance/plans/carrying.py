"""Carrying on: what the next edition of a plan begins with, and what of the last one was not done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import uuid4

from shishin.governance.models import Amount, Chapter, Indicator, Measure, MeasureLine, Milestone, Plan, PlanEdition, Progress, Target
from shishin.governance.plans.content import PlanContent, PlanMeasure, read_content


def measures_done(edition: PlanEdition) -> set[str]:
    """The keys of what was reported as done last. One query."""
    return {key for _plan, key in done_in_plans([edition.plan_id])}


def done_in_plans(plans: Collection[int]) -> set[tuple[int, str]]:
    """The same of several plans: plan and key of each measure. One query."""
    rows = Progress.objects.filter(plan__in=plans, is_newest=True).order_by("quarter")
    newest = {(plan, key): state for plan, key, state in rows.values_list("plan", "key", "state")}
    return {name for name, state in newest.items() if state == Progress.State.DONE}


def unmet_measures(edition: PlanEdition, content: PlanContent | None = None) -> list[PlanMeasure]:
    """The measures of an edition that were not reported as done: the next one must say what becomes of each."""
    done = measures_done(edition)
    return [measure for measure in (content or read_content(edition)).measures if measure.key not in done]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the next edition of a plan begins with: of the edition adopted last, the measures that were not done, and its indicators."""

    last: PlanEdition | None = None
    unmet: Sequence[PlanMeasure] = ()
    done: int = 0
    indicators: int = 0


def beginning_of(plan: Plan) -> Beginning:
    last = plan.editions.adopted().last()
    if last is None:
        return Beginning()
    content = read_content(last)
    unmet = unmet_measures(last, content)
    keys = {"", *(measure.key for measure in unmet)}
    return Beginning(last, unmet, len(content.measures) - len(unmet), sum(one.measure in keys for one in content.indicators))


def carry_on(last: PlanEdition, edition: PlanEdition) -> None:
    """Chapters, measures that were not done, indicators, and amounts of years to come, as they were read and written."""
    chapters = {row.key: row for row in last.chapters.all()}
    copies = {
        key: Chapter(edition=edition, key=key, position=row.position, headings=row.headings, bodies=row.bodies)
        for key, row in chapters.items()
    }
    Chapter.objects.bulk_create(copies.values())
    done = measures_done(last)
    old = list(last.measures.select_related("chapter").exclude(key__in=done))
    measures = {row.pk: _copy_of(row, edition, copies[row.chapter.key]) for row in old}
    Measure.objects.bulk_create(measures.values())
    _carry_below(last, edition, measures)


def _copy_of(row: Measure, edition: PlanEdition, chapter: Chapter) -> Measure:
    return Measure(
        edition=edition,
        key=row.key,
        chapter=chapter,
        position=row.position,
        titles=row.titles,
        outlines=row.outlines,
        unit=row.unit,
        first_quarter=row.first_quarter,
        last_quarter=row.last_quarter,
        systems=row.systems,
    )


def _carry_below(last: PlanEdition, edition: PlanEdition, measures: dict[int, Measure]) -> None:
    kept = {"measure__in": list(measures)}
    MeasureLine.objects.bulk_create(
        MeasureLine(
            measure=measures[row.measure_id], kind=row.kind, line_id=row.line_id, clause_id=row.clause_id, tie=row.tie, uuid=uuid4()
        )
        for row in MeasureLine.objects.filter(**kept)
    )
    _carry_milestones(list(Milestone.objects.filter(**kept)), measures)
    Amount.objects.bulk_create(
        Amount(
            measure=measures[row.measure_id],
            fiscal_year=row.fiscal_year,
            kind=row.kind,
            amount=row.amount,
            withheld_until=row.withheld_until,
        )
        for row in Amount.objects.filter(**kept, fiscal_year__gte=edition.fiscal_year)
    )
    indicators = {
        row.pk: Indicator(
            edition=edition,
            key=row.key,
            measure=measures[row.measure_id] if row.measure_id else None,
            position=row.position,
            kind=row.kind,
            titles=row.titles,
            unit=row.unit,
            direction=row.direction,
            baseline=row.baseline,
            baseline_year=row.baseline_year,
        )
        for row in last.indicators.all()
        if row.measure_id is None or row.measure_id in measures
    }
    Indicator.objects.bulk_create(indicators.values())
    Target.objects.bulk_create(
        Target(indicator=indicators[row.indicator_id], fiscal_year=row.fiscal_year, value=row.value)
        for row in Target.objects.filter(indicator__in=list(indicators))
    )


def _carry_milestones(rows: Sequence[Milestone], measures: dict[int, Measure]) -> None:
    copies = {
        row.pk: Milestone(
            measure=measures[row.measure_id], position=row.position, quarter=row.quarter, words=row.words, reached_on=row.reached_on
        )
        for row in rows
    }
    Milestone.objects.bulk_create(copies.values())
    waiting = []
    for row in rows:
        if row.after_id:
            copies[row.pk].after = copies[row.after_id]
            waiting.append(copies[row.pk])
    Milestone.objects.bulk_update(waiting, ["after"])
