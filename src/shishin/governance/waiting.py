"""What waits for those who keep duties, answer for them, write plans and advise on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.councils.models import Decision
from shishin.governance.access import organizations_advised_by, organizations_answered_for_by, plans_written_by
from shishin.governance.adopting import why_unfit
from shishin.governance.disposing import counts_to_dispose
from shishin.governance.duties.basing import bases_of, became_of
from shishin.governance.duties.pages import TO_CHECK
from shishin.governance.models import Advice, Duty, Measure, Plan, PlanEdition
from shishin.governance.performing.waiting import statuses_to_state, years_to_publish
from shishin.governance.plans.clock import DUE_SOON, FIRST_DUE, OVERDUE, SOON, Clock, clocks_of
from shishin.governance.plans.offers import url_of
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
    return [*_to_read_again(person, day), *statuses_to_state(person, day), *years_to_publish(person, day)]


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
MOST = 50


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


# Editions on their way.


@source(order=44)
def editions_waiting_for(person: Any, day: date) -> list[Waiting]:
    """What is being written, submitted or decided on: a fixed number of queries, however many plans there are."""
    editions = PlanEdition.objects.open().filter(plan__state=Plan.State.ACTIVE).select_related("plan", "started_from")
    unanswered = Count("advice", filter=Q(advice__answer=""))
    ours = editions.filter(plan__in=plans_written_by(person)).annotate(unanswered=unanswered).order_by("pk")
    open_editions = list(ours.prefetch_related("plan__bodies__dated_names")[:MOST])
    working = [edition for edition in open_editions if edition.is_working]
    submitted = [edition for edition in open_editions if edition.is_submitted]
    return [
        *_to_adopt(submitted),
        *_to_answer(open_editions),
        *_to_write(working),
        *_to_advise(editions.filter(plan__advised_by__in=organizations_advised_by(person))),
    ]


def _line(edition: PlanEdition, name: str, button: str, why: str, count: int = 1) -> Waiting:
    title = _("%(plan)s, %(edition)s") % {"plan": edition.plan, "edition": edition}
    return Waiting(PLANS, _("Plans"), title, url_of(name, edition), button, why, count=count)


def _to_adopt(submitted: list[PlanEdition]) -> Iterator[Waiting]:
    """A body decided on this very text, and nobody adopted it by that."""
    rows = Decision.objects.filter(text_hash__in=[edition.text_hash for edition in submitted]).select_related("body")
    by_hash = defaultdict(list)
    for decision in rows.prefetch_related("body__dated_names") if submitted else ():
        by_hash[decision.text_hash].append(decision)
    for edition in submitted:
        if any(why_unfit(edition, decision) is None for decision in by_hash[edition.text_hash]):
            yield _line(edition, "adopt", _("Adopt it"), _("A body has decided on it."))


def _to_answer(editions: list[PlanEdition]) -> Iterator[Waiting]:
    for edition in editions:
        if count := edition.unanswered:  # type: ignore[attr-defined]
            words = ngettext("%(count)s piece of advice is not answered.", "%(count)s pieces of advice are not answered.", count)
            yield _line(edition, "advice", _("Answer the advice"), words % {"count": count}, count)


def _to_write(working: list[PlanEdition]) -> Iterator[Waiting]:
    """Returned, or with measures of which nothing is said yet, or only begun."""
    counts = counts_to_dispose(working)
    for edition in working:
        if edition.return_reason:
            yield _line(edition, "edit-edition", _("Write on"), _("It was returned: %(why)s") % {"why": edition.return_reason})
        elif count := counts[edition.pk]:
            words = ngettext("%(count)s measure waits for a disposal.", "%(count)s measures wait for a disposal.", count)
            yield _line(edition, "dispose", _("Dispose of what was not done"), words % {"count": count}, count)
        else:
            yield _line(edition, "edit-edition", _("Write on"), _("It is being written, and not submitted yet."))


def _to_advise(editions: Any) -> Iterator[Waiting]:
    """Submitted, and nobody has advised on it since."""
    given = Advice.objects.filter(
        edition=OuterRef("pk"), given_on__gte=OuterRef("submitted_on"), organization=F("edition__plan__advised_by")
    )
    for edition in editions.filter(~Exists(given), state=PlanEdition.State.SUBMITTED).order_by("pk")[:MOST]:
        yield _line(edition, "advice", _("Give advice"), _("It is submitted, and waits for advice."))
