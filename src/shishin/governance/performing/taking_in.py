"""Taking statuses in: what each row of a filled table would state, and stating it, all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

from shishin.governance.duties.owing import NOT_STATED, Cell, Standing, owes, standings, was_called_in
from shishin.governance.errors.duties import NoWordsOfStatus, YearNotBegun
from shishin.governance.errors.statuses import (
    CellTwice,
    DutiesCalledAlike,
    NoDutyCalled,
    NoFiscalYear,
    NoOrganizationCalled,
    NoStateCalled,
    NotAnsweredFor,
    OrganizationsCalledAlike,
    RowNotTaken,
    StatedSinceItWentOut,
    WordsWithoutState,
)
from shishin.governance.models import Duty, DutyStatus
from shishin.governance.performing.files import LABELS
from shishin.governance.performing.states import LOOKS
from shishin.governance.stating import as_kept, state_duty
from shishin.kit.dates import FiscalYear, fiscal_year, read_fiscal_year, read_moment
from shishin.kit.errors import Refusal
from shishin.kit.identity import compared_name, in_every_language, join_words
from shishin.kit.intake.errors import CellError
from shishin.kit.intake.mapping import ColumnMapping, Role
from shishin.kit.intake.reading import Row, Sheet
from shishin.people.models import Organization
from shishin.trail.recording import Acting

NEEDED = ("organization", "duty", "year", "state")
ROLES = [Role(name, label, is_needed=name in NEEDED) for name, label in LABELS.items()]
MINUTE = timedelta(minutes=1)
"""To which a table tells when something was stated."""


class Statement(NamedTuple):
    """What a row would state, of a cell in which `follows` counts now; with the words of a page."""

    line: int
    duty: int
    organization: int
    fiscal_year: int
    state: str
    words: str
    evidence: str
    follows: int
    named: Sequence[str]
    """The organization, the duty, the year, what is stated now, and what would be."""


class RefusedRow(NamedTuple):
    cell: str
    column: str
    why: str
    way_out: str


class FilledTable(NamedTuple):
    """What a table would do, row by row."""

    added: list[Statement]
    same: int
    refused: list[RefusedRow]


class _Refused(Exception):
    """A row, at the column in which it is mended."""

    def __init__(self, role: str, refusal: Refusal) -> None:
        super().__init__(role)
        self.role, self.refusal = role, refusal


def read_statuses(sheet: Sheet, *, answered_for: Collection[int] | None = None) -> FilledTable:
    """`answered_for` are the organizations of whoever brings it; None where that is all of them."""
    mapping = ColumnMapping.guessed(sheet.headings, ROLES)
    mapping.refuse_unfit(ROLES)
    rows = list(sheet.rows)
    known = _Known({year for row in rows if (year := _year(mapping.value(row, "year")))}, answered_for)
    filled, told = FilledTable([], 0, []), dict[tuple[int, int, int], int]()
    same = 0
    for row in rows:
        try:
            sheet.refuse_without_value(row, [column.at for columns in mapping.columns.values() for column in columns])
            statement = _Reading(known, row, mapping, told).statement()
        except CellError as error:
            heading = next(str(one) for one in sheet.headings if error.cell == f"{one.letter}{row.line}")
            filled.refused.append(RefusedRow(error.cell, heading, error.why, str(error.way_out)))
        except _Refused as error:
            at = mapping.columns[error.role][0].at
            refusal = error.refusal
            filled.refused.append(RefusedRow(sheet.cell(row, at), str(sheet.headings[at]), str(refusal.message), str(refusal.way_out)))
        else:
            same += statement is None
            filled.added.extend([statement] if statement else [])
    return filled._replace(same=same)


def _year(written: str) -> FiscalYear | None:
    """As people mean it; a table program makes 2026.0 of 2026."""
    return read_fiscal_year(written.strip().removesuffix(".0")) if written.strip() else None


STATES = {compared_name(name): state for state, look in LOOKS.items() for name in (state, *in_every_language(look.words).values())}


class _Known:
    """Whom and what names mean in some years: asked once for a table."""

    def __init__(self, years: Collection[FiscalYear], answered_for: Collection[int] | None) -> None:
        self.answered_for = answered_for
        self.by_name: defaultdict[tuple[FiscalYear, str], dict[int, Organization]] = defaultdict(dict)
        self.owed: defaultdict[tuple[FiscalYear, int], list[tuple[Duty, Standing]]] = defaultdict(list)
        for standing in standings(sorted(years)) if years else ():
            for organization in standing.organizations:
                for name in _names_in(organization, standing.year):
                    self.by_name[standing.year, compared_name(name)][organization.pk] = organization
                self.owed[standing.year, organization.pk] += [(duty, standing) for duty in standing.duties if owes(organization, duty)]

    def answers_for(self, organization: Organization) -> bool:
        return self.answered_for is None or organization.pk in self.answered_for


def _names_in(organization: Organization, year: FiscalYear) -> Iterator[str]:
    """All it bore in a year, in every language."""
    days = [
        year.first_day,
        *(row.valid_from for row in organization.dated_names.all() if year.first_day <= row.valid_from <= year.last_day),
    ]
    for day in days:
        yield from organization.names_on(day).values()


class _Reading:
    """One row."""

    def __init__(self, known: _Known, row: Row, mapping: ColumnMapping, told: dict[tuple[int, int, int], int]) -> None:
        self.known, self.line, self.told = known, row.line, told
        self.cells = {role.name: as_kept(mapping.value(row, role.name)) for role in ROLES}
        self.tells_when = bool(mapping.columns.get("stated_at"))

    def statement(self) -> Statement | None:
        """Nothing where it states nothing, or what counts already."""
        duty, standing, organization, state = self.duty, self.standing, self.organization, self.state
        place = (duty.pk, organization.pk, self.year.begins_in)
        if place in self.told:
            raise _Refused("duty", CellTwice(line=self.told[place]))
        self.told[place] = self.line
        if state == NOT_STATED:
            return None
        now = standing.statuses.get(Cell(duty.pk, organization.pk))
        words, evidence = self.cells["words"], self.cells["evidence"]
        if now and (now.state, now.words, now.evidence) == (state, words, evidence):
            return None
        if now and self.tells_when and not self._went_out_after(now):
            by = now.by or "–"
            raise _Refused("state", StatedSinceItWentOut(by=by, state=now.get_state_display(), words=now.words))
        named = (was_called_in(organization, self.year), str(duty), str(self.year), now.state if now else NOT_STATED, state)
        return Statement(self.line, *place, state, words, evidence, now.pk if now else 0, named)

    def _went_out_after(self, now: DutyStatus) -> bool:
        at = read_moment(self.cells["stated_at"]) if self.cells["stated_at"] else None
        return at is not None and abs(at - now.at) < MINUTE

    @cached_property
    def year(self) -> FiscalYear:
        written = self.cells["year"]
        year = _year(written)
        if year is None:
            today = fiscal_year(localdate())
            raise _Refused("year", NoFiscalYear(written=written, words=str(today), number=today.number))
        if year.first_day > localdate():
            raise _Refused("year", YearNotBegun(year=year))
        return year

    @cached_property
    def organization(self) -> Organization:
        written = self.cells["organization"]
        found = self.known.by_name.get((self.year, compared_name(written)), {})
        if not found:
            raise _Refused("organization", NoOrganizationCalled(written=written, year=self.year))
        if len(found) > 1:
            raise _Refused("organization", OrganizationsCalledAlike(written=written, year=self.year))
        organization = next(iter(found.values()))
        if not self.known.answers_for(organization):
            raise _Refused("organization", NotAnsweredFor(written=written))
        return organization

    @cached_property
    def _owed(self) -> tuple[Duty, Standing]:
        """By its title; where two have it, by function and role as well, as far as they are filled in."""
        found = self.known.owed[self.year, self.organization.pk]
        found = [(duty, standing) for duty, standing in found if self._is_called("duty", duty.titles.values())]
        if len(found) > 1:
            found = [(duty, standing) for duty, standing in found if self._is_there(duty, standing)] or found
        if len(found) == 1:
            return found[0]
        refusal = DutiesCalledAlike if found else NoDutyCalled
        raise _Refused("duty", refusal(organization=self.organization, written=self.cells["duty"], year=self.year))

    def _is_there(self, duty: Duty, standing: Standing) -> bool:
        function = standing.functions.get(duty.pk)
        roles = [name for row in duty.role.dated_names.all() for name in row.names.values()] if duty.role else []
        is_function = not self.cells["function"] or (function is not None and self._is_called("function", function.titles.values()))
        return is_function and (not self.cells["role"] or self._is_called("role", roles))

    def _is_called(self, column: str, names: Iterable[str]) -> bool:
        return compared_name(self.cells[column]) in map(compared_name, names)

    @property
    def duty(self) -> Duty:
        return self._owed[0]

    @property
    def standing(self) -> Standing:
        return self._owed[1]

    @cached_property
    def state(self) -> str:
        written, known = self.cells["state"], join_words(str(look.words) for look in LOOKS.values())
        state = STATES.get(compared_name(written)) if written else NOT_STATED
        if state is None:
            raise _Refused("state", NoStateCalled(written=written, known=known))
        has_words = self.cells["words"] or self.cells["evidence"]
        if state == NOT_STATED and has_words:
            raise _Refused("state", WordsWithoutState(known=known))
        if state not in (NOT_STATED, str(DutyStatus.State.PERFORMED)) and not self.cells["words"]:
            raise _Refused("state", NoWordsOfStatus(state=LOOKS[state].words))
        return state


@transaction.atomic
def take_statuses(statements: Iterable[Statement], *, by: Acting) -> int:
    """State all of them; where one is refused, none is stated."""
    # In one order, so that two who take tables in do not wait for each other.
    rows = sorted(statements, key=lambda row: (row.duty, row.organization, row.fiscal_year))
    duties = Duty.objects.in_bulk({row.duty for row in rows})
    organizations = Organization.objects.in_bulk({row.organization for row in rows})
    for row in rows:
        told: dict[str, Any] = {name: getattr(row, name) for name in ("fiscal_year", "state", "words", "evidence", "follows")}
        try:
            state_duty(duties[row.duty], organization=organizations[row.organization], by=by, **told)
        except Refusal as refusal:
            raise RowNotTaken(line=row.line, why=str(refusal.message)) from refusal
    return len(rows)
