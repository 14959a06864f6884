"""Sources of a comparison: the clauses of two editions, and the recorded way from one to the other, as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from shishin.guidelines.changes.pairing import RecordedChange, Step
from shishin.guidelines.models import Change, Clause, Edition
from shishin.kit.identity import in_language


@dataclass(frozen=True, slots=True)
class Way:
    """The steps from an edition to one that came from it; none where they are not connected. `reasons` are words per language."""

    steps: tuple[Step, ...] = ()
    reasons: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_connected(self) -> bool:
        return bool(self.steps)

    @property
    def is_recorded(self) -> bool:
        return bool(self.steps) and not any(step.is_taken_over for step in self.steps)

    def reasons_in(self, language: str) -> dict[int, str]:
        return {number: in_language(words, language) for number, words in self.reasons.items()}


def way_between(old: Edition, new: Edition, *, lines: Collection[str]) -> Way:
    """All steps from `started_from` to `started_from`, with what was recorded at each. At most five queries.

    `lines` are those of the new edition.
    """
    rows = Edition.objects.filter(document=new.document_id).values_list("pk", "started_from_id", "taken_over_from", "state")
    before = {pk: started_from for pk, started_from, _, _ in rows}
    taken_over = {pk for pk, _, source, _ in rows if source}
    stations = stations_between(old.pk, new.pk, before)
    if not stations:
        return Way()
    lines_at = {**lines_of(stations[:-1]), new.pk: set(lines)}
    changes, reasons = changes_of(stations, is_public=not new.is_working)
    steps = (
        Step(frozenset(lines_at.get(edition, ())), tuple(changes.get(edition, ())), is_taken_over=edition in taken_over)
        for edition in stations
    )
    return Way(tuple(steps), reasons)


def stations_between(old: int, new: int, before: Mapping[int, int | None]) -> list[int]:
    """The editions after the old one up to the new one, oldest first; none where the new one did not come from the old."""
    stations: list[int] = []
    at: int | None = new
    while at is not None and at != old and at not in stations:
        stations.append(at)
        at = before.get(at)
    return stations[::-1] if at == old else []


def lines_of(editions: Sequence[int]) -> dict[int, set[str]]:
    lines: dict[int, set[str]] = defaultdict(set)
    if editions:
        for edition, line in Clause.objects.filter(edition__in=editions).order_by().values_list("edition_id", "line_id"):
            lines[edition].add(str(line))
    return lines


def changes_of(editions: Sequence[int], *, is_public: bool) -> tuple[dict[int, list[RecordedChange]], dict[int, Mapping[str, str]]]:
    """What was recorded at each edition, and the words of the reasons. What an unpublished edition says of itself a public one does not tell."""
    names = ("pk", "edition_id", "kind", "is_substantive", "reason_id", "reason__words", "edition__state")
    rows = list(Change.objects.filter(edition__in=editions).order_by("pk").values_list(*names))
    before = lines_by_change(Change.before.through.objects.filter(change__edition__in=editions)) if rows else {}
    after = lines_by_change(Change.after.through.objects.filter(change__edition__in=editions)) if rows else {}
    found: dict[int, list[RecordedChange]] = defaultdict(list)
    reasons: dict[int, Mapping[str, str]] = {}
    for pk, edition, kind, is_substantive, reason, words, state in rows:
        found[edition].append(RecordedChange(pk, kind, is_substantive, reason, before.get(pk, ()), after.get(pk, ())))
        if reason is not None and not (is_public and state == Edition.State.WORKING):
            reasons[reason] = words
    return found, reasons


def lines_by_change(rows: QuerySet[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for change, line in rows.order_by("clause__position").values_list("change_id", "clause__line_id"):
        found[change].append(str(line))
    return {change: tuple(lines) for change, lines in found.items()}
