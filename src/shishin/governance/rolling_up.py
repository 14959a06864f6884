"""Rolling up: the plans of a whole government by the items of their upper plan, with what stands under none, and items that nobody serves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from shishin.governance.access import (
    editions_to_read,
    organizations_advised_by,
    organizations_answered_for_by,
)
from shishin.governance.models import Amount, Measure, MeasureLine, Plan, PlanEdition, Progress
from shishin.governance.models.plans import PlanEditionQuerySet
from shishin.governance.plans.content import total_of
from shishin.guidelines.editions.clauses import PlainClause, read_several
from shishin.guidelines.models import Clause, Document, Edition
from shishin.kit.dates import FiscalYear
from shishin.kit.identity import in_language
from shishin.people.abilities import READ_EVERYTHING
from shishin.people.access import may
from shishin.people.models import Organization
from shishin.trail.recording import OPERATOR

NOT_REPORTED = "not_reported"


class RolledMeasure(NamedTuple):
    """A measure as the whole of government sees it. `amounts` are of the year, by kind; None is one that is not public yet."""

    plan: Plan
    edition: PlanEdition
    key: str
    title: str
    unit: str
    state: str
    amounts: Mapping[str, int | None]

    @property
    def organization(self) -> Organization:
        return self.plan.organization


@dataclass(frozen=True, slots=True)
class Sum:
    """Of measures: how many, of how many organizations, in which states, and what they cost in the year by currency and kind."""

    measures: int
    organizations: int
    states: Mapping[str, int]
    amounts: Mapping[tuple[str, str], int | None]


@dataclass(frozen=True, slots=True)
class RolledItem:
    """An item of the upper plan with the measures that serve it, first of all those of the edition in force."""

    key: str
    label: str
    words: str
    url: str
    measures: Sequence[RolledMeasure]

    @property
    def sum(self) -> Sum:
        return sum_of(self.measures)


@dataclass(frozen=True, slots=True)
class RollUp:
    """All plans under one upper plan in a year. A measure that serves two items stands under both and counts once in all."""

    document: Document
    year: FiscalYear
    items: Sequence[RolledItem]
    unlinked: Sequence[RolledMeasure]
    measures: Sequence[RolledMeasure]

    @property
    def unserved(self) -> list[RolledItem]:
        return [item for item in self.items if not item.measures]

    @property
    def sum(self) -> Sum:
        return sum_of(self.measures)


def sum_of(measures: Sequence[RolledMeasure]) -> Sum:
    """An amount that somebody may not know makes its sum unknown: else it could be worked out from the others."""
    amounts: defaultdict[tuple[str, str], list[int | None]] = defaultdict(list)
    for measure in measures:
        for kind, amount in measure.amounts.items():
            amounts[measure.plan.currency, kind].append(amount)
    return Sum(
        measures=len(measures),
        organizations=len({measure.plan.organization_id for measure in measures}),
        states=Counter(measure.state for measure in measures),
        amounts={name: total_of(parts) for name, parts in amounts.items()},
    )


def _readable(reader: Any) -> PlanEditionQuerySet:
    """Whoever runs the site reads all."""
    return PlanEdition.objects.all() if reader is OPERATOR else editions_to_read(reader)


def upper_documents(reader: Any) -> list[Document]:
    """Those under which there are plans that somebody reads. One query."""
    plans = _readable(reader).filter(state=PlanEdition.State.ADOPTED).order_by().values("plan")
    return list(Document.objects.filter(plans_under_it__in=plans).distinct().order_by("code_sort", "slug"))


def years_of(document: Document, reader: Any) -> list[FiscalYear]:
    """The years of which there are adopted editions under an upper plan, the newest first. One query."""
    rows = _readable(reader).filter(plan__upper_document=document, state=PlanEdition.State.ADOPTED)
    return [FiscalYear(year) for year in sorted(set(rows.order_by().values_list("fiscal_year", flat=True)), reverse=True)]


def roll_up(*, document: Document, fiscal_year: int, reader: Any = None, day: date | None = None) -> RollUp:
    """What counts in a year: of each plan the newest edition up to it that the reader, or everybody, may read. A fixed number of queries."""
    today, year = day or localdate(), FiscalYear(fiscal_year)
    editions = _editions(document, fiscal_year, reader)
    measures = _measures(editions, fiscal_year, knows=_knows(editions, reader), day=today)
    lines = MeasureLine.objects.filter(measure__in=list(measures), kind=MeasureLine.Kind.UPPER_ITEM, line__document=document).values_list(
        "measure_id", "line_id"
    )
    served: defaultdict[str, list[RolledMeasure]] = defaultdict(list)
    linked = set()
    for measure, line in lines:
        served[str(line)].append(measures[measure])
        linked.add(measure)
    items = list(_items(document, min(today, year.last_day), served))
    return RollUp(document, year, items, [row for pk, row in measures.items() if pk not in linked], list(measures.values()))


def _editions(document: Document, fiscal_year: int, reader: Any) -> dict[int, PlanEdition]:
    readable = _readable(reader).adopted().filter(plan__upper_document=document, fiscal_year__lte=fiscal_year)
    rows = readable.select_related("plan__organization").prefetch_related("plan__organization__dated_names")
    return {edition.plan_id: edition for edition in rows.order_by("fiscal_year", "number")}


def _knows(editions: Mapping[int, PlanEdition], reader: Any) -> set[int]:
    """The plans whose withheld amounts somebody knows."""
    if reader is OPERATOR or may(reader, READ_EVERYTHING):
        return set(editions)
    answered = set(organizations_answered_for_by(reader).values_list("pk", flat=True))
    advised = set(organizations_advised_by(reader).values_list("pk", flat=True))
    return {plan for plan, edition in editions.items() if edition.plan.organization_id in answered or edition.plan.advised_by_id in advised}


def _measures(editions: Mapping[int, PlanEdition], fiscal_year: int, *, knows: set[int], day: date) -> dict[int, RolledMeasure]:
    """By number, in the order of organizations, plans and their measures."""
    by_pk = {edition.pk: edition for edition in editions.values()}
    rows = Measure.objects.filter(edition__in=by_pk).order_by(
        "edition__plan__organization__slug", "edition__plan", "chapter__position", "position"
    )
    amounts: defaultdict[int, dict[str, int | None]] = defaultdict(dict)
    of_year = Amount.objects.filter(measure__edition__in=by_pk, fiscal_year=fiscal_year).order_by("pk")
    for measure, kind, amount, until, of_plan in of_year.values_list(
        "measure_id", "kind", "amount", "withheld_until", "measure__edition__plan_id"
    ):
        is_withheld = until is not None and day < until and of_plan not in knows
        amounts[measure][kind] = None if is_withheld else amount
    states = _states(editions)
    found = {}
    for pk, edition, key, titles, unit in rows.values_list("pk", "edition_id", "key", "titles", "unit"):
        plan = by_pk[edition].plan
        state = states.get((plan.pk, key), NOT_REPORTED)
        found[pk] = RolledMeasure(plan, by_pk[edition], key, in_language(titles), unit, state, amounts[pk])
    return found


def _states(plans: Iterable[int]) -> dict[tuple[int, str], str]:
    """As each measure was reported last."""
    rows = Progress.objects.filter(plan__in=list(plans), is_newest=True).order_by("quarter")
    return {(plan, key): state for plan, key, state in rows.values_list("plan_id", "key", "state")}


def _items(document: Document, day: date, served: Mapping[str, Sequence[RolledMeasure]]) -> Iterator[RolledItem]:
    """The clauses of the upper plan that have nothing below them, and those that measures serve; what went from it stays where it is served."""
    edition = Edition.objects.in_force_on(day).filter(document=document).select_related("document__numbering").first()
    clauses = (
        read_several([edition], with_hashes=False, with_texts=True, labelled_in=edition.source_language)[edition.pk] if edition else []
    )
    for place, clause in enumerate(clauses):
        has_parts = place + 1 < len(clauses) and clauses[place + 1].depth > clause.depth
        if not has_parts or clause.line in served:
            yield _item(document, clause, served.get(clause.line, ()))
    there = {clause.line for clause in clauses}
    for line, measures in served.items():
        if line not in there:
            yield _gone(document, line, measures)


def _item(document: Document, clause: PlainClause, measures: Sequence[RolledMeasure]) -> RolledItem:
    words = clause.source.heading or " ".join(clause.source.body.split())
    return RolledItem(clause.key, clause.cited, words, f"{document.get_absolute_url()}clauses/{clause.key}/", measures)


def _gone(document: Document, line: str, measures: Sequence[RolledMeasure]) -> RolledItem:
    """An item that the upper plan has no more, by its last words."""
    last = Clause.objects.filter(line__pk=line).order_by("-edition__in_force_from", "-pk").select_related("line", "edition").first()
    text = last.texts.filter(language=last.edition.source_language).order_by("-number").first() if last else None
    words = (text.heading or " ".join(text.body.split())) if text else ""
    key = last.line.key if last else ""
    return RolledItem(key, "", words, f"{document.get_absolute_url()}clauses/{key}/", measures)
