"""Who keeps lists of duties, who answers for an organization, and who reads what is not public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.governance.duties.owing import Standing
from shishin.governance.models import Duty, DutyYear
from shishin.governance.models.duties import DutyQuerySet
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
