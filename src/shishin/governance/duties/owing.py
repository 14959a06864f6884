"""Who owes what in a fiscal year: the cells of a list, one for each duty and each organization that owes it, and what was stated in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from shishin.governance.models import Duty, DutyStatus
from shishin.kit.dates import FiscalYear
from shishin.people.access import with_parts
from shishin.people.models import Appointment, Organization, Person

State = DutyStatus.State
NOT_STATED = "not_stated"


class Cell(NamedTuple):
    """A duty of an organization in a year."""

    duty: int
    organization: int


def was_there_in(year: FiscalYear) -> Q:
    """Organizations that were there on any day of a year."""
    begun = Q(established_on=None) | Q(established_on__lte=year.last_day)
    return begun & (Q(abolished_on=None) | Q(abolished_on__gte=year.first_day))


def organizations_owing(owner: Organization, year: FiscalYear) -> list[Organization]:
    """Those below the owner of a list, and itself, that were there in the year, with their names. Two queries and the names."""
    rows = Organization.objects.filter(was_there_in(year), pk__in=with_parts({owner.pk}))
    return list(rows.prefetch_related("dated_names").order_by("slug"))


def duties_owed(owner: Organization, year: FiscalYear) -> list[Duty]:
    """What is owed in a year, in the order of the list. Two queries."""
    rows = list(Duty.objects.filter(owner=owner).select_related("role"))
    owed = set(Duty.objects.filter(owner=owner).owed_in(year).values_list("pk", flat=True))
    return [duty for duty, _depth in in_list_order(rows) if duty.pk in owed]


def in_list_order(duties: Iterable[Duty]) -> list[tuple[Duty, int]]:
    """Each function before its parts, with how deep it stands. A part whose function is not among them stands on top."""
    duties = list(duties)
    known = {duty.pk for duty in duties}
    below: dict[int | None, list[Duty]] = {}
    for duty in sorted(duties, key=lambda duty: (duty.position, duty.pk)):
        below.setdefault(duty.parent_id if duty.parent_id in known else None, []).append(duty)
    ordered: list[tuple[Duty, int]] = []
    ahead = [(duty, 0) for duty in reversed(below.get(None, []))]
    while ahead:
        duty, depth = ahead.pop()
        ordered.append((duty, depth))
        ahead.extend((part, depth + 1) for part in reversed(below.get(duty.pk, [])))
    return ordered


def owes(organization: Organization, duty: Duty) -> bool:
    """Whether an organization is of a kind that owes a duty."""
    return organization.kind in duty.owed_by


@dataclass(frozen=True, slots=True)
class Standing:
    """A list of duties in a year, with what was stated. `cells` is exact: each is in one state, or nobody stated it."""

    year: FiscalYear
    duties: Sequence[Duty]
    organizations: Sequence[Organization]
    statuses: Mapping[Cell, DutyStatus]

    @property
    def cells(self) -> list[Cell]:
        return [Cell(duty.pk, organization.pk) for organization in self.organizations for duty in self.duties if owes(organization, duty)]

    def state_of(self, cell: Cell) -> str:
        status = self.statuses.get(cell)
        return str(status.state) if status else NOT_STATED

    def counts(self, *, organizations: Iterable[int] | None = None) -> Counter[str]:
        """How many cells are in each state; `cells` is their sum."""
        wanted = None if organizations is None else set(organizations)
        counted = Counter(self.state_of(cell) for cell in self.cells if wanted is None or cell.organization in wanted)
        counted["cells"] = sum(counted.values())
        return counted


def standing_of(owner: Organization, year: FiscalYear, *, organizations: Iterable[int] | None = None, role: int | None = None) -> Standing:
    """A list in a year, of all that owe it or of some, of all roles or of one. Five queries and the names, whatever the size."""
    duties = [duty for duty in duties_owed(owner, year) if role is None or duty.role_id == role]
    there = organizations_owing(owner, year)
    if organizations is not None:
        wanted = set(organizations)
        there = [organization for organization in there if organization.pk in wanted]
    kinds = {kind for duty in duties for kind in duty.owed_by}
    there = [organization for organization in there if organization.kind in kinds]
    return Standing(year, duties, there, statuses_in(year, duties=duties, organizations=there))


def statuses_in(year: FiscalYear, *, duties: Iterable[Duty], organizations: Iterable[Organization]) -> dict[Cell, DutyStatus]:
    """What was stated last in each cell. One query."""
    rows = DutyStatus.objects.filter(
        fiscal_year=year.begins_in,
        is_newest=True,
        duty__in=[duty.pk for duty in duties],
        organization__in=[row.pk for row in organizations],
    )
    return {Cell(row.duty_id, row.organization_id): row for row in rows.select_related("by")}


Place = tuple[int, int]
"""An organization and a role, by number."""


def holders_on(day: date, *, organizations: Iterable[int], roles: Iterable[int]) -> dict[Place, list[Person]]:
    """Who holds a role in an organization on a day; where nobody does it is vacant. One query and the names."""
    rows = Appointment.objects.on(day).filter(
        Q(post__abolished_on=None) | Q(post__abolished_on__gte=day), post__organization__in=set(organizations), post__role__in=set(roles)
    )
    found: defaultdict[Place, list[Person]] = defaultdict(list)
    for row in rows.select_related("post", "person").prefetch_related("person__dated_names").order_by("since", "pk"):
        found[row.post.organization_id, row.post.role_id].append(row.person)
    return dict(found)
