"""Differing: what is different between the clauses of a pair, and what became of them.

Words, place, number, force and applicability are worked out from the two editions; only splits, merges and reasons are recorded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shishin.guidelines.changes.pairing import Pair, StandingClause

LAST_NUMBER = re.compile(
    r"([0-9０-９]+|[ァ-ンa-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十百]+)[^0-9０-９ァ-ンa-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十百]*$"
)


class Aspect(StrEnum):
    """In what respect two clauses differ."""

    WORDS = "words"
    SUMMARY = "summary"
    KIND = "kind"
    FORCE = "force"
    GATE = "gate"
    APPLICABILITY = "applicability"
    PLACE = "place"
    NUMBER = "number"
    TRANSLATION = "translation"


OF_SUBSTANCE = frozenset({Aspect.KIND, Aspect.FORCE, Aspect.GATE, Aspect.APPLICABILITY, Aspect.PLACE})
"""What is of substance where nothing was recorded. Words are too, unless only spaces and line breaks differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a pair, and in what respects."""

    state: State
    aspects: frozenset[Aspect] = frozenset()
    is_substantive: bool = False

    @property
    def is_quiet(self) -> bool:
        return self.state is State.UNCHANGED

    def is_only_renumbered(self, pair: Pair) -> bool:
        return self.state is State.RENUMBERED and self.aspects == {Aspect.NUMBER} and not any(change.reason for change in pair.changes)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two editions and which pair each of their clauses belongs to."""

    old: Sequence[StandingClause]
    new: Sequence[StandingClause]
    pairs: Sequence[Pair]
    pair_of_old: Mapping[int, int]
    pair_of_new: Mapping[int, int]

    @classmethod
    def of(cls, old: Sequence[StandingClause], new: Sequence[StandingClause], pairs: Sequence[Pair]) -> Sides:
        return cls(
            old,
            new,
            pairs,
            {place: number for number, pair in enumerate(pairs) for place in pair.old},
            {place: number for number, pair in enumerate(pairs) for place in pair.new},
        )

    def pair_above_old(self, place: int) -> int | None:
        above = self.old[place].parent
        return None if above is None else self.pair_of_old[above]

    def pair_above_new(self, place: int) -> int | None:
        above = self.new[place].parent
        return None if above is None else self.pair_of_new[above]


def differences(sides: Sides, *, language: str) -> list[Difference]:
    """One for each pair, in their order."""
    moved = moved_pairs(sides)
    return [difference(sides, number, language=language, is_moved=number in moved) for number in range(len(sides.pairs))]


def difference(sides: Sides, number: int, *, language: str, is_moved: bool) -> Difference:
    pair = sides.pairs[number]
    if not pair.old or not pair.new:
        return Difference(State.DROPPED if pair.old else State.NEW, frozenset({Aspect.WORDS}), is_of_substance(pair, computed=True))
    if len(pair.old) > 1 or len(pair.new) > 1:
        state = State.SPLIT if len(pair.new) > len(pair.old) else State.MERGED
        return Difference(state, frozenset({Aspect.WORDS}), is_of_substance(pair, computed=True))
    old, new = sides.old[pair.old[0]], sides.new[pair.new[0]]
    aspects = set(aspects_of(old, new, language=language))
    if is_moved:
        aspects.add(Aspect.PLACE)
    if is_renumbered(sides, pair):
        aspects.add(Aspect.NUMBER)
    state = state_of(old, new, aspects)
    computed = bool(aspects & OF_SUBSTANCE) or (Aspect.WORDS in aspects and not differs_in_layout_alone(old, new))
    return Difference(state, frozenset(aspects), state is not State.UNCHANGED and is_of_substance(pair, computed=computed))


def is_of_substance(pair: Pair, *, computed: bool) -> bool:
    """What was recorded counts; where nothing was, what is different."""
    return any(change.is_substantive for change in pair.changes) if pair.changes else computed


def state_of(old: StandingClause, new: StandingClause, aspects: set[Aspect]) -> State:
    if new.is_vacated and not old.is_vacated:
        return State.VACATED
    if aspects - {Aspect.PLACE, Aspect.NUMBER}:
        return State.EDITED
    if Aspect.PLACE in aspects:
        return State.MOVED
    return State.RENUMBERED if aspects else State.UNCHANGED


def aspects_of(old: StandingClause, new: StandingClause, *, language: str) -> list[Aspect]:
    words = (old.source.heading, old.source.body) != (new.source.heading, new.source.body)
    found = [
        (Aspect.WORDS, words or old.is_vacated != new.is_vacated),
        (Aspect.SUMMARY, old.source.summary != new.source.summary),
        (Aspect.KIND, old.kind != new.kind),
        (Aspect.FORCE, old.force != new.force),
        (Aspect.GATE, old.is_hard_gate != new.is_hard_gate),
        (Aspect.APPLICABILITY, scopes(old) != scopes(new)),
        (Aspect.TRANSLATION, not words and is_translated_anew(old, new, language)),
    ]
    return [aspect for aspect, differs in found if differs]


def scopes(clause: StandingClause) -> dict[str, tuple[str, ...]]:
    return {scope: tuple(values) for scope, values in clause.applicability.items() if values}


def is_translated_anew(old: StandingClause, new: StandingClause, language: str) -> bool:
    """The words that bind are the same, those of the translation are not."""
    if language == new.source_language or language not in old.texts or language not in new.texts:
        return False
    before, after = old.texts[language], new.texts[language]
    return (before.heading, before.body) != (after.heading, after.body)


def differs_in_layout_alone(old: StandingClause, new: StandingClause) -> bool:
    """Spaces and line breaks are a matter of form."""
    letters = ["".join(f"{clause.source.heading}{clause.source.body}".split()) for clause in (old, new)]
    return letters[0] == letters[1] and old.is_vacated == new.is_vacated


# Numbers: one that differs only because the number above it does was not itself changed.


def is_renumbered(sides: Sides, pair: Pair) -> bool:
    old, new = sides.old[pair.old[0]], sides.new[pair.new[0]]
    if old.label == new.label:
        return False
    if old.parent is None or new.parent is None:
        return True
    above = label_above(sides.old, old), label_above(sides.new, new)
    return above[0] == above[1] or last_number(old.label) != last_number(new.label)


def label_above(clauses: Sequence[StandingClause], clause: StandingClause) -> str:
    while clause.parent is not None:
        clause = clauses[clause.parent]
        if clause.label:
            return clause.label
    return ""


def last_number(label: str) -> str:
    found = LAST_NUMBER.search(label)
    return found[1] if found else label


# Places: as few clauses as possible are said to have moved.


def moved_pairs(sides: Sides) -> set[int]:
    """Pairs that stand under another clause than before, or in another order among their neighbours."""
    moved: set[int] = set()
    stayed: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for number, pair in enumerate(sides.pairs):
        if len(pair.old) != 1 or len(pair.new) != 1:
            continue
        above = sides.pair_above_old(pair.old[0]), sides.pair_above_new(pair.new[0])
        if above[0] != above[1]:
            moved.add(number)
        else:
            stayed[above[1]].append((pair.new[0], number))
    for neighbours in stayed.values():
        in_new_order = [number for _, number in sorted(neighbours)]
        kept = longest_rising([sides.pairs[number].old[0] for number in in_new_order])
        moved.update(number for position, number in enumerate(in_new_order) if position not in kept)
    return moved


def longest_rising(values: Sequence[int]) -> set[int]:
    """The positions of a longest rising row of values."""
    ends: list[int] = []
    last_at: list[int] = []
    before: list[int | None] = []
    for position, value in enumerate(values):
        length = bisect_left(ends, value)
        before.append(last_at[length - 1] if length else None)
        if length == len(ends):
            ends.append(value)
            last_at.append(position)
        else:
            ends[length] = value
            last_at[length] = position
    kept: set[int] = set()
    position_or_none = last_at[-1] if last_at else None
    while position_or_none is not None:
        kept.add(position_or_none)
        position_or_none = before[position_or_none]
    return kept


class State(StrEnum):
    """What became of a clause."""

    NEW = "new"
    EDITED = "edited"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    DROPPED = "dropped"
    VACATED = "vacated"
    UNCHANGED = "unchanged"
