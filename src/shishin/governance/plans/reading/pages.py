"""What the list of plans and the page of one plan show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shishin.councils.models import Body
from shishin.governance.access import ADVISE, MANAGE_PORTFOLIO, can_write_plan, editions_to_read, knows_amounts, plans_to_read
from shishin.governance.models import Amount, Plan, PlanEdition, Progress
from shishin.governance.plans.clock import (
    CLOSED,
    DUE_SOON,
    FIRST_DUE,
    IN_TIME,
    NO_RULE,
    OVERDUE,
    STATES,
    Clock,
    clock_of,
    clocks_of,
    rule_in_words,
)
from shishin.governance.plans.content import AmountTotals, PlanContent, read_content, total_of, totals_of, without_withheld
from shishin.governance.plans.offers import Offer, Offers, offers_of_plan
from shishin.governance.plans.reading.indicator_pages import IndicatorStand, newest_values, stand_of
from shishin.governance.progress.quarters import QuarterStanding, reports_of, standings_of, usual_quarter
from shishin.kit.dates import FiscalYear
from shishin.kit.listing import Facet, Listing
from shishin.kit.timeline import Tag
from shishin.people.abilities import READ_EVERYTHING
from shishin.people.access import may
from shishin.trail.reading import Line as TrailLine
from shishin.trail.reading import entries_about, lines_of
from shishin.trail.recording import name_of

CLOCK_LOOKS = {
    OVERDUE: ("danger", "alert"),
    DUE_SOON: ("warning", "clock"),
    FIRST_DUE: ("info", ""),
    IN_TIME: ("success", "check"),
    NO_RULE: ("missing", ""),
    CLOSED: ("", ""),
}
NOT_REPORTED = "not_reported"
HISTORY = 20
"""Of what was done to a plan, the newest."""


def clock_tag(clock: Clock) -> Tag:
    return Tag(capfirst(str(clock.in_words)), *CLOCK_LOOKS[clock.state])


def days_in_words(clock: Clock) -> str:
    """How far off the due day is."""
    if clock.due is None:
        return ""
    if clock.days < 0:
        return ngettext("%(days)s day over", "%(days)s days over", -clock.days) % {"days": -clock.days}
    return ngettext("%(days)s day left", "%(days)s days left", clock.days) % {"days": clock.days}


def edition_tag(edition: PlanEdition) -> Tag:
    """How an edition stands, in one word."""
    if edition.withdrawn_on:
        return Tag(_("Withdrawn"), "danger")
    if edition.is_adopted and edition.published_on:
        return Tag(_("Published"), "success")
    if edition.is_adopted:
        return Tag(_("Adopted, not published"), "after")
    return Tag(str(edition.get_state_display()), "info")


# The list.


class PlanRow(NamedTuple):
    plan: Plan
    clock: Clock
    edition: PlanEdition | None
    """The newest that the reader may read and that counts."""

    @property
    def tag(self) -> Tag:
        return clock_tag(self.clock)

    @property
    def days(self) -> str:
        return days_in_words(self.clock)

    @property
    def years(self) -> str:
        return f"{FiscalYear(self.plan.first_year)} – {FiscalYear(self.plan.last_year)}"


@dataclass(frozen=True, slots=True)
class PlansPage:
    """The plans that somebody may read, as far as the address asks for them."""

    listing: Listing
    rows: Sequence[PlanRow]
    overdue: int
    is_empty: bool
    next_thing: Offer | None


def plans_page(query: QueryDict, *, day: date, reader: Any) -> PlansPage:
    """Ten queries at most, however many plans there are."""
    related = plans_to_read(reader).select_related("organization", "upper_document").prefetch_related("organization__dated_names")
    plans = list(related)
    clocks = {clock.plan.pk: clock for clock in clocks_of(plans, day=day)}
    listing = _listing(Plan.objects.filter(pk__in=list(clocks)), query, plans, list(clocks.values()))
    shown = [plan.pk for plan in listing.page]
    readable = editions_in_force(editions_to_read(reader).filter(plan__in=shown))
    overdue = sum(clock.state == OVERDUE for clock in clocks.values())
    return PlansPage(
        listing=listing,
        rows=[PlanRow(clocks[pk].plan, clocks[pk], readable.get(pk)) for pk in shown],
        overdue=overdue,
        is_empty=not plans,
        next_thing=_see_overdue(overdue, reader=reader),
    )


def _listing(rows: QuerySet[Plan], query: QueryDict, plans: Sequence[Plan], clocks: Sequence[Clock]) -> Listing:
    """In the order of their clocks."""
    organizations = {plan.organization.slug: str(plan.organization) for plan in plans}
    uppers = {plan.upper_document.slug: plan.upper_document.short_title() for plan in plans if plan.upper_document}
    by_state = {state: [clock.plan.pk for clock in clocks if clock.state == state] for state in STATES}
    state = Case(*(When(pk__in=pks, then=Value(name)) for name, pks in by_state.items() if pks), default=Value(""))
    place = Case(*(When(pk=clock.plan.pk, then=Value(at)) for at, clock in enumerate(clocks)), default=Value(0))
    facets = [
        Facet("clock", gettext_lazy("Clock"), {name: capfirst(str(words)) for name, words in STATES.items()}, state),
        Facet("organization", gettext_lazy("Organization"), organizations, "organization__slug"),
        Facet("upper", gettext_lazy("Upper plan"), uppers, "upper_document__slug"),
    ]
    return Listing(rows.order_by(place), query, facets, at="h-list")


def _see_overdue(overdue: int, *, reader: Any) -> Offer | None:
    """Of the centre, which advises on plans, and of those who write them or audit."""
    if not overdue or not any(may(reader, ability) for ability in (ADVISE, MANAGE_PORTFOLIO, READ_EVERYTHING)):
        return None
    words = ngettext("See the %(count)s plan that is overdue", "See the %(count)s plans that are overdue", overdue)
    return Offer(words % {"count": overdue}, f"{reverse('governance:plans')}?clock={OVERDUE}#h-list")


def editions_in_force(editions: QuerySet[PlanEdition], *, related: Sequence[str] = ("plan",)) -> dict[int, PlanEdition]:
    """Of each plan the newest among these that was adopted and not withdrawn. One query."""
    rows = editions.filter(state=PlanEdition.State.ADOPTED, withdrawn_on=None).select_related(*related)
    return {edition.plan_id: edition for edition in rows.order_by("fiscal_year", "number")}


# Amounts in words.


class AmountCell(NamedTuple):
    words: str
    is_withheld: bool


class TotalRow(NamedTuple):
    name: str
    cells: Sequence[tuple[str, AmountCell]]
    """Each with the heading of its column."""


def kind_names(totals: AmountTotals) -> list[str]:
    return [capfirst(str(Amount.Kind(kind).label)) for kind in totals.kinds]


def total_rows(totals: AmountTotals, currency: str) -> list[TotalRow]:
    """By fiscal year, a column a kind; below them the sums of all years."""
    headings = kind_names(totals)

    def row(name: str, sums: Sequence[int | None]) -> TotalRow:
        cells = [AmountCell(_("not public yet") if amount is None else f"{amount:,} {currency}", amount is None) for amount in sums]
        return TotalRow(name, list(zip(headings, cells, strict=True)))

    rows = [row(str(year), [totals.sums.get((year, kind), 0) for kind in totals.kinds]) for year in totals.years]
    everything = [total_of(totals.sums.get((year, kind), 0) for year in totals.years) for kind in totals.kinds]
    return [*rows, row(_("Total"), everything)] if len(rows) > 1 else rows


# One plan.


@dataclass(frozen=True, slots=True)
class Counted:
    label: str
    count: int
    is_gap: bool = False


class EditionRow(NamedTuple):
    edition: PlanEdition
    tag: Tag
    is_in_force: bool


@dataclass
class PlanPage:
    """A plan for one reader: the edition in force, its clock, its figures and its editions. What a page does not show is not worked out."""

    plan: Plan
    reader: Any
    day: date

    @cached_property
    def editions(self) -> list[PlanEdition]:
        rows = list(editions_to_read(self.reader).filter(plan=self.plan).select_related("adopted_by").order_by("-fiscal_year", "-number"))
        for row in rows:
            row.plan = self.plan
        return rows

    @cached_property
    def edition(self) -> PlanEdition | None:
        """The one in force, as far as the reader may read it."""
        return next((row for row in self.editions if row.is_adopted and not row.withdrawn_on), None)

    @cached_property
    def open(self) -> PlanEdition | None:
        """What is being written or waits for a decision."""
        return next((row for row in self.editions if not row.is_adopted), None)

    @cached_property
    def rows(self) -> list[EditionRow]:
        return [EditionRow(row, edition_tag(row), row == self.edition) for row in self.editions]

    @cached_property
    def clock(self) -> Clock:
        return clock_of(self.plan, last=self.plan.editions.adopted().last(), day=self.day)

    @property
    def clock_tag(self) -> Tag:
        return clock_tag(self.clock)

    @property
    def days(self) -> str:
        return days_in_words(self.clock)

    @property
    def rule(self) -> str:
        return rule_in_words(self.plan)

    @cached_property
    def may_write(self) -> bool:
        return can_write_plan(self.reader, self.plan)

    @cached_property
    def bodies(self) -> list[Body]:
        return list(self.plan.bodies.all())

    @cached_property
    def predecessors(self) -> list[Plan]:
        return list(plans_to_read(self.reader).filter(successor=self.plan))

    @cached_property
    def content(self) -> PlanContent | None:
        if self.edition is None:
            return None
        content = read_content(self.edition)
        return content if knows_amounts(self.reader, self.plan) else without_withheld(content, day=self.day)

    @cached_property
    def standings(self) -> dict[str, QuarterStanding]:
        return standings_of(self.content.measures, reports_of(self.plan)) if self.content else {}

    @cached_property
    def figures(self) -> list[Counted]:
        """All measures of the edition in force, by what was reported last; they add up."""
        counts = Counter(standing.state or NOT_REPORTED for standing in self.standings.values())
        states = [Counted(str(label), counts[state]) for state, label in Progress.State.choices]
        return [Counted(_("Measures"), len(self.standings)), *states, Counted(_("not reported"), counts[NOT_REPORTED], is_gap=True)]

    @cached_property
    def amounts(self) -> AmountTotals | None:
        return totals_of(self.content.amounts) if self.content and any(True for _one in self.content.amounts) else None

    @property
    def total_kinds(self) -> list[str]:
        return kind_names(self.amounts) if self.amounts else []

    @property
    def total_rows(self) -> list[TotalRow]:
        return total_rows(self.amounts, self.plan.currency) if self.amounts else []

    @property
    def is_withheld(self) -> bool:
        """Whether there is an amount that this reader may not know today."""
        return any(amount.amount is None for amount in self.content.amounts) if self.content else False

    @cached_property
    def indicators(self) -> list[IndicatorStand]:
        """Those of the plan first; those of measures on their own page."""
        if self.content is None or not self.content.indicators:
            return []
        values = newest_values(self.plan)
        return [stand_of(indicator, values.get(indicator.key, [])) for indicator in self.content.indicators]

    @property
    def reached(self) -> int:
        return sum(one.is_reached for one in self.indicators)

    @cached_property
    def history(self) -> list[TrailLine] | None:
        """What was done to the plan and its editions, for those who write it or audit."""
        if not (self.may_write or may(self.reader, READ_EVERYTHING)):
            return None
        return lines_of(entries_about([name_of(self.plan), *map(name_of, self.editions)], limit=HISTORY), reader=self.reader)

    @cached_property
    def offers(self) -> Offers:
        """What can be done with the plan; for who only reads, reading it is next. In a quiet time a quarter is reported before the next edition is begun."""
        offers = offers_of_plan(self.plan, reader=self.reader, open_edition=self.open)
        if self.edition is None:
            return offers
        if offers.next is None and not self.may_write:
            return Offers(Offer(_("Read %(edition)s") % {"edition": self.edition}, self.edition.get_absolute_url()), offers.others)
        quarter = usual_quarter(self.content.measures, day=self.day) if self.content else None
        is_quiet = self.plan.is_active and self.open is None and self.clock.state not in (OVERDUE, DUE_SOON)
        if offers.next and quarter and is_quiet and any(standing.is_gap_in(quarter) for standing in self.standings.values()):
            url = f"{reverse('governance:progress', args=[self.plan.slug])}?quarter={quarter.code}"
            return Offers(Offer(_("Report %(quarter)s") % {"quarter": quarter}, url), [offers.next, *offers.others])
        return offers
