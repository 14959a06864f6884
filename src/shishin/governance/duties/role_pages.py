"""What the page of a role shows: all it owes, by function and across lists, and who holds it where today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q

from shishin.governance.access import duties_to_read
from shishin.governance.duties.owing import holders_on
from shishin.governance.duties.pages import Branch, tree_of
from shishin.governance.models import Duty
from shishin.people.models import Organization, Person, Role, is_part


class OwedInList(NamedTuple):
    """What a role owes by the list of an owner."""

    owner: Organization
    branches: Sequence[Branch]


class Held(NamedTuple):
    """Who holds a role in an organization; nobody where it is vacant."""

    organization: Organization
    people: Sequence[Person]


@dataclass
class RolePage:
    """Twelve queries at most and the names, however many lists and organizations there are."""

    role: Role
    reader: Any
    day: date

    @property
    def names_are_told(self) -> bool:
        """Who somebody is, is told to those who are signed in."""
        return isinstance(self.reader, Person)

    @cached_property
    def duties(self) -> list[Duty]:
        """What is owed today."""
        rows = duties_to_read(self.reader).there_on(self.day).filter(role=self.role, is_abstract=False, since__lte=self.day)
        return list(rows.select_related("owner").prefetch_related("owner__dated_names"))

    @cached_property
    def lists(self) -> list[OwedInList]:
        owners = {duty.owner_id: duty.owner for duty in self.duties}
        by_owner: defaultdict[int, list[Duty]] = defaultdict(list)
        for function in Duty.objects.filter(owner__in=owners, is_abstract=True):
            by_owner[function.owner_id].append(function)
        for duty in self.duties:
            duty.role = self.role
            by_owner[duty.owner_id].append(duty)
        shown = {duty.pk for duty in self.duties}
        ordered = sorted(owners.values(), key=lambda owner: owner.slug)
        return [OwedInList(owner, tree_of(by_owner[owner.pk], shown=shown, day=self.day)) for owner in ordered]

    @cached_property
    def held(self) -> list[Held]:
        """Each organization that owes any of it, vacancies first."""
        there = self._owing()
        holders = holders_on(self.day, organizations=[row.pk for row in there], roles=[self.role.pk])
        rows = [Held(row, holders.get((row.pk, self.role.pk), [])) for row in there]
        return sorted(rows, key=lambda row: bool(row.people))

    @property
    def vacancies(self) -> int:
        return sum(not row.people for row in self.held)

    def _owing(self) -> list[Organization]:
        """Those of the kinds that owe, below the owner of a list or that owner itself, that are there today."""
        kinds: defaultdict[int, set[str]] = defaultdict(set)
        for duty in self.duties:
            kinds[duty.owner_id] |= set(duty.owed_by)
        if not kinds:
            return []
        above = dict(Organization.objects.filter(is_part()).order_by().values_list("pk", "parent_id"))
        begun = Q(established_on=None) | Q(established_on__lte=self.day)
        there = Organization.objects.filter(begun, Q(abolished_on=None) | Q(abolished_on__gte=self.day))
        rows = there.filter(kind__in=set().union(*kinds.values())).prefetch_related("dated_names").order_by("slug")

        def owes_any(organization: Organization) -> bool:
            at: int | None = organization.pk
            while at is not None:
                if organization.kind in kinds.get(at, ()):
                    return True
                at = above.get(at)
            return False

        return [row for row in rows if owes_any(row)]
