"""Since: what became of clauses that somebody read, by the edition in force on a day.

A link, a duty or a measure remembers a clause as it stood in the edition that was read, and asks here whether it still stands on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from shishin.guidelines.changes.judging import OF_THE_TEXT, Aspect, differences
from shishin.guidelines.editions.clauses import PlainClause, read_rows
from shishin.guidelines.models import Change, Clause, Edition

K = TypeVar("K", bound=Hashable)
Place = tuple[UUID, int]
"""A line, and an edition in which it stands."""
RELIED_ON = OF_THE_TEXT | {Aspect.FORCE, Aspect.GATE, Aspect.VACATED, Aspect.APPLICABILITY}
"""In what respects a clause may not differ for what stands on it to hold: what stands on a must that became a may has to be looked at."""


class Since(StrEnum):
    """What became of a clause since it was read."""

    SAME = "same"
    FORMAL = "formal"
    SUBSTANTIVE = "substantive"
    GONE = "gone"

    @property
    def is_suspect(self) -> bool:
        """Whether what stands on the clause has to be looked at again."""
        return self in (Since.SUBSTANTIVE, Since.GONE)


def changed_since(read: Mapping[K, Place], day: date) -> dict[K, Since]:
    """For each thing that remembers a clause, as read in an edition, what became of the clause by the one in force on the day.

    Where none is in force nothing has changed, nor where what was read is still to come. Between two editions each step counts; where no
    way leads from one to the other, the words decide. Four queries at most.
    """
    found = dict.fromkeys(read.values(), Since.SAME)
    editions = _editions({edition for _line, edition in found}, day)
    later = {place: now for place in found if (now := editions.to_compare_with(place[1]))}
    clauses = _clauses((line, edition) for (line, was), now in later.items() for edition in (was, now))
    ways: dict[Place, list[tuple[int, int]]] = {}
    for (line, was), now in later.items():
        if (line, now) not in clauses:
            found[line, was] = Since.GONE
        elif _differs(line, was, now, clauses):
            found[line, was] = Since.SUBSTANTIVE
            ways[line, was] = editions.steps_between(was, now)
    between = {(line, edition) for (line, _was), steps in ways.items() for step in steps for edition in step}
    clauses |= _clauses(between - clauses.keys())
    formal = _formal(between)
    for (line, was), steps in ways.items():
        if steps and all((line, after) in formal or not _differs(line, before, after, clauses) for before, after in steps):
            found[line, was] = Since.FORMAL
    return {thing: found[place] for thing, place in read.items()}


def _differs(line: UUID, one: int, other: int, clauses: Mapping[Place, PlainClause]) -> bool:
    """Whether the line reads otherwise in two editions, or stands in one alone."""
    before, after = clauses.get((line, one)), clauses.get((line, other))
    if before is None or after is None:
        return before is not after
    return bool(differences(before, after).aspects & RELIED_ON)


def _clauses(places: Iterable[Place]) -> dict[Place, PlainClause]:
    """At most one query, which finds what was asked for and no more."""
    lines: defaultdict[int, set[UUID]] = defaultdict(set)
    for line, edition in places:
        lines[edition].add(line)
    if not lines:
        return {}
    asked = reduce(or_, (Q(edition=edition, line__in=wanted) for edition, wanted in lines.items()))
    return {(UUID(clause.line), clause.edition): clause for clause in read_rows(Clause.objects.filter(asked).order_by())}


def _formal(places: Collection[Place]) -> set[Place]:
    """Where a change was recorded that is one of form alone. At most one query."""
    if not places:
        return set()
    lines, editions = {line for line, _ in places}, {edition for _, edition in places}
    changes = Change.objects.filter(kind=Change.Kind.KEPT, is_substantive=False, edition__in=editions, after__line__in=lines).order_by()
    return set(changes.values_list("after__line", "edition"))


class _Read(NamedTuple):
    pk: int
    document: int
    started_from: int | None
    in_force_from: date | None
    withdrawn_on: date | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class _Editions:
    """All editions of the documents of those that were read."""

    by_pk: Mapping[int, _Read]
    in_force: Mapping[int, int]
    """Document → edition."""
    day: date

    def to_compare_with(self, read: int) -> int | None:
        """The edition in force, where it may say otherwise than the one read."""
        now = self.in_force.get(self.by_pk[read].document)
        return None if now in (None, read) or self._is_to_come(self.by_pk[read], now) else now

    def _is_to_come(self, edition: _Read, now: int | None) -> bool:
        """What was taken back does not come."""
        begins_later = edition.in_force_from is not None and edition.in_force_from > self.day
        return edition.withdrawn_on is None and (begins_later or now in self._with_those_before(edition.pk))

    def _with_those_before(self, edition: int) -> list[int]:
        chain: list[int] = []
        at: int | None = edition
        while at is not None and at in self.by_pk:
            chain.append(at)
            at = self.by_pk[at].started_from
        return chain

    def steps_between(self, one: int, other: int) -> list[tuple[int, int]]:
        """Each edition on the way back from one to where both come from, and on to the other, after the one it was started from."""
        back, on = self._with_those_before(one), self._with_those_before(other)
        shared = set(back) & set(on)
        if not shared:
            return []
        return [(chain[at + 1], pk) for chain in (back, on) for at, pk in enumerate(chain) if pk not in shared]


def _editions(read: Collection[int], day: date) -> _Editions:
    """One query, where anything was read."""
    is_in_force = Exists(Edition.objects.in_force_on(day).filter(pk=OuterRef("pk")))
    rows = Edition.objects.filter(document__in=Edition.objects.filter(pk__in=read).values("document")).order_by()
    found = rows.values_list("pk", "document", "started_from", "in_force_from", "withdrawn_on", is_in_force) if read else ()
    by_pk = {row[0]: _Read(*row) for row in found}
    return _Editions(by_pk, {edition.document: edition.pk for edition in by_pk.values() if edition.is_in_force}, day)
