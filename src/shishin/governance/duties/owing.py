"""Who owes what in a fiscal year: the cells of a list, one for each duty and each organization that owes it, and what was stated in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Q, Value, When
from django.utils.timezone import localdate

from shishin.governance.models import Duty, DutyStatus
from shishin.kit.dates import FiscalYear
from shishin.people.access import with_parts
from shishin.people.models import Appointment, Organization, Person, is_part

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


def is_below(organization: Organization, owner: Organization, year: FiscalYear) -> bool:
    """Whether an organization was there in a year, and stands below the owner of a list, or is it."""
    return Organization.objects.filter(was_there_in(year), pk=organization.pk).exists() and organization.pk in with_parts({owner.pk})


def was_called_in(organization: Organization, year: FiscalYear) -> str:
    """Its name on the last day of a year; of the year that goes on, on this day. With `dated_names` prefetched it asks nothing."""
    return organization.name_on(max(year.first_day, min(year.last_day, localdate())))


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
    functions: Mapping[int, Duty] = field(default_factory=dict)
    """The function on top under which each duty stands, where it stands under one."""

    @property
    def owner(self) -> Organization:
        """Whose list it is."""
        return self.duties[0].owner

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

    def of(self, duties: Iterable[Duty], organizations: Iterable[Organization] | None = None) -> Standing:
        """Some of its duties, and those of its organizations that owe any of them."""
        kept = list(duties)
        kinds = {kind for duty in kept for kind in duty.owed_by}
        there = [row for row in (self.organizations if organizations is None else organizations) if row.kind in kinds]
        return replace(self, duties=kept, organizations=there)


def standing_of(owner: Organization, year: FiscalYear, *, organizations: Iterable[int] | None = None, role: int | None = None) -> Standing:
    """A list in a year, of all that owe it or of some, of all roles or of one."""
    found = standings([year], owners=[owner.pk], organizations=organizations)
    whole = found[0] if found else Standing(year, [], [], {})
    return whole if role is None else whole.of(duty for duty in whole.duties if duty.role_id == role)


def standings(
    years: Sequence[FiscalYear],
    *,
    owners: Iterable[int] | None = None,
    organizations: Iterable[int] | None = None,
    with_words: bool = True,
) -> list[Standing]:
    """Every list, or some, in some years: who owes it, or those of them that are asked for, and what they stated.

    One for each year and list in which anybody owes anything. Seven queries, whatever the size: without words a status has its state alone.
    """
    rows = Duty.objects.with_years(years).select_related("owner", "role").prefetch_related("owner__dated_names", "role__dated_names")
    below: defaultdict[int, list[Duty]] = defaultdict(list)
    for duty in rows if owners is None else rows.filter(owner__in=list(owners)):
        below[duty.owner_id].append(duty)
    lists = {owner: in_list_order(duties) for owner, duties in below.items()}
    there = _there_in(years, organizations)
    above = dict(Organization.objects.filter(is_part()).order_by().values_list("pk", "parent_id"))
    under = {organization.pk: _and_above(organization.pk, above) for organization in there}
    found = []
    for year in years:
        mark = f"in_{year.begins_in}"
        for owner, ordered in lists.items():
            present = [row for row in there if getattr(row, mark) and owner in under[row.pk]]
            standing = _standing(year, ordered, present)
            if standing.duties and standing.organizations:
                found.append(standing)
    return _with_statuses(found, with_words=with_words)


def _there_in(years: Iterable[FiscalYear], organizations: Iterable[int] | None) -> list[Organization]:
    """Each marked by the years in which it was there."""
    marks = {f"in_{year.begins_in}": Case(When(was_there_in(year), then=Value(True)), default=Value(False)) for year in years}
    rows = Organization.objects.annotate(**marks).prefetch_related("dated_names").order_by("slug")
    return list(rows if organizations is None else rows.filter(pk__in=list(organizations)))


def _and_above(organization: int, above: Mapping[int, int | None]) -> set[int]:
    """An organization and all above it that agreed to have it."""
    chain: set[int] = set()
    at: int | None = organization
    while at is not None and at not in chain:
        chain.add(at)
        at = above.get(at)
    return chain


def _standing(year: FiscalYear, ordered: Sequence[tuple[Duty, int]], organizations: Iterable[Organization]) -> Standing:
    """With nothing stated yet."""
    owed: list[Duty] = []
    functions: dict[int, Duty] = {}
    top: Duty | None = None
    for duty, depth in ordered:
        top = duty if depth == 0 else top
        if getattr(duty, f"owed_{year.begins_in}"):
            owed.append(duty)
            if top is not None and depth:
                functions[duty.pk] = top
    kinds = {kind for duty in owed for kind in duty.owed_by}
    return Standing(year, owed, [row for row in organizations if row.kind in kinds], {}, functions)


def _with_statuses(found: Sequence[Standing], *, with_words: bool) -> list[Standing]:
    """What was stated last in each cell of them. One query."""
    rows = DutyStatus.objects.filter(
        is_newest=True,
        fiscal_year__in={standing.year.begins_in for standing in found},
        duty__in={duty.pk for standing in found for duty in standing.duties},
        organization__in={row.pk for standing in found for row in standing.organizations},
    )
    rows = rows.select_related("by") if with_words else rows.only("duty", "organization", "fiscal_year", "state")
    stated: defaultdict[int, dict[Cell, DutyStatus]] = defaultdict(dict)
    for row in rows.order_by() if found else ():
        stated[row.fiscal_year][Cell(row.duty_id, row.organization_id)] = row
    return [replace(standing, statuses=stated[standing.year.begins_in]) for standing in found]


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
