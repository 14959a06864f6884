"""The clock of a plan: when its next edition is due, worked out from its rule when it is read."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shishin.governance.models import Plan, PlanEdition
from shishin.kit.dates import FiscalYear, day_in_words, fiscal_year

SOON = 60
"""Days before an edition is due from which on it is said."""
FIRST_DUE, IN_TIME, DUE_SOON, OVERDUE, CLOSED, NO_RULE = "first_due", "in_time", "due_soon", "overdue", "closed", "no_rule"
STATES: dict[str, str | Promise] = {
    OVERDUE: _("overdue"),
    DUE_SOON: _("due soon"),
    FIRST_DUE: _("first edition due"),
    IN_TIME: _("in time"),
    NO_RULE: _("without a rule"),
    CLOSED: _("closed"),
}
"""In the order in which lists show them."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a plan stands to its rule on a day. `last` is the edition adopted last."""

    plan: Plan
    state: str
    due: date | None = None
    days: int = 0
    """Until it is due; below 0 when it is overdue."""
    last: PlanEdition | None = None

    @property
    def in_words(self) -> str | Promise:
        return STATES[self.state]


def clock_of(plan: Plan, *, last: PlanEdition | None, day: date) -> Clock:
    """Where a plan without an edition is due, it says so, overdue or not."""
    if not plan.is_active:
        return Clock(plan, CLOSED, last=last)
    due = due_day(plan, last=last)
    if due is None:
        return Clock(plan, NO_RULE if last else FIRST_DUE, last=last)
    days = (due - day).days
    if days < 0:
        state = OVERDUE
    elif last is None:
        state = FIRST_DUE
    else:
        state = DUE_SOON if days <= SOON else IN_TIME
    return Clock(plan, state, due, days, last)


def due_day(plan: Plan, *, last: PlanEdition | None) -> date | None:
    """The last day on which the next edition is in time; none where the plan has no rule, or has run its course."""
    if months := plan.rule.get("every_months"):
        return months_after(last.decided_on, months) if last and last.decided_on else FiscalYear(plan.first_year).last_day
    if day := plan.rule.get("by"):
        year = max(plan.first_year, last.fiscal_year + 1 if last else plan.first_year)
        return day_in(FiscalYear(year), day) if year <= plan.last_year else None
    return None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def rule_in_words(plan: Plan) -> str:
    """By when an edition is due, as a sentence."""
    if months := plan.rule.get("every_months"):
        words = ngettext("%(months)s month after the last decision", "%(months)s months after the last decision", months)
        return words % {"months": months}
    if day := plan.rule.get("by"):
        return gettext("By %(day)s of each fiscal year") % {"day": day_in_words(date(2000, int(day[:2]), int(day[3:])), year=False)}
    return gettext("None: no edition is ever due")


def day_in(year: FiscalYear, written: str) -> date:
    """The day such as 06-30 that lies in a fiscal year. 29 February is the 28th where there is none."""
    month, day = int(written[:2]), int(written[3:])
    for calendar_year in (year.first_day.year, year.last_day.year):
        found = date(calendar_year, month, min(day, calendar.monthrange(calendar_year, month)[1]))
        if fiscal_year(found) == year:
            return found
    raise ValueError(f"{written} lies in no fiscal year.")


def last_adopted(plans: Iterable[Plan]) -> dict[int, PlanEdition]:
    """The newest adopted edition of each plan that was not withdrawn. One query."""
    rows = PlanEdition.objects.adopted().filter(plan__in=list(plans)).select_related("plan")
    return {edition.plan_id: edition for edition in rows.order_by("fiscal_year", "number")}


def clocks_of(plans: Iterable[Plan], *, day: date) -> list[Clock]:
    """What is overdue first, then by the day on which it is due."""
    plans = list(plans)
    last = last_adopted(plans)
    clocks = [clock_of(plan, last=last.get(plan.pk), day=day) for plan in plans]
    order = list(STATES)
    return sorted(clocks, key=lambda clock: (order.index(clock.state), clock.due or date.max, clock.plan.slug))
