"""Sources of a comparison: the clauses of two editions, and the recorded way from one to the other, as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shishin.guidelines.labelling import labels_of, places_of
from shishin.guidelines.manuscript import Passage
from shishin.guidelines.models import Change, Clause, ClauseText, Edition, Reason
from shishin.guidelines.pairing import RecordedChange, StandingClause, Step
from shishin.kit.identity import in_language


@dataclass(frozen=True, slots=True)
class Way:
    """The steps from an edition to one that came from it; none where they are not connected."""

    steps: tuple[Step, ...] = ()
    editions: tuple[int, ...] = ()

    @property
    def is_connected(self) -> bool:
        return bool(self.steps)

    @property
    def is_recorded(self) -> bool:
        return bool(self.steps) and not any(step.is_taken_over for step in self.steps)


def way_between(old: Edition, new: Edition) -> Way:
    """All steps from `started_from` to `started_from`, with what was recorded at each. Five queries."""
    rows = Edition.objects.filter(document=new.document_id).values_list("pk", "started_from_id", "taken_over_from")
    before = {pk: started_from for pk, started_from, _ in rows}
    taken_over = {pk for pk, _, source in rows if source}
    stations = stations_between(old.pk, new.pk, before)
    if not stations:
        return Way()
    lines: dict[int, set[str]] = defaultdict(set)
    for edition, line in Clause.objects.filter(edition__in=stations).order_by().values_list("edition_id", "line_id"):
        lines[edition].add(str(line))
    changes = changes_of(stations)
    steps = (Step(frozenset(lines[edition]), tuple(changes.get(edition, ())), is_taken_over=edition in taken_over) for edition in stations)
    return Way(tuple(steps), tuple(stations))


def stations_between(old: int, new: int, before: Mapping[int, int | None]) -> list[int]:
    """The editions after the old one up to the new one, oldest first; none where the new one did not come from the old."""
    stations: list[int] = []
    at: int | None = new
    while at is not None and at != old and at not in stations:
        stations.append(at)
        at = before.get(at)
    return stations[::-1] if at == old else []


def is_later(one: Edition, other: Edition) -> bool:
    """Whether the one came, through any number of steps, from the other."""
    before = dict(Edition.objects.filter(document=one.document_id).values_list("pk", "started_from_id"))
    return bool(stations_between(other.pk, one.pk, before))


def changes_of(editions: Sequence[int]) -> dict[int, list[RecordedChange]]:
    rows = Change.objects.filter(edition__in=editions).order_by("pk").values_list("pk", "edition_id", "kind", "is_substantive", "reason_id")
    before = lines_by_change(Change.before.through.objects.filter(change__edition__in=editions))
    after = lines_by_change(Change.after.through.objects.filter(change__edition__in=editions))
    found: dict[int, list[RecordedChange]] = defaultdict(list)
    for pk, edition, kind, is_substantive, reason in rows:
        found[edition].append(RecordedChange(pk, kind, is_substantive, reason, before.get(pk, ()), after.get(pk, ())))
    return found


def lines_by_change(rows: QuerySet[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for change, line in rows.order_by("clause__position").values_list("change_id", "clause__line_id"):
        found[change].append(str(line))
    return {change: tuple(lines) for change, lines in found.items()}


def reasons_of(way: Way, new: Edition, *, language: str) -> dict[int, str]:
    """The words of every reason given on the way. What an edition still being written says of itself is not told by a public one."""
    reasons = Reason.objects.filter(edition__in=way.editions)
    if not new.is_working:
        reasons = reasons.exclude(edition__state=Edition.State.WORKING)
    return {pk: in_language(words, language) for pk, words in reasons.values_list("pk", "words")}


def clauses_of(old: Edition, new: Edition) -> tuple[list[StandingClause], list[StandingClause]]:
    """The clauses of both editions in reading order, with labels and the latest text of each language. Three queries."""
    pks = {old.pk, new.pk}
    places = places_of(pks)
    facts = {
        pk: (key, applicability)
        for pk, key, applicability in Clause.objects.filter(edition__in=pks).order_by().values_list("pk", "line__key", "applicability")
    }
    texts: dict[int, dict[str, Passage]] = defaultdict(dict)
    rows = ClauseText.objects.filter(clause__edition__in=pks).order_by("number")
    for clause, language, heading, body, summary in rows.values_list("clause_id", "language", "heading", "body", "summary"):
        texts[clause][language] = Passage(heading, body, summary)

    def standing(edition: Edition) -> list[StandingClause]:
        rows = places.get(edition.pk, [])
        labels = labels_of(rows, edition.document.numbering.rules)
        at = {place.pk: index for index, place in enumerate(rows)}
        return [
            StandingClause(
                line=str(place.line),
                key=facts[place.pk][0],
                parent=None if place.parent is None else at[place.parent],
                depth=place.depth,
                kind=place.kind,
                force=place.force,
                is_hard_gate=place.is_hard_gate,
                is_vacated=place.is_vacated,
                is_branch=place.is_branch,
                applicability=facts[place.pk][1],
                texts=texts.get(place.pk, {}),
                source_language=edition.source_language,
                label=labels[place.pk],
            )
            for place in rows
        ]

    return standing(old), standing(new)
