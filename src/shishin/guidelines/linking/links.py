"""Linking: how clauses come to point at each other, which links have to be looked at again, and how a person clears one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from shishin.guidelines.changes.since import changed_since
from shishin.guidelines.editions.describing import claim_clause_link
from shishin.guidelines.errors.managing import LinkedAlready, LinkedToItself, NotSuspect, NoWordsOfCheck, TargetIsGone, TargetMovedAgain
from shishin.guidelines.models import Clause, ClauseLink, Edition, Line, LinkCheck
from shishin.people.claims import drop_claims
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


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

    A link that nobody ever checked is not suspect: there is nothing to compare with. Five queries at most.
    """
    checked = last_checks(links)
    read = {link.pk: (link.target_id, checked[link.pk].target_clause.edition_id) for link in links if link.pk in checked}
    return {link for link, since in changed_since(read, day).items() if since.is_suspect}


def clauses_in_force(lines: Collection[UUID], *, day: date) -> dict[UUID, Any]:
    """For each line its clause in the edition in force. One query."""
    rows = Clause.objects.filter(line__in=lines, edition__in=Edition.objects.in_force_on(day)).select_related(
        "edition__document__numbering"
    )
    return {clause.line_id: clause for clause in rows}
