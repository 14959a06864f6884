"""Linking: how clauses of one document come to point at those of another, and which links have to be looked at again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from shishin.guidelines.models import Change, Clause, ClauseLink, ClauseText, Line, LinkCheck
from shishin.people.models import Person
from shishin.trail.recording import Acting, record


@transaction.atomic
def link_lines(source: Line, *, target: Line, kind: ClauseLink.Kind, by: Acting) -> ClauseLink:
    """One line details, implements, supersedes or refers to another. The same link twice is one."""
    link, is_new = ClauseLink.objects.get_or_create(source=source, target=target, kind=kind)
    if is_new:
        record("guidelines.clause_linked", about=link, who=by, source=str(source.pk), target=str(target.pk), kind=str(kind))
    return link


@transaction.atomic
def check_link(link: ClauseLink, *, against: Clause, on: date, words: str, by: Person) -> LinkCheck:
    """A person read both ends, the target as it stands in this edition, and says what they found."""
    check = LinkCheck.objects.create(link=link, target_clause=against, checked_by=by, checked_on=on, words=words)
    record("guidelines.link_checked", about=link, who=by, clause=str(against.uuid), day=on.isoformat())
    return check


def suspect_links(links: Collection[ClauseLink], *, day: date) -> set[int]:
    """The links whose target, in the edition in force, changed in substance since the last check.

    A link that nobody ever checked is not suspect: whoever made it had just read both clauses. Three queries.
    """
    checked: dict[int, LinkCheck] = {}
    for check in LinkCheck.objects.filter(link__in=links).select_related("target_clause").order_by("checked_on", "pk"):
        checked[check.link_id] = check
    if not checked:
        return set()
    now = _hashes_in_force({link.target_id for link in links}, day)
    formal = _formally_changed({clause for clause, _hash in now.values()})
    seen = _hashes_of({check.target_clause_id for check in checked.values()})
    suspect = set()
    for link in links:
        last, current = checked.get(link.pk), now.get(link.target_id)
        if last is None or current is None:
            continue
        clause, content = current
        if clause not in formal and content != seen.get(last.target_clause_id):
            suspect.add(link.pk)
    return suspect


def _hashes_in_force(lines: Collection[UUID], day: date) -> dict[UUID, tuple[int, str]]:
    """For each line its clause in the edition in force, with the hash of its binding words."""
    texts = ClauseText.objects.in_force_on(day).filter(clause__line__in=lines)
    return {line: (clause, content) for line, clause, content in texts.values_list("clause__line", "clause", "content_hash")}


def _hashes_of(clauses: Collection[int]) -> dict[int, str]:
    texts = ClauseText.objects.binding().filter(clause__in=clauses)
    return dict(texts.values_list("clause", "content_hash"))


def _formally_changed(clauses: Collection[int]) -> set[int]:
    """Clauses whose difference to the edition before was recorded as one of form."""
    changes = Change.objects.filter(after__in=clauses, is_substantive=False, kind=Change.Kind.KEPT)
    return set(changes.values_list("after", flat=True))
