"""Keeping plans: one is founded, its frame changed, and it is closed with a reason. Who advises, who adopts and by when is data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.models import Body
from shishin.governance.errors.plans import (
    ClosedWithoutReason,
    EditionIsOpen,
    PlanAddressTaken,
    PlanEndsBeforeItBegins,
    PlanIsClosed,
    PlanWithoutTitle,
    SucceedsItselfAsPlan,
    UnknownRule,
)
from shishin.governance.models import Plan
from shishin.governance.year_count import keep_count_of_years
from shishin.guidelines.models import Document
from shishin.kit.at_once import unique_or
from shishin.kit.dates import FiscalYear
from shishin.kit.identity import free_slug
from shishin.people.models import Organization
from shishin.trail.public_changes import note_public_change
from shishin.trail.recording import Acting, record

MOST_MONTHS = 60
DAY_OF_A_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LEAP_YEAR = 2000
PAGES_BESIDE = ("add", "roll-up")
"""Addresses below /plans/ that are pages of their own."""


@transaction.atomic
def add_plan(
    organization: Organization,
    *,
    titles: Mapping[str, str],
    first_year: int,
    last_year: int,
    by: Acting,
    upper_document: Document | None = None,
    advised_by: Organization | None = None,
    bodies: Sequence[Body] = (),
    rule: Mapping[str, Any] | None = None,
    currency: str = "JPY",
    source_language: str = "ja",
    slug: str = "",
) -> Plan:
    """A plan of an organization. Nobody else reads of it until an edition of it is published."""
    plan = Plan(organization=organization, source_language=source_language, slug=slug)
    facts: dict[str, Any] = {"first_year": first_year, "last_year": last_year, "upper_document": upper_document, "advised_by": advised_by}
    _write(plan, titles=titles, rule=rule or {}, currency=currency, **facts)
    plan.slug = slug or free_slug(plan.titles, Plan.objects.all(), otherwise="plan")
    if plan.slug in PAGES_BESIDE:
        plan.slug = free_slug({}, Plan.objects.all(), otherwise=f"{plan.slug}-plan")
    if Plan.objects.filter(slug=plan.slug).exists():
        raise PlanAddressTaken(slug=plan.slug)
    keep_count_of_years()
    with unique_or(partial(PlanAddressTaken, slug=plan.slug)):
        plan.save()
    plan.bodies.set(bodies)
    record("governance.plan_added", about=plan, who=by, slug=plan.slug, organization=str(organization.uuid), **_facts(plan))
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, bodies: Sequence[Body], by: Acting, **frame: Any) -> Plan:
    """Other titles, years, upper plan, adviser, bodies, rule or currency. Editions that are adopted stay as they are."""
    plan = lock_plan(plan)
    before = _facts(plan)
    _write(plan, **frame)
    plan.save()
    plan.bodies.set(bodies)
    if (after := _facts(plan)) != before:
        note_change_of_public(plan)
        record("governance.plan_changed", about=plan, who=by, before=before, **after)
    return plan


@transaction.atomic
def close_plan(plan: Plan, *, ended_on: date, reason: str, by: Acting, successor: Plan | None = None) -> Plan:
    """No edition follows any more; another plan may go on."""
    plan = lock_plan(plan)
    if not reason.strip():
        raise ClosedWithoutReason
    if successor == plan:
        raise SucceedsItselfAsPlan
    refuse_to_close(plan)
    plan.state = Plan.State.SUCCEEDED if successor else Plan.State.CLOSED
    plan.ended_on, plan.end_reason, plan.successor = ended_on, reason.strip(), successor
    plan.save(update_fields=["state", "ended_on", "end_reason", "successor"])
    to = str(successor.uuid) if successor else None
    record("governance.plan_closed", about=plan, who=by, why=plan.end_reason, ended_on=ended_on.isoformat(), successor=to)
    return plan


def note_change_of_public(plan: Plan) -> None:
    """An act that the public trail does not tell may change what everybody reads of a plan: its title, or its clock."""
    if plan.editions.public().exists():
        note_public_change()


def lock_plan(plan: Plan) -> Plan:
    """One act at a time in a plan. One that is closed changes no more."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    refuse_closed(plan)
    return plan


def refuse_closed(plan: Plan) -> None:
    if not plan.is_active:
        raise PlanIsClosed(plan=plan, ended_on=plan.ended_on or localdate())


def refuse_to_close(plan: Plan) -> None:
    """What is begun is finished or discarded first."""
    refuse_closed(plan)
    if edition := plan.editions.open().first():
        raise EditionIsOpen(edition=edition)


def _write(plan: Plan, *, titles: Mapping[str, str], first_year: int, last_year: int, rule: Mapping[str, Any], **fields: Any) -> None:
    plan.titles = {tag: words.strip() for tag, words in titles.items() if words.strip()}
    if not plan.titles:
        raise PlanWithoutTitle
    if last_year < first_year:
        raise PlanEndsBeforeItBegins(first=FiscalYear(first_year), last=FiscalYear(last_year))
    refuse_rule(rule)
    plan.first_year, plan.last_year, plan.rule = first_year, last_year, dict(rule)
    for name, value in fields.items():
        setattr(plan, name, value)


def refuse_rule(rule: Mapping[str, Any]) -> None:
    """A rule of the clock is a number of months after the last decision, or a day of each fiscal year; or none."""
    months, day = rule.get("every_months"), rule.get("by")
    is_known = set(rule) <= {"every_months", "by", "answers"} and not (months is not None and day is not None)
    is_count = months is None or (isinstance(months, int) and 1 <= months <= MOST_MONTHS)
    if not is_known or not is_count or (day is not None and not is_day_of_a_year(day)):
        raise UnknownRule


def is_day_of_a_year(written: Any) -> bool:
    if not isinstance(written, str) or not (found := DAY_OF_A_YEAR.fullmatch(written)):
        return False
    try:
        date(LEAP_YEAR, int(found[1]), int(found[2]))
    except ValueError:
        return False
    return True


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "titles": plan.titles,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "upper_document": str(plan.upper_document.uuid) if plan.upper_document else None,
        "advised_by": str(plan.advised_by.uuid) if plan.advised_by else None,
        "bodies": sorted(str(uuid) for uuid in plan.bodies.values_list("uuid", flat=True)),
        "rule": plan.rule,
        "currency": plan.currency,
    }
