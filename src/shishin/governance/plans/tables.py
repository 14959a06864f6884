"""A plan as tidy tables, one a sheet 様式: what a workbook holds and JSON names alike. Exported and brought back it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from shishin.governance.models import Amount, Disposal, Indicator, MeasureLine, PlanEdition, Progress
from shishin.governance.plans.content import PlanContent, PlanIndicator, plain_number
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.identity import in_language
from shishin.kit.moments import now

Row = dict[str, Any]
Tables = dict[str, list[Row]]
ABOUT = "about"
CHOICES: Mapping[tuple[str, str], Any] = {
    ("lines", "kind"): MeasureLine.Kind,
    ("indicators", "kind"): Indicator.Kind,
    ("indicators", "direction"): Indicator.Direction,
    ("amounts", "kind"): Amount.Kind,
    ("progress", "state"): Progress.State,
    ("disposals", "kind"): Disposal.Kind,
}
"""The columns that hold one of several words: written as people read them, read in any language of the site."""
SEPARATOR = "; "
"""Between several things in one cell."""


def columns_of() -> dict[str, list[str]]:
    """The sheets and their columns. Titles and outlines have one for each language of the site."""
    tags = [tag for tag, _name in settings.LANGUAGES]
    return {
        ABOUT: ["name", "value"],
        "chapters": ["key", "language", "heading", "body"],
        "measures": [
            *("key", "chapter", "position", *(f"title_{tag}" for tag in tags), *(f"outline_{tag}" for tag in tags)),
            *("unit", "first", "last", "systems"),
        ],
        "lines": ["measure", "kind", "document", "clause"],
        "milestones": ["measure", "quarter", "words", "after"],
        "indicators": ["key", "measure", "kind", "title", "unit", "direction", "baseline_year", "baseline"],
        "targets": ["indicator", "year", "value"],
        "values": ["indicator", "year", "quarter", "value", "words", "source"],
        "amounts": ["measure", "year", "kind", "amount", "withheld_until"],
        "progress": ["measure", "quarter", "state", "done", "next"],
        "disposals": ["measure", "kind", "reason", "became"],
    }


def tables_of(content: PlanContent) -> Tables:
    """All that an edition says and what was reported of its plan. Two queries."""
    edition = content.edition
    language = edition.plan.source_language
    tables: Tables = {name: [] for name in columns_of()}
    tables[ABOUT] = [
        {"name": "plan", "value": edition.plan.slug},
        {"name": "edition", "value": edition.address},
        {"name": "as_of", "value": now().isoformat()},
    ]
    for chapter in content.chapters:
        tags = dict.fromkeys([*chapter.headings, *chapter.bodies])
        tables["chapters"] += [
            {"key": chapter.key, "language": tag, "heading": chapter.headings.get(tag, ""), "body": chapter.bodies.get(tag, "")}
            for tag in tags
        ]
        for place, measure in enumerate(chapter.measures, 1):
            tables["measures"].append(
                {
                    "key": measure.key,
                    "chapter": chapter.key,
                    "position": place,
                    **{f"title_{tag}": words for tag, words in measure.titles.items()},
                    **{f"outline_{tag}": words for tag, words in measure.outlines.items()},
                    "unit": measure.unit,
                    "first": measure.first.code,
                    "last": measure.last.code,
                    "systems": SEPARATOR.join(measure.systems),
                }
            )
            _add_below(tables, measure, language)
    for indicator in content.indicators:
        _add_indicator(tables, indicator, language)
    for one in content.disposals:
        tables["disposals"].append(
            {"measure": one.key, "kind": _said("disposals", "kind", one.kind), "reason": one.reason, "became": SEPARATOR.join(one.became)}
        )
    tables["values"], tables["progress"] = list(_values(edition)), list(_progress(edition))
    return tables


def _add_below(tables: Tables, measure: Any, language: str) -> None:
    tables["lines"] += [
        {"measure": measure.key, "kind": _said("lines", "kind", kind), "document": document, "clause": clause}
        for kind, document, clause in (line.name for line in measure.lines)
    ]
    tables["milestones"] += [
        {
            "measure": measure.key,
            "quarter": one.quarter.code,
            "words": in_language(one.words, language),
            "after": "" if one.after is None else one.after + 1,
        }
        for one in measure.milestones
    ]
    tables["amounts"] += [
        {
            "measure": measure.key,
            "year": one.year.number,
            "kind": _said("amounts", "kind", one.kind),
            "amount": "" if one.amount is None else one.amount,
            "withheld_until": one.withheld_until.isoformat() if one.withheld_until else "",
        }
        for one in measure.amounts
    ]


def _add_indicator(tables: Tables, indicator: PlanIndicator, language: str) -> None:
    tables["indicators"].append(
        {
            "key": indicator.key,
            "measure": indicator.measure,
            "kind": _said("indicators", "kind", indicator.kind),
            "title": in_language(indicator.titles, language),
            "unit": indicator.unit,
            "direction": _said("indicators", "direction", indicator.direction),
            "baseline_year": indicator.baseline_year.number,
            "baseline": plain_number(indicator.baseline),
        }
    )
    tables["targets"] += [
        {"indicator": indicator.key, "year": year.number, "value": plain_number(value)} for year, value in sorted(indicator.targets.items())
    ]


def _values(edition: PlanEdition) -> Iterator[Row]:
    for told in edition.plan.indicator_values.filter(is_newest=True).order_by("key", "fiscal_year", "quarter"):
        yield {
            "indicator": told.key,
            "year": FiscalYear(told.fiscal_year).number,
            "quarter": told.quarter or "",
            "value": plain_number(told.value),
            "words": told.words,
            "source": told.source,
        }


def _progress(edition: PlanEdition) -> Iterator[Row]:
    for told in edition.plan.progress.filter(is_newest=True).order_by("quarter", "key"):
        yield {
            "measure": told.key,
            "quarter": Quarter.of_ordinal(told.quarter).code,
            "state": _said("progress", "state", told.state),
            "done": told.done,
            "next": told.next,
        }


def _said(sheet: str, column: str, value: str) -> str:
    return str(CHOICES[sheet, column](value).label)


def rows_in_order(tables: Tables) -> Iterator[tuple[str, Sequence[str], list[list[Any]]]]:
    """Sheet, headings and lines, as they are written."""
    for sheet, columns in columns_of().items():
        yield sheet, columns, [[row.get(column, "") for column in columns] for row in tables.get(sheet, [])]
