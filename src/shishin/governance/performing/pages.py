"""What the pages of performance show: an organization in a year with its gaps first, and organizations × duties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Min, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.governance.access import StatusReader, status_reader
from shishin.governance.duties.owing import NOT_STATED, Cell, Standing, holders_on, owes, standings, was_called_in
from shishin.governance.models import Duty, DutyStatus, DutyYear
from shishin.governance.performing.states import GAPS_FIRST, LOOKS, NOT_OWED, Figure, Look, figures_of, state_cells
from shishin.kit.dates import FiscalYear, fiscal_year, read_fiscal_year
from shishin.kit.listing import FacetLinks, Link
from shishin.kit.timeline import Event, Tag
from shishin.people.models import Organization, Person, Post
from shishin.trail.reading import Line, entries_matching, lines_of
from shishin.trail.recording import name_of

YEARS = 6
"""To choose among; an older one is asked for by its address."""
ENTRIES = 20
Text = str | Promise


def year_asked(written: str) -> FiscalYear:
    """The one that is asked for, as people call it; else the one that goes on."""
    year = read_fiscal_year(written) if written else None
    return year or fiscal_year(localdate())


def sum_of(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


class Holder(NamedTuple):
    """The posts of a role in an organization, and who holds it today. Names of people are for those who are signed in; nobody is a vacancy."""

    posts: Sequence[str]
    people: Sequence[str]
    is_vacant: bool


def holders_of(organization: Organization, roles: Collection[int], *, reader: Any) -> dict[int, Holder]:
    """By role. Five queries at most."""
    today = localdate()
    held = holders_on(today, organizations=[organization.pk], roles=roles)
    posts: defaultdict[int, list[str]] = defaultdict(list)
    rows = Post.objects.filter(Q(abolished_on=None) | Q(abolished_on__gte=today), organization=organization, role__in=roles)
    for post in rows.select_related("role").prefetch_related("dated_names", "role__dated_names").order_by("slug"):
        posts[post.role_id].append(str(post))
    is_signed_in = isinstance(reader, Person)
    people = {role: held.get((organization.pk, role), []) for role in roles}
    return {role: Holder(posts[role], [str(person) for person in people[role] if is_signed_in], not people[role]) for role in roles}


class CellRow(NamedTuple):
    """A duty of an organization in a year, with what was stated and what was in the year before."""

    standing: Standing
    duty: Duty
    organization: Organization
    state: str
    status: DutyStatus | None
    last: DutyStatus | None
    holder: Holder | None

    @property
    def look(self) -> Look:
        return LOOKS[self.state]

    @property
    def last_look(self) -> Look | None:
        return LOOKS[str(self.last.state)] if self.last else None

    @property
    def function(self) -> Duty | None:
        return self.standing.functions.get(self.duty.pk)


class Group(NamedTuple):
    """The cells in one state."""

    state: str
    look: Look
    rows: Sequence[CellRow]


class YearLink(NamedTuple):
    words: str
    url: str
    is_here: bool


class YearKept(NamedTuple):
    """A list in a year, and how far its year is."""

    owner: Organization
    row: DutyYear | None

    @property
    def is_public(self) -> bool:
        return bool(self.row and self.row.published_on)


def years_since(first: FiscalYear, chosen: FiscalYear) -> list[FiscalYear]:
    """The newest first, and the one that is chosen."""
    newest = fiscal_year(localdate()).begins_in
    years = {FiscalYear(begins) for begins in range(max(first.begins_in, newest - YEARS + 1), newest + 1)}
    return sorted(years | {chosen}, reverse=True)


@dataclass
class OrganizationPage:
    """One organization in a year, under all lists it owes by."""

    organization: Organization
    year: FiscalYear
    reader: Any

    @cached_property
    def name(self) -> str:
        return was_called_in(self.organization, self.year)

    @cached_property
    def _status_reader(self) -> StatusReader:
        return status_reader(self.reader)

    @property
    def is_answered_for(self) -> bool:
        """Whether whoever reads states its duties."""
        return self.organization.pk in self._status_reader.organizations

    @cached_property
    def _standings(self) -> list[Standing]:
        """Of this year and the one before."""
        years = [self.year, FiscalYear(self.year.begins_in - 1)]
        return standings(years, organizations=[self.organization.pk])

    @cached_property
    def _kept(self) -> dict[tuple[int, int], DutyYear]:
        years = [self.year.begins_in, self.year.begins_in - 1]
        rows = DutyYear.objects.filter(owner__in={standing.owner.pk for standing in self._standings}, fiscal_year__in=years)
        return {(row.owner_id, row.fiscal_year): row for row in rows}

    @property
    def owed(self) -> list[Standing]:
        return [standing for standing in self._standings if standing.year == self.year]

    @cached_property
    def lists(self) -> list[YearKept]:
        return [YearKept(standing.owner, self._kept.get((standing.owner.pk, self.year.begins_in))) for standing in self.owed]

    def reads(self, standing: Standing) -> bool:
        row = self._kept.get((standing.owner.pk, standing.year.begins_in))
        is_public = bool(row and row.published_on)
        return self._status_reader.reads(standing.owner.pk, self.organization.pk, is_public=is_public)

    @cached_property
    def readable(self) -> list[Standing]:
        return [standing for standing in self.owed if self.reads(standing)]

    @property
    def unpublished(self) -> list[YearKept]:
        return [kept for kept in self.lists if not kept.is_public]

    @cached_property
    def counts(self) -> Counter[str]:
        return sum_of(standing.counts() for standing in self.readable)

    @property
    def figures(self) -> list[Figure]:
        return figures_of(self.counts, [group.state for group in self.groups])

    @cached_property
    def rows(self) -> list[CellRow]:
        """Those whose state may be read."""
        return [row for standing in self.readable for row in self._rows(standing)]

    @cached_property
    def unread(self) -> list[CellRow]:
        """What it owes under lists whose year is not published: the duties, and no state."""
        hidden = [standing for standing in self.owed if not self.reads(standing)]
        return [row for standing in hidden for row in self._rows(replace(standing, statuses={}))]

    @cached_property
    def _holders(self) -> dict[int, Holder]:
        roles = {duty.role_id for standing in self.owed for duty in standing.duties if duty.role_id}
        return holders_of(self.organization, roles, reader=self.reader) if roles else {}

    @cached_property
    def _last(self) -> dict[int, DutyStatus]:
        """By duty, as far as it may be read."""
        before = [standing for standing in self._standings if standing.year != self.year and self.reads(standing)]
        return {cell.duty: status for standing in before for cell, status in standing.statuses.items()}

    def _rows(self, standing: Standing) -> list[CellRow]:
        rows = []
        for duty in standing.duties:
            if owes(self.organization, duty):
                cell = Cell(duty.pk, self.organization.pk)
                holder = self._holders.get(duty.role_id or 0)
                status = standing.statuses.get(cell)
                state, last = standing.state_of(cell), self._last.get(duty.pk)
                rows.append(CellRow(standing, duty, self.organization, state, status, last, holder))
        return rows

    @cached_property
    def groups(self) -> list[Group]:
        """Gaps first."""
        by_state: defaultdict[str, list[CellRow]] = defaultdict(list)
        for row in self.rows:
            by_state[row.state].append(row)
        return [Group(state, LOOKS[state], by_state[state]) for state in GAPS_FIRST if by_state[state]]

    @property
    def has_begun(self) -> bool:
        return self.year.first_day <= localdate()

    @cached_property
    def gaps(self) -> list[CellRow]:
        """What is not stated, for whoever states it, in the order of the lists."""
        is_open = self.is_answered_for and self.has_begun
        return [row for row in self.rows if row.state == NOT_STATED] if is_open else []

    def gap_after(self, duty: Duty) -> CellRow | None:
        """The next one down the lists, else the first."""
        places = {row.duty.pk: at for at, row in enumerate(self.rows)}
        below = [row for row in self.gaps if places[row.duty.pk] > places.get(duty.pk, -1)]
        return next(iter([*below, *self.gaps]), None)

    def row_of(self, slug: str) -> CellRow | None:
        return next((row for row in self.rows if row.duty.slug == slug), None)

    @property
    def years(self) -> list[YearLink]:
        since = [duty.since for standing in self._standings for duty in standing.duties]
        first = fiscal_year(min(since)) if since else self.year
        return [YearLink(str(year), organization_url(self.organization, year), year == self.year) for year in years_since(first, self.year)]

    @property
    def last_year(self) -> FiscalYear:
        return FiscalYear(self.year.begins_in - 1)

    @property
    def matrices(self) -> list[tuple[str, str]]:
        return [(str(kept.owner), matrix_url(kept.owner, self.year)) for kept in self.lists]

    @cached_property
    def history(self) -> list[Event] | None:
        """What was stated of this year, for those who state it, keep its lists or audit."""
        reader = self._status_reader
        if not (self.is_answered_for or any(reader.reads_list(standing.owner.pk) for standing in self.readable)):
            return None
        told = {"data__organization": str(self.organization.uuid), "data__fiscal_year": self.year.begins_in}
        entries = entries_matching(key="governance.duty_stated").filter(about__in={name_of(row.duty) for row in self.rows}, **told)
        return [_event(line) for line in lines_of(entries[:ENTRIES], reader=self.reader)]


def _event(line: Line) -> Event:
    look = LOOKS[line.entry.data["state"]]
    tag = Tag(str(look.words), look.tone, look.icon)
    who = f"{line.entry.actor_organization} {line.entry.actor_role} {line.who.label}".strip()
    return Event(line.words, line.entry.happened_at, line.thing.label, who, line.thing.url, [tag])


def organization_url(organization: Organization, year: FiscalYear) -> str:
    return f"{reverse('governance:organization', args=[organization.slug])}?year={year.number}"


def matrix_url(owner: Organization, year: FiscalYear) -> str:
    return f"{reverse('governance:matrix')}?{urlencode({'owner': owner.slug, 'year': year.number})}"


class MatrixColumn(NamedTuple):
    duty: Duty
    owed: int
    gaps: int


class MatrixRow(NamedTuple):
    name: str
    url: str
    cells: Sequence[SafeString]
    owed: int
    gaps: int


class Matrix(NamedTuple):
    """Organizations × duties, drawn. Every cell is counted once in a row, once in a column and once in all."""

    columns: Sequence[MatrixColumn]
    rows: Sequence[MatrixRow]
    counts: Counter[str]


def matrix_of(standing: Standing) -> Matrix:
    drawn, counts = state_cells(), Counter[str]()
    owed_by, gaps_of = Counter[int](), Counter[int]()
    rows = []
    for organization in standing.organizations:
        cells: list[SafeString] = []
        owed = gaps = 0
        for duty in standing.duties:
            if not owes(organization, duty):
                cells.append(drawn[NOT_OWED])
                continue
            state = standing.state_of(Cell(duty.pk, organization.pk))
            cells.append(drawn[state])
            is_gap = state == NOT_STATED
            counts[state] += 1
            owed, gaps = owed + 1, gaps + is_gap
            owed_by[duty.pk] += 1
            gaps_of[duty.pk] += is_gap
        name = was_called_in(organization, standing.year)
        rows.append(MatrixRow(name, organization_url(organization, standing.year), cells, owed, gaps))
    counts["cells"] = sum(counts.values())
    columns = [MatrixColumn(duty, owed_by[duty.pk], gaps_of[duty.pk]) for duty in standing.duties]
    return Matrix(columns, rows, counts)


@dataclass
class MatrixPage:
    """A list in a year: of all who owe it, or of those whose statuses the reader reads."""

    query: Mapping[str, str]
    reader: Any
    with_words: bool = False
    """For a file, which tells more than states."""

    def _asked(self, name: str) -> str:
        return str(self.query.get(name, "")).strip()

    @cached_property
    def owners(self) -> list[Organization]:
        """Whose lists there are; the one that is begun first stands first."""
        rows = Organization.objects.filter(duties__isnull=False).annotate(first=Min("duties")).order_by("first")
        return list(rows.prefetch_related("dated_names"))

    @cached_property
    def owner(self) -> Organization | None:
        asked = self._asked("owner")
        return next((row for row in self.owners if row.slug == asked), None if asked else next(iter(self.owners), None))

    @cached_property
    def _status_reader(self) -> StatusReader:
        return status_reader(self.reader)

    @cached_property
    def is_kept(self) -> bool:
        return self.owner is not None and self.owner.pk in self._status_reader.lists

    @cached_property
    def _kept(self) -> dict[int, DutyYear]:
        return {row.fiscal_year: row for row in DutyYear.objects.filter(owner=self.owner)} if self.owner else {}

    @cached_property
    def year(self) -> FiscalYear:
        """The one that is asked for; else the one that goes on, or for readers who see nothing of it the newest that is published."""
        today = fiscal_year(localdate())
        if asked := read_fiscal_year(self._asked("year")) if self._asked("year") else None:
            return asked
        reader, owner = self._status_reader, self.owner
        if owner is None or reader.organizations or reader.reads_list(owner.pk):
            return today
        public = [begins for begins, row in self._kept.items() if row.published_on]
        return FiscalYear(max(public, default=today.begins_in))

    @property
    def row(self) -> DutyYear | None:
        return self._kept.get(self.year.begins_in)

    @property
    def is_public(self) -> bool:
        return bool(self.row and self.row.published_on)

    @cached_property
    def readable(self) -> Standing | None:
        """All duties of the list, of those whose statuses are read."""
        if self.owner is None:
            return None
        found = standings([self.year], owners=[self.owner.pk], with_words=self.with_words)
        return self._status_reader.of(found[0], is_public=self.is_public) if found else None

    @property
    def is_of_some(self) -> bool:
        """The reader reads some organizations only, because the year is not published."""
        return self.owner is not None and not self.is_public and not self._status_reader.reads_list(self.owner.pk)

    @cached_property
    def _narrowings(self) -> dict[str, tuple[Text, dict[str, Text], Callable[[Duty], str]]]:
        """By the name in the address: the label, what its values are called, and the value of a duty."""
        standing = self.readable
        if standing is None:
            return {}
        tops = {top.slug: str(top) for top in standing.functions.values()}
        roles = {duty.role.slug: str(duty.role) for duty in standing.duties if duty.role}
        return {
            "function": (_("Function"), dict(tops), lambda duty: top.slug if (top := standing.functions.get(duty.pk)) else ""),
            "role": (_("Role"), dict(roles), lambda duty: duty.role.slug if duty.role else ""),
        }

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What it is narrowed down by."""
        return {name: self._asked(name) for name in self._narrowings if self._asked(name)}

    def _left(self, *, without: str = "") -> list[Duty]:
        duties = list(self.readable.duties) if self.readable else []
        for name, value in self.chosen.items():
            if name != without:
                duties = [duty for duty in duties if self._narrowings[name][2](duty) == value]
        return duties

    @cached_property
    def standing(self) -> Standing | None:
        """As it is narrowed down."""
        return self.readable.of(self._left()) if self.readable else None

    @cached_property
    def matrix(self) -> Matrix | None:
        return matrix_of(self.standing) if self.standing else None

    @property
    def figures(self) -> list[Figure]:
        return figures_of(self.matrix.counts) if self.matrix else []

    @cached_property
    def facets(self) -> list[FacetLinks]:
        return [facet for facet in map(self._facet, self._narrowings) if len(facet.links) > 2 or not facet.links[0].is_here]

    def _facet(self, name: str) -> FacetLinks:
        label, choices, value_of = self._narrowings[name]
        left = self._left(without=name)
        counts, here = Counter(value_of(duty) for duty in left), self.chosen.get(name, "")
        links = [Link(words, self.url(**{name: value}), counts[value], value == here) for value, words in choices.items() if counts[value]]
        return FacetLinks(label, [Link("", self.url(**{name: ""}), len(left), not here), *links])

    def url(self, **changed: str) -> str:
        return f"?{self.address(**changed)}"

    def address(self, **changed: str) -> str:
        """The query of the page, with something else in it."""
        given = {"owner": self.owner.slug if self.owner else "", "year": str(self.year.number), **self.chosen, **changed}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def lists(self) -> list[YearLink]:
        return [YearLink(str(row), matrix_url(row, self.year), row == self.owner) for row in self.owners]

    @property
    def years(self) -> list[YearLink]:
        """Those of which anything is read, and the one that is asked for."""
        if self.owner is None:
            return []
        reader = self._status_reader
        is_reader = bool(reader.organizations) or reader.reads_list(self.owner.pk)
        since = min((duty.since for duty in self.readable.duties), default=localdate()) if self.readable else self.year.first_day
        known = years_since(fiscal_year(since), self.year) if is_reader else {FiscalYear(begins) for begins in self._kept} | {self.year}
        shown = [year for year in known if is_reader or year == self.year or self._kept[year.begins_in].published_on]
        return [YearLink(str(year), self.url(year=str(year.number)), year == self.year) for year in sorted(shown, reverse=True)]
