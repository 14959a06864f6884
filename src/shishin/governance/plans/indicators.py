"""Indicators of an edition: what is measured, from which baseline to which targets, and how much of the way is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from shishin.governance.errors.plans import (
    HeadingMissing,
    IndicatorWithoutUnit,
    NotInEdition,
    TargetAwayFromDirection,
    TargetBeforeBaseline,
    TargetIsBaseline,
)
from shishin.governance.models import Indicator, PlanEdition, Target
from shishin.governance.plans.content import PlanIndicator, plain_number
from shishin.governance.writing import Words, lock_edition, measure_called, new_key
from shishin.kit.dates import FiscalYear
from shishin.kit.identity import in_language
from shishin.trail.recording import Acting, record

Kind, Direction = Indicator.Kind, Indicator.Direction


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """What an indicator says. `measure` is the key of its measure, nothing where it is of the plan."""

    titles: Words
    unit: str
    direction: str
    baseline: Decimal
    baseline_year: FiscalYear
    targets: Mapping[FiscalYear, Decimal]
    kind: str = Kind.MEASURE
    measure: str = ""

    def refuse_unfit(self, language: str) -> None:
        if not self.titles.get(language, "").strip():
            raise HeadingMissing
        if not self.unit.strip():
            raise IndicatorWithoutUnit(indicator=in_language(self.titles))
        for year, value in self.targets.items():
            if year <= self.baseline_year:
                raise TargetBeforeBaseline(year=year, baseline_year=self.baseline_year)
            if value == self.baseline:
                raise TargetIsBaseline(year=year)
            if (value > self.baseline) != (self.direction == Direction.UP):
                numbers = {"value": plain_number(value), "baseline": plain_number(self.baseline)}
                raise TargetAwayFromDirection(**numbers, year=year, direction=Direction(self.direction).label)


@transaction.atomic
def write_indicator(edition: PlanEdition, *, words: IndicatorWords, by: Acting, key: str = "") -> Indicator:
    """Another indicator, or all of the one of a key."""
    edition = lock_edition(edition)
    words.refuse_unfit(edition.plan.source_language)
    measure = measure_called(edition, words.measure) if words.measure else None
    if key:
        indicator = indicator_called(edition, key)
    else:
        taken = set(Indicator.objects.filter(edition__plan=edition.plan).values_list("key", flat=True))
        position = edition.indicators.aggregate(last=Max("position"))["last"]
        indicator = Indicator(edition=edition, key=new_key(words.titles, taken, otherwise="indicator"), position=(position or 0) + 1)
    indicator.measure, indicator.kind = measure, Kind.MEASURE if measure else words.kind
    indicator.titles = {tag: text.strip() for tag, text in words.titles.items() if text.strip()}
    indicator.unit, indicator.direction = words.unit.strip(), words.direction
    indicator.baseline, indicator.baseline_year = words.baseline, words.baseline_year.begins_in
    indicator.save()
    indicator.targets.all().delete()
    Target.objects.bulk_create(
        Target(indicator=indicator, fiscal_year=year.begins_in, value=value) for year, value in sorted(words.targets.items())
    )
    record("governance.indicator_written", about=edition, who=by, indicator=indicator.key, titles=indicator.titles)
    return indicator


@transaction.atomic
def remove_indicator(edition: PlanEdition, *, key: str, by: Acting) -> None:
    """It is not in this edition; its values stay with the plan."""
    edition = lock_edition(edition)
    indicator = indicator_called(edition, key)
    indicator.targets.all().delete()
    indicator.delete()
    record("governance.indicator_removed", about=edition, who=by, indicator=key)


def indicator_called(edition: PlanEdition, key: str) -> Indicator:
    if (indicator := edition.indicators.filter(key=key).first()) is None:
        raise NotInEdition(name=key)
    return indicator


def reached(indicator: PlanIndicator, *, year: FiscalYear, value: Decimal) -> Decimal | None:
    """The part of the way from baseline to target, (actual − baseline) ÷ (target − baseline); none without a target of that year."""
    target = indicator.targets.get(year)
    if target is None or target == indicator.baseline:
        return None
    return (value - indicator.baseline) / (target - indicator.baseline)
