"""Explaining: what an edition changed, whether each change of substance has a reason, and how reasons are recorded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from shishin.guidelines.checking import check_change
from shishin.guidelines.errors import ChangeWithoutEditionBefore, NotAWorkingEdition
from shishin.guidelines.importing import earlier_clauses, refuse_keys_of_others, store_reasons
from shishin.guidelines.manuscript import ManuscriptReason
from shishin.guidelines.models import Change, Clause, ClauseText, Document, Edition
from shishin.trail.recording import Acting, record

COMPARED = ("kind", "force", "is_hard_gate", "is_vacated", "applicability")
"""What of a kept clause counts besides its words and its place. A number alone does not."""


@dataclass(frozen=True, slots=True)
class UnexplainedChange:
    """A clause that differs from the edition before and has neither a reason nor the mark of a formal change."""

    key: str
    kind: str
    differs: tuple[str, ...] = ()
    """For a kept clause: words, place, kind, force, is_hard_gate, is_vacated, applicability."""


@transaction.atomic
def record_changes(edition: Edition, reasons: Iterable[ManuscriptReason], *, by: Acting) -> None:
    """Add changes with their reasons to a working edition; keys before are those of the edition it was started from."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    reasons = list(reasons)

    if not edition.is_working:
        raise NotAWorkingEdition(edition)
    if edition.started_from is None:
        raise ChangeWithoutEditionBefore(edition.version)
    for reason in reasons:
        for change in reason.changes:
            check_change(change)
    before = earlier_clauses(edition.started_from)
    refuse_keys_of_others(reasons, before)

    after = {clause.line.key: clause for clause in edition.clauses.select_related("line")}
    store_reasons(edition, reasons, before=before, after=after)
    record(
        "guidelines.changes_recorded", about=edition, who=by, changes=sum(len(reason.changes) for reason in reasons), reasons=len(reasons)
    )


def unexplained_changes(edition: Edition) -> list[UnexplainedChange]:
    """What differs from the edition before in substance and has no reason. A first edition has nothing to explain."""
    if edition.started_from_id is None:
        return []
    old, new = _clauses(edition.started_from_id, edition.source_language), _clauses(edition.pk, edition.source_language)
    explained = _Explained.of(edition)
    moved = _moved(old, new, follows=explained.follows)
    found = []
    for line, clause in new.items():
        if line not in old:
            if clause.pk not in explained.after:
                found.append(UnexplainedChange(clause.key, Change.Kind.NEW))
            continue
        differs = [name for name, value in clause.bearing.items() if value != old[line].bearing[name]]
        if line in moved:
            differs.append("place")
        if differs and clause.pk not in explained.after:
            kind = Change.Kind.VACATED if "is_vacated" in differs and clause.bearing["is_vacated"] else Change.Kind.KEPT
            found.append(UnexplainedChange(clause.key, kind, tuple(differs)))
    for line, clause in old.items():
        if line not in new and clause.pk not in explained.before:
            found.append(UnexplainedChange(clause.key, Change.Kind.DROPPED))
    return found


@dataclass(frozen=True, slots=True)
class _Compared:
    pk: int
    key: str
    line: UUID
    parent: UUID | None
    bearing: Mapping[str, Any]


def _clauses(edition: int, language: str) -> dict[UUID, _Compared]:
    words: dict[int, str] = {}
    texts = ClauseText.objects.filter(clause__edition=edition, language=language).order_by("number")
    words.update(texts.values_list("clause", "content_hash"))
    rows = Clause.objects.filter(edition=edition).order_by("position")
    return {
        row["line"]: _Compared(
            row["pk"],
            row["line__key"],
            row["line"],
            row["parent__line"],
            {"words": words.get(row["pk"], ""), **{name: row[name] for name in COMPARED}},
        )
        for row in rows.values("pk", "line", "line__key", "parent__line", *COMPARED)
    }


@dataclass(frozen=True, slots=True)
class _Explained:
    """Clauses that a change with a reason, or a formal change, speaks of."""

    before: frozenset[int]
    after: frozenset[int]
    follows: Mapping[UUID, frozenset[UUID]]
    """A line that was split or merged → the lines that came of it."""

    @classmethod
    def of(cls, edition: Edition) -> _Explained:
        before: set[int] = set()
        after: set[int] = set()
        follows: dict[UUID, frozenset[UUID]] = {}
        changes = Change.objects.filter(edition=edition).select_related("reason").prefetch_related("before", "after")
        for change in changes:
            old, new = list(change.before.all()), list(change.after.all())
            if change.kind in (Change.Kind.SPLIT, Change.Kind.MERGED):
                lines = frozenset(clause.line_id for clause in new)
                follows.update({clause.line_id: follows.get(clause.line_id, frozenset()) | lines for clause in old})
            if not change.is_substantive or (change.reason and any(words.strip() for words in change.reason.words.values())):
                before.update(clause.pk for clause in old)
                after.update(clause.pk for clause in new)
        return cls(frozenset(before), frozenset(after), follows)


def _moved(old: Mapping[UUID, _Compared], new: Mapping[UUID, _Compared], *, follows: Mapping[UUID, frozenset[UUID]]) -> set[UUID]:
    """Lines that stand under another parent, or before a clause that they stood after. Being pushed down is no move."""
    moved = set()
    groups: dict[UUID | None, list[UUID]] = {}
    for line, clause in new.items():
        if line not in old:
            continue
        was = old[line].parent
        if clause.parent != was and not (was and clause.parent in follows.get(was, frozenset())):
            moved.add(line)
        else:
            groups.setdefault(clause.parent, []).append(line)
    order = {line: place for place, line in enumerate(old)}
    for lines in groups.values():
        stayed = _longest_rising([order[line] for line in lines])
        moved.update(line for line in lines if order[line] not in stayed)
    return moved


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The longest run of places that kept their order; what is not in it was moved."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(ends_at[at - 1] if at else -1)
        if at == len(ends):
            ends.append(place)
            ends_at.append(index)
        else:
            ends[at] = place
            ends_at[at] = index
    kept = set()
    index = ends_at[-1] if ends_at else -1
    while index >= 0:
        kept.add(places[index])
        index = before[index]
    return kept
