"""What a duty stands on: the clause as somebody read it, and the practice it was taken from. Where the clause moved on, somebody reads it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from shishin.governance.errors.duties import ClauseMovedOn, DutyHasEnded, NoBasis, NoSuchClauseInForce, NoWordsOfPractice
from shishin.governance.models import Duty, DutyBasis, Practice
from shishin.governance.models.duties import DUTY_BASIS
from shishin.guidelines.changes.since import Since, changed_since
from shishin.guidelines.linking.links import clauses_in_force
from shishin.guidelines.models import Clause, Line
from shishin.people.claims import claim, drop_claims
from shishin.people.models import Organization, Person
from shishin.trail.recording import Acting, record


@transaction.atomic
def read_basis(duty: Duty, *, line: Line, by: Acting, words: str = "", on: date | None = None, read: str = "") -> DutyBasis:
    """Somebody read a clause as it is in force, and the duty stands on it. `read` is the uuid of the clause that was read, where a page showed it."""
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    day = on or localdate()
    if duty.is_over_on(day):
        raise DutyHasEnded(duty=duty, until=duty.until)
    clause: Clause | None = clauses_in_force([line.pk], day=day).get(line.pk)
    if clause is None:
        raise NoSuchClauseInForce(line=line, day=day)
    if read and str(clause.uuid) != read:
        raise ClauseMovedOn(line=line)
    last = _last(duty, line)
    basis = _add(duty, line=line, clause=clause, by=by, on=day, words=words, last=last)
    record("governance.basis_read", about=duty, who=by, line=str(line.pk), clause=str(clause.uuid), day=day.isoformat(), words=basis.words)
    if last is None or last.is_given_up:
        claim(DUTY_BASIS, edge=basis.tie, target=line.pk, claimed_by=duty.owner, kept_by=line.document.owner, by=by)
    return basis


@transaction.atomic
def give_up_basis(duty: Duty, *, line: Line, words: str, by: Acting, on: date | None = None) -> DutyBasis:
    """The duty stands on this clause no more. That it did stays."""
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    last = _last(duty, line)
    if last is None or last.is_given_up:
        raise NoBasis(duty=duty, line=line)
    basis = _add(duty, line=line, clause=last.clause, by=by, on=on or localdate(), words=words, last=last, is_given_up=True)
    record("governance.basis_given_up", about=duty, who=by, line=str(line.pk), words=basis.words)
    drop_claims(basis.tie)
    return basis


def _last(duty: Duty, line: Line) -> DutyBasis | None:
    return duty.bases.filter(line=line, is_newest=True).select_related("clause").first()


def _add(
    duty: Duty, *, line: Line, clause: Clause, by: Acting, on: date, words: str, last: DutyBasis | None, is_given_up: bool = False
) -> DutyBasis:
    duty.bases.filter(line=line, is_newest=True).update(is_newest=False)
    person = by if isinstance(by, Person) else None
    basis = DutyBasis(duty=duty, line=line, clause=clause, read_by=person, read_on=on, words=words.strip(), is_given_up=is_given_up)
    basis.tie = last.tie if last else basis.uuid
    basis.save()
    return basis


@transaction.atomic
def add_practice(duty: Duty, *, organization: Organization, words: Mapping[str, str], day: date, by: Acting, url: str = "") -> Practice:
    """What an organization does already, from which the duty was taken."""
    told = {tag: text.strip() for tag, text in words.items() if text.strip()}
    if not told:
        raise NoWordsOfPractice
    practice = Practice.objects.create(duty=duty, organization=organization, words=told, day=day, url=url)
    record("governance.practice_added", about=duty, who=by, organization=str(organization.uuid), words=told, day=day.isoformat(), url=url)
    return practice


def bases_of(duties: Collection[Duty] | QuerySet[Duty]) -> list[DutyBasis]:
    """The newest reading of each clause that these duties stand on. One query."""
    rows = DutyBasis.objects.standing().filter(duty__in=duties).with_confirmation()
    return list(rows.select_related("line__document__owner", "clause__edition", "duty", "read_by").order_by("duty", "pk"))


def became_of(bases: Iterable[DutyBasis], *, day: date) -> dict[int, Since]:
    """What became of each clause since somebody read it, by the number of the basis. What ended rests on nothing any more. Four queries at most."""
    read = {basis.pk: (basis.line_id, basis.clause.edition_id) for basis in bases if not basis.duty.is_over_on(day)}
    return changed_since(read, day)
