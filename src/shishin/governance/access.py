"""Who keeps lists of duties, who answers for an organization, and who reads what is not public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.councils.access import bodies_read_by
from shishin.governance.duties.owing import Standing
from shishin.governance.models import Duty, DutyYear, Plan, PlanEdition
from shishin.governance.models.duties import DutyQuerySet
from shishin.governance.models.plans import PlanEditionQuerySet, address_parts
from shishin.guidelines.access import can_edit_organization, organizations_edited_by
from shishin.kit.dates import FiscalYear
from shishin.people.abilities import READ_EVERYTHING, declare_ability
from shishin.people.access import may, organizations_where
from shishin.people.models import Organization, Person

MANAGE_PORTFOLIO = declare_ability(
    "manage_portfolio", _("Answer for duties, plans and projects of an organization and its parts"), order=16, manages=True
)
ADVISE = declare_ability("advise", _("Advise on plans that are submitted"), order=18)


def organizations_answered_for_by(user: Any) -> QuerySet[Organization]:
    """The organizations for which somebody answers: those of their posts, with all parts."""
    return organizations_where(user, MANAGE_PORTFOLIO)


def can_answer_for(user: Any, organization: Organization) -> bool:
    return may(user, MANAGE_PORTFOLIO, at=organization)


def organization_to_answer_for(user: Any, slug: str) -> Organization:
    rows = organizations_answered_for_by(user).prefetch_related("dated_names")
    return get_object_or_404(rows, slug=slug)


# Lists of duties. A duty is public from its first day on; before, those who keep the list prepare it.


def can_keep_duties(user: Any, owner: Organization) -> bool:
    return can_edit_organization(user, owner)


def owner_of_duties_to_keep(user: Any, slug: str) -> Organization:
    """The organization whose list of duties somebody may keep."""
    return get_object_or_404(organizations_edited_by(user).prefetch_related("dated_names"), slug=slug)


def duties_to_read(user: Any) -> DutyQuerySet:
    """What is owed, or once was; what will be, for those who keep the list, and for auditors."""
    begun = Duty.objects.filter(since__lte=localdate())
    if may(user, READ_EVERYTHING):
        return Duty.objects.all()
    return begun | Duty.objects.filter(owner__in=organizations_edited_by(user)) if isinstance(user, Person) else begun


def duty_to_read(user: Any, slug: str) -> Duty:
    rows = duties_to_read(user).select_related("owner", "parent", "role")
    return get_object_or_404(rows.prefetch_related("owner__dated_names", "role__dated_names"), slug=slug)


def duty_to_keep(user: Any, slug: str) -> Duty:
    rows = Duty.objects.filter(owner__in=organizations_edited_by(user)).select_related("owner", "parent", "role")
    return get_object_or_404(rows.prefetch_related("owner__dated_names"), slug=slug)


# Statuses are private until their year is published.


@dataclass(frozen=True, slots=True)
class StatusReader:
    """Whose statuses somebody reads of a year that is not published: all of them, those under the lists they keep, those of organizations they answer for."""

    reads_everything: bool
    lists: frozenset[int]
    organizations: frozenset[int]

    def reads_list(self, owner: int) -> bool:
        return self.reads_everything or owner in self.lists

    def reads(self, owner: int, organization: int, *, is_public: bool) -> bool:
        return is_public or self.reads_list(owner) or organization in self.organizations

    def of(self, standing: Standing, *, is_public: bool) -> Standing | None:
        """What somebody reads of a list in a year; nothing at all where that is no organization."""
        owner = standing.owner.pk
        kept = [row for row in standing.organizations if self.reads(owner, row.pk, is_public=is_public)]
        return standing.of(standing.duties, kept) if kept else None


def status_reader(user: Any) -> StatusReader:
    """Asked once for a page. One query, or five for somebody with posts."""
    if not isinstance(user, Person):
        return StatusReader(False, frozenset(), frozenset())
    held = (organizations_edited_by(user), organizations_answered_for_by(user))
    kept, answered = (frozenset(rows.order_by().values_list("pk", flat=True)) for rows in held)
    return StatusReader(may(user, READ_EVERYTHING), kept, answered)


def year_is_public(owner: Organization, year: FiscalYear) -> bool:
    return DutyYear.objects.filter(owner=owner, fiscal_year=year.begins_in, published_on__isnull=False).exists()


def reads_all_statuses_of(user: Any, owner: Organization) -> bool:
    """Whether somebody reads what is stated under a list before it is published: who keeps the list, and auditors."""
    return status_reader(user).reads_list(owner.pk)


def statuses_readable_at(user: Any, owner: Organization, year: FiscalYear) -> QuerySet[Organization] | None:
    """The organizations whose statuses of a year somebody reads; None where that is all of them."""
    if year_is_public(owner, year) or reads_all_statuses_of(user, owner):
        return None
    return organizations_answered_for_by(user)


# Plans. A published edition is everybody's; before, those who answer for the organization write it, and those who advise read what is submitted.


def organizations_advised_by(user: Any) -> QuerySet[Organization]:
    return organizations_where(user, ADVISE)


def plans_written_by(user: Any) -> QuerySet[Plan]:
    return Plan.objects.filter(organization__in=organizations_answered_for_by(user))


def editions_to_read(user: Any) -> PlanEditionQuerySet:
    """What is published; of their own organization all; of the plans they advise on what was submitted; of auditors all."""
    if may(user, READ_EVERYTHING):
        return PlanEdition.objects.all()
    readable = Q(published_on__isnull=False)
    if isinstance(user, Person):
        readable |= Q(plan__organization__in=organizations_answered_for_by(user))
        readable |= Q(plan__advised_by__in=organizations_advised_by(user)) & ~Q(state=PlanEdition.State.WORKING)
        readable |= Q(plan__bodies__in=bodies_read_by(user)) & ~Q(state=PlanEdition.State.WORKING)
    return PlanEdition.objects.filter(pk__in=PlanEdition.objects.filter(readable).order_by().values("pk"))


def plans_to_read(user: Any) -> QuerySet[Plan]:
    """Those of which somebody reads an edition, and their own."""
    if may(user, READ_EVERYTHING):
        return Plan.objects.all()
    of_editions = Q(pk__in=editions_to_read(user).order_by().values("plan"))
    return Plan.objects.filter(of_editions | Q(organization__in=organizations_answered_for_by(user)))


def require_planner(user: Any) -> Person:
    """Somebody who answers for an organization, and so founds plans of it; everyone else gets the answer for what does not exist."""
    if isinstance(user, Person) and may(user, MANAGE_PORTFOLIO):
        return user
    raise Http404


def _plan(rows: QuerySet[Plan], slug: str) -> Plan:
    related = rows.select_related("organization", "upper_document", "advised_by", "successor")
    return get_object_or_404(related.prefetch_related("organization__dated_names", "bodies__dated_names"), slug=slug)


def plan_to_read(user: Any, slug: str) -> Plan:
    return _plan(plans_to_read(user), slug)


def plan_to_write(user: Any, slug: str) -> Plan:
    return _plan(plans_written_by(user), slug)


def can_write_plan(user: Any, plan: Plan) -> bool:
    return can_answer_for(user, plan.organization)


def can_advise_on(user: Any, plan: Plan) -> bool:
    return plan.advised_by is not None and may(user, ADVISE, at=plan.advised_by)


def knows_amounts(user: Any, plan: Plan) -> bool:
    """Whether somebody reads amounts that are withheld: those who write the plan, advise on it, or audit."""
    return may(user, READ_EVERYTHING) or can_write_plan(user, plan) or can_advise_on(user, plan)


def edition_to_read(user: Any, slug: str, address: str) -> PlanEdition:
    """An edition by its address, `2026` or `2026.2`."""
    return _edition(editions_to_read(user), slug, address)


def edition_to_write(user: Any, slug: str, address: str) -> PlanEdition:
    return _edition(PlanEdition.objects.filter(plan__organization__in=organizations_answered_for_by(user)), slug, address)


def edition_to_advise_on(user: Any, slug: str, address: str) -> PlanEdition:
    """For its advisers, and for those who answer them."""
    edition = edition_to_read(user, slug, address)
    if not (can_advise_on(user, edition.plan) or can_write_plan(user, edition.plan)):
        raise Http404
    return edition


def _edition(rows: QuerySet[PlanEdition], slug: str, address: str) -> PlanEdition:
    parts = address_parts(address)
    if parts is None:
        raise Http404
    related = ("plan__organization", "plan__upper_document", "plan__advised_by", "started_from__plan", "adopted_by__body")
    rows = rows.select_related(*related).prefetch_related("plan__organization__dated_names")
    return get_object_or_404(rows, plan__slug=slug, fiscal_year=parts[0], number=parts[1])
