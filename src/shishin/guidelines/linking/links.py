"""Linking: how clauses come to point at each other, which links have to be looked at again, and how a person clears one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from shishin.guidelines.changes.judging import OF_THE_TEXT, Aspect, differences
from shishin.guidelines.editions.clauses import PlainClause, read_rows
from shishin.guidelines.editions.describing import claim_clause_link
from shishin.guidelines.errors.managing import LinkedAlready, LinkedToItself, NotSuspect, NoWordsOfCheck, TargetIsGone, TargetMovedAgain
from shishin.guidelines.models import Change, Clause, ClauseLink, Edition, Line, LinkCheck
from shishin.people.claims import drop_claims
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

RELIED_ON = OF_THE_TEXT | {Aspect.FORCE, Aspect.GATE, Aspect.VACATED, Aspect.APPLICABILITY}
"""In what respects a clause may not differ for a link to it to hold: one to a must that became a may has to be looked at."""


@transaction.atomic
def link_lines(source: Line, *, target: Line, kind: ClauseLink.Kind, by: Acting, on: date | None = None) -> ClauseLink:
    """One line details, implements, supersedes or refers to another. The same link twice is one.

    Whoever links has just read the target, so that counts as the first check.
    """
    if source == target:
        raise LinkedToItself(key=source.key)
    link, is_new = ClauseLink.objects.get_or_create(source=source, target=target, kind=kind)
    if is_new:
        record("guidelines.clause_linked", about=link, who=by, source=str(source.pk), target=str(target.pk), kind=str(kind))
        day = on or localdate()
        if current := Clause.objects.filter(line=target, edition__in=Edition.objects.in_force_on(day)).first():
            LinkCheck.objects.create(link=link, target_clause=current, checked_by=by if isinstance(by, Person) else None, checked_on=day)
        claim_clause_link(link, by=by)
    return link


@transaction.atomic
def draw_link(source: Line, *, target: Line, kind: ClauseLink.Kind, by: Person) -> ClauseLink:
    """A person links two clauses that are not linked in this way yet."""
    if there := ClauseLink.objects.select_related("source", "target").filter(source=source, target=target, kind=kind).first():
        raise LinkedAlready(source=there.source, target=there.target)
    return link_lines(source, target=target, kind=kind, by=by)


@transaction.atomic
def unlink_lines(link: ClauseLink, *, words: str, by: Acting) -> None:
    """Take a link away, with its checks; the trail keeps that it was there, and why it went."""
    link = ClauseLink.objects.select_for_update().get(pk=link.pk)
    if not words.strip():
        raise NoWordsOfCheck
    record(
        "guidelines.clause_unlinked",
        about=link,
        who=by,
        why=words.strip(),
        source=str(link.source_id),
        target=str(link.target_id),
        kind=str(link.kind),
    )
    drop_claims(link.uuid)
    link.delete()


@transaction.atomic
def check_link(link: ClauseLink, *, against: Clause, on: date, words: str, by: Person) -> LinkCheck:
    """A person read both ends, the target as it stands in this edition, and says what they found."""
    ClauseLink.objects.select_for_update().get(pk=link.pk)
    if not words.strip():
        raise NoWordsOfCheck
    check = LinkCheck.objects.create(link=link, target_clause=against, checked_by=by, checked_on=on, words=words.strip())
    record("guidelines.link_checked", about=link, who=by, clause=str(against.uuid), day=on.isoformat())
    return check


@transaction.atomic
def clear_link(link: ClauseLink, *, read: UUID | str, words: str, by: Person, on: date | None = None) -> LinkCheck:
    """Clear a suspect link against the clause that was read, unless it moved meanwhile or somebody was faster."""
    link = ClauseLink.objects.select_for_update().select_related("source", "target").get(pk=link.pk)
    day = on or localdate()
    if link.pk not in suspect_links([link], day=day):
        raise NotSuspect(source=link.source, target=link.target)
    current = Clause.objects.filter(line=link.target, edition__in=Edition.objects.in_force_on(day)).first()
    if current is None:
        raise TargetIsGone(target=link.target, link=link)
    if str(current.uuid) != str(read):
        raise TargetMovedAgain(target=link.target)
    return check_link(link, against=current, on=day, words=words, by=by)


def last_checks(links: Collection[ClauseLink]) -> dict[int, LinkCheck]:
    """The newest check of each link. One query."""
    checks = LinkCheck.objects.filter(link__in=links).select_related("target_clause__edition").order_by("checked_on", "pk")
    return {check.link_id: check for check in checks}


def suspect_links(links: Collection[ClauseLink], *, day: date) -> set[int]:
    """The links whose target, in the edition in force, changed in substance since the last check or is no longer there.

    A link that nobody ever checked is not suspect: there is nothing to compare with. Six queries at most.
    """
    checked = last_checks(links)
    looked_at = [link for link in links if link.pk in checked]
    if not looked_at:
        return set()
    editions = {
        edition.document_id: edition for edition in Edition.objects.in_force_on(day).filter(document__lines__in=_targets(looked_at))
    }
    documents = dict(Line.objects.filter(pk__in=_targets(looked_at)).values_list("pk", "document"))
    states = _states(_targets(looked_at))
    suspect = set()
    for link in looked_at:
        now = editions.get(documents[link.target_id])
        if now is None:
            continue
        if states.differs(link.target_id, now=now.pk, since=checked[link.pk].target_clause.edition_id):
            suspect.add(link.pk)
    return suspect


def _targets(links: Collection[ClauseLink]) -> set[UUID]:
    return {link.target_id for link in links}


@dataclass(frozen=True, slots=True)
class _States:
    """Each line as it stood in each edition, and which of the steps between editions changed the form alone."""

    by_line: Mapping[UUID, Mapping[int, PlainClause]]
    started_from: Mapping[int, int | None]
    formal: Collection[tuple[UUID, int]]

    def differs(self, line: UUID, *, now: int, since: int) -> bool:
        """Whether a step from the edition checked to the one in force changed the substance; where no way leads there, the words decide."""
        if now not in self.by_line[line] or self._is_same(line, now, since):
            return not self._is_same(line, now, since)
        at: int | None = now
        while at is not None and at != since:
            before = self.started_from.get(at)
            if (line, at) not in self.formal and not self._is_same(line, at, before):
                return True
            at = before
        return False

    def _is_same(self, line: UUID, one: int | None, other: int | None) -> bool:
        """Whether the line reads the same in two editions, or stands in neither."""
        after, before = (self.by_line[line].get(edition) if edition else None for edition in (one, other))
        if before is None or after is None:
            return before is after
        return not differences(before, after).aspects & RELIED_ON


def _states(lines: Collection[UUID]) -> _States:
    by_line: defaultdict[UUID, dict[int, PlainClause]] = defaultdict(dict)
    for clause in read_rows(Clause.objects.filter(line__in=lines)):
        by_line[UUID(clause.line)][clause.edition] = clause
    started_from = dict(Edition.objects.filter(clauses__line__in=lines).values_list("pk", "started_from"))
    formal = Change.objects.filter(after__line__in=lines, is_substantive=False, kind=Change.Kind.KEPT)
    return _States(by_line, started_from, set(formal.values_list("after__line", "edition")))


def clauses_in_force(lines: Collection[UUID], *, day: date) -> dict[UUID, Any]:
    """For each line its clause in the edition in force. One query."""
    rows = Clause.objects.filter(line__in=lines, edition__in=Edition.objects.in_force_on(day)).select_related(
        "edition__document__numbering"
    )
    return {clause.line_id: clause for clause in rows}
