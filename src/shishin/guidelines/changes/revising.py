"""Revising: which clauses each edition changed, and at which places, for tags and for the revision table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.cache import cache

from shishin.guidelines.editions.labelling import Place, both_labels_of, kept_name, places_of
from shishin.guidelines.models import Change, ClauseText, Edition


class Touched(StrEnum):
    """How an edition touched a clause, as far as a tag on the page says it."""

    NEW = "new"
    EDITED = "edited"
    SPLIT = "split"
    MERGED = "merged"
    VACATED = "vacated"


@dataclass(frozen=True, slots=True)
class Revised:
    """What one edition changed against the one it was started from. `places` are labels in reading order."""

    touched: Mapping[int, Touched] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    is_whole: bool = False


def revisions_of(editions: Sequence[Edition], *, rules: Mapping[str, object]) -> dict[int, Revised]:
    """What each of a document's editions changed. Fixed editions are worked out once and kept."""
    names = {_name(edition, rules): edition for edition in editions if not edition.is_working}
    kept: dict[str, Revised] = cache.get_many(names)
    found = {names[name].pk: revised for name, revised in kept.items()}
    missing = [edition for edition in editions if edition.pk not in found]
    if missing:
        fresh = _work_out(missing, {edition.pk: edition for edition in editions}, rules)
        cache.set_many({_name(edition, rules): fresh[edition.pk] for edition in missing if not edition.is_working}, timeout=None)
        found.update(fresh)
    return found


def _name(edition: Edition, rules: Mapping[str, object]) -> str:
    return kept_name("revised", edition, rules)


def _work_out(editions: Iterable[Edition], readable: Mapping[int, Edition], rules: Mapping[str, object]) -> dict[int, Revised]:
    # What is still being written is no ground to tell everyone what changed since.
    fixed = {pk for pk, edition in readable.items() if not edition.is_working}
    before = {edition.pk: edition.started_from_id for edition in editions if edition.started_from_id in fixed}
    wanted = {edition.pk for edition in editions} | {pk for pk in before.values() if pk}
    places = places_of(wanted)
    hashes = _hashes([readable[pk] for pk in wanted])
    recorded = _recorded(before)
    found = {}
    for edition in editions:
        old = before.get(edition.pk)
        if old is None:
            found[edition.pk] = Revised(is_whole=True)
        else:
            found[edition.pk] = _revised(places[edition.pk], places[old], hashes, recorded.get(edition.pk, {}), rules)
    return found


def _hashes(editions: Sequence[Edition]) -> dict[int, str]:
    """The hash of each clause in the language that binds."""
    texts = ClauseText.objects.filter(clause__edition__in=editions).binding().newest()
    return dict(texts.values_list("clause_id", "content_hash"))


def _recorded(editions: Iterable[int]) -> dict[int, dict[int, str]]:
    """Per edition: the kind of recorded change of each of its clauses."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = Change.after.through._default_manager.filter(change__edition__in=editions).order_by("change_id")
    for edition, clause, kind in rows.values_list("change__edition_id", "clause_id", "change__kind"):
        found[edition][clause] = kind
    return found


def _revised(
    now: Sequence[Place], before: Sequence[Place], hashes: Mapping[int, str], recorded: Mapping[int, str], rules: Mapping[str, object]
) -> Revised:
    old = {place.line: place for place in before}
    touched = {place.pk: kind for place in now if (kind := _touched(place, old.get(place.line), hashes, recorded.get(place.pk, "")))}
    return Revised(touched=touched, places=_top_labels(now, {*touched, *_left_by_dropped(now, before)}, rules))


def _left_by_dropped(now: Sequence[Place], before: Sequence[Place]) -> set[int]:
    """The clauses under which something is missing now."""
    here = {place.line: place.pk for place in now}
    old = {place.pk: place for place in before}
    left = set()
    for place in before:
        holder = old.get(place.parent) if place.parent and place.line not in here else None
        while holder and holder.line not in here:
            holder = old.get(holder.parent) if holder.parent else None
        if holder:
            left.add(here[holder.line])
    return left


def _touched(place: Place, old: Place | None, hashes: Mapping[int, str], recorded: str) -> Touched | None:
    if recorded in (Change.Kind.SPLIT, Change.Kind.MERGED, Change.Kind.VACATED):
        return Touched(recorded)
    if old is None:
        return Touched.NEW
    if place.is_vacated and not old.is_vacated:
        return Touched.VACATED
    same = hashes.get(place.pk) == hashes.get(old.pk) and place.bearing == old.bearing
    return None if same else Touched.EDITED


def _top_labels(now: Sequence[Place], touched: Set[int], rules: Mapping[str, object]) -> tuple[str, ...]:
    """The chapters, or parts of chapters, that were touched: what the column of changed places names."""
    labels = both_labels_of(now, rules)
    named: dict[str, None] = {}
    above: list[Place] = []
    for place in now:
        while above and above[-1].depth >= place.depth:
            above.pop()
        above.append(place)
        if place.pk not in touched:
            continue
        holder = next((step for step in reversed(above[:2]) if labels[step.pk].cited), None)
        if holder:
            named[labels[holder.pk].cited] = None
    return tuple(named)
