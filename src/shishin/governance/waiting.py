"""What waits for those who keep duties, answer for them, write plans and advise on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.governance.access import organizations_advised_by, organizations_answered_for_by
from shishin.governance.duties.basing import bases_of, became_of
from shishin.governance.duties.pages import TO_CHECK
from shishin.governance.models import Duty, Measure, Plan, PlanEdition
from shishin.governance.plans.clock import DUE_SOON, FIRST_DUE, OVERDUE, SOON, Clock, clocks_of
from shishin.governance.plans.reading.pages import clock_tag
from shishin.governance.progress.quarters import is_owed, reports_by_plan
from shishin.guidelines.access import organizations_edited_by
from shishin.kit.dates import Quarter, day_in_words
from shishin.kit.waiting import Waiting, source
from shishin.people.models import Organization

DUTIES = "duties"


@source(order=40)
def waiting_for(person: Any, day: date) -> list[Waiting]:
    """A fixed number of queries, however many lists somebody keeps."""
    return [*_to_read_again(person, day)]


def _to_read_again(person: Any, day: date) -> Iterator[Waiting]:
    """One line a list."""
    bases = bases_of(Duty.objects.there_on(day).filter(owner__in=organizations_edited_by(person)))
    became = became_of(bases, day=day)
    counts = Counter(basis.duty.owner_id for basis in bases if became[basis.pk].is_suspect)
    owners = Organization.objects.filter(pk__in=counts).prefetch_related("dated_names") if counts else ()
    for owner in owners:
        count = counts[owner.pk]
        title = _("Read again what the duties of %(owner)s stand on") % {"owner": owner}
        why = ngettext(
            "%(count)s clause changed in substance or is gone.", "%(count)s clauses changed in substance or are gone.", count
        ) % {"count": count}
        url = f"{reverse('governance:duties')}?list={owner.slug}&check={TO_CHECK}#h-list"
        yield Waiting(DUTIES, _("Duties"), title, url, _("Read them again"), why, count=count)


PROGRESS, PLANS = "progress", "plans"


@source(order=45)
def plans_waiting_for(person: Any, day: date) -> list[Waiting]:
    """A fixed number of queries, however many plans there are."""
    plans = Plan.objects.filter(state=Plan.State.ACTIVE)
    written = list(plans.filter(organization__in=organizations_answered_for_by(person)))
    advised = list(plans.filter(advised_by__in=organizations_advised_by(person)).exclude(pk__in=[plan.pk for plan in written]))
    clocks = clocks_of([*written, *advised], day=day)
    own = {plan.pk for plan in written}
    last = [clock.last for clock in clocks if clock.last and clock.plan.pk in own]
    return [*_to_report(last, day), *_due([clock for clock in clocks if _is_near(clock)], own)]


def _to_report(editions: Sequence[PlanEdition], day: date) -> Iterator[Waiting]:
    """The last quarter that is over, a line a plan with how many of its measures are reported."""
    if not editions:
        return
    quarter = Quarter.of_ordinal(Quarter.holding(day).ordinal - 1)
    reports = reports_by_plan([edition.plan_id for edition in editions])
    measures: dict[int, list[tuple[str, int]]] = {}
    for pk, key, first in Measure.objects.filter(edition__in=editions).values_list("edition", "key", "first_quarter"):
        measures.setdefault(pk, []).append((key, first))
    for edition in editions:
        told = [
            reports[edition.plan_id].get(key, [])
            for key, first in measures.get(edition.pk, [])
            if is_owed(quarter, first=Quarter.of_ordinal(first), reports=reports[edition.plan_id].get(key, []))
        ]
        done = sum(any(report.quarter == quarter.ordinal for report in rows) for rows in told)
        if done < len(told):
            yield _report_line(edition.plan, quarter, count=len(told), done=done)


def _report_line(plan: Plan, quarter: Quarter, *, count: int, done: int) -> Waiting:
    url = f"{reverse('governance:progress', args=[plan.slug])}?quarter={quarter.code}"
    title = _("%(plan)s: report %(quarter)s") % {"plan": plan, "quarter": quarter}
    why = _("The quarter ended on %(day)s.") % {"day": day_in_words(quarter.last_day)}
    return Waiting(PROGRESS, _("Progress of plans"), title, url, _("Report it"), why, count=count, done=done)


def _is_near(clock: Clock) -> bool:
    return clock.state in (OVERDUE, DUE_SOON) or (clock.state == FIRST_DUE and clock.due is not None and clock.days <= SOON)


def _due(clocks: Sequence[Clock], own: set[int]) -> Iterator[Waiting]:
    """For those who write it, and as something to know for those who advise."""
    for clock in clocks:
        is_own = clock.plan.pk in own
        title = _("%(plan)s: next edition") % {"plan": clock.plan}
        button = _("Write the next edition") if is_own else _("See the plan")
        yield Waiting(
            PLANS, _("Plans"), title, clock.plan.get_absolute_url(), button, clock_tag(clock).words, due=clock.due, is_for_others=not is_own
        )
