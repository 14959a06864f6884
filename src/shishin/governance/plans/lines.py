"""What an edition says beside its words, as lines: unit, period, clauses, milestones, amounts, indicators. Files and comparisons print these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.governance.models import Amount, Indicator, MeasureLine
from shishin.governance.plans.content import PlanAmount, PlanIndicator, PlanLine, PlanMeasure, plain_number
from shishin.kit.dates import day_in_words
from shishin.kit.identity import in_language, join_words
from shishin.kit.markdown import plain
from shishin.texts.languages import spoken_about


def lines_of_measure(measure: PlanMeasure, language: str, *, currency: str) -> list[str]:
    """Each one line of text in a language, in the order in which a reader wants them."""
    with override(spoken_about(language)):
        return list(_lines(measure, language, currency=currency))


def _lines(measure: PlanMeasure, language: str, *, currency: str) -> Iterator[str]:
    yield _("Unit in charge: %(unit)s") % {"unit": measure.unit}
    yield _("Period: %(first)s to %(last)s") % {"first": measure.first.in_words(language), "last": measure.last.in_words(language)}
    for kind in MeasureLine.Kind:
        if served := [line for line in measure.lines if line.kind == kind]:
            yield _("%(name)s: %(values)s") % {"name": kind.label, "values": join_words(map(name_of_line, served), language)}
    if measure.systems:
        yield _("%(name)s: %(values)s") % {"name": _("Systems"), "values": join_words(measure.systems, language)}
    for milestone in measure.milestones:
        words = {"quarter": milestone.quarter.in_words(language), "words": in_language(milestone.words, language)}
        yield _("Milestone, %(quarter)s: %(words)s") % words
    for amount in measure.amounts:
        yield line_of_amount(amount, language, currency=currency)
    for indicator in measure.indicators:
        yield line_of_indicator(indicator, language)


def name_of_line(line: PlanLine) -> str:
    """The document and the clause, by what people call them."""
    return _("%(document)s, %(clause)s") % {"document": line.line.document.short_title(), "clause": plain(line.heading) or line.line.key}


def line_of_amount(amount: PlanAmount, language: str, *, currency: str) -> str:
    names = {"year": amount.year.in_words(language), "kind": Amount.Kind(amount.kind).label, "amount": amount_in_words(amount, currency)}
    return _("%(year)s, %(kind)s: %(amount)s") % names


def amount_in_words(amount: PlanAmount, currency: str) -> str:
    """公表前 where the reader may not know it."""
    if amount.amount is None:
        return _("not public before %(day)s") % {"day": day_in_words(amount.withheld_until)}
    return f"{amount.amount:,} {currency}"


def line_of_indicator(indicator: PlanIndicator, language: str) -> str:
    direction = Indicator.Direction(indicator.direction).label
    names = {
        "title": in_language(indicator.titles, language),
        "baseline": number_with_unit(plain_number(indicator.baseline), indicator.unit),
        "year": indicator.baseline_year.in_words(language),
        "direction": direction,
        "targets": join_words(targets_in_words(indicator, language), language),
    }
    return _("Indicator: %(title)s (%(direction)s), %(baseline)s in %(year)s; targets: %(targets)s") % names


def targets_in_words(indicator: PlanIndicator, language: str) -> Iterable[str]:
    for year, value in sorted(indicator.targets.items()):
        yield f"{year.in_words(language)} {number_with_unit(plain_number(value), indicator.unit)}"


def number_with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit in ("%", "％") or not unit.isascii() else f"{number} {unit}"
