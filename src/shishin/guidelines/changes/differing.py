"""Differing: what became of each pair of a comparison, and which numbers were changed.

Words, place, number, force and applicability are judged from the two editions; only splits, merges and reasons are recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shishin.guidelines.changes.judging import Aspect, Difference, State, differences, moved
from shishin.guidelines.changes.pairing import Pair
from shishin.guidelines.editions.clauses import PlainClause

LAST_NUMBER = re.compile(
    r"([0-9０-９]+|[ァ-ンa-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十百]+)[^0-9０-９ァ-ンa-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十百]*$"
)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two editions and which pair each of their clauses belongs to."""

    old: Sequence[PlainClause]
    new: Sequence[PlainClause]
    pairs: Sequence[Pair]
    pair_of_old: Mapping[int, int]
    pair_of_new: Mapping[int, int]

    @classmethod
    def of(cls, old: Sequence[PlainClause], new: Sequence[PlainClause], pairs: Sequence[Pair]) -> Sides:
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


def pair_differences(sides: Sides, *, language: str) -> list[Difference]:
    """One for each pair, in their order."""
    moved = moved_pairs(sides)
    return [pair_difference(sides, number, language=language, is_moved=number in moved) for number in range(len(sides.pairs))]


def pair_difference(sides: Sides, number: int, *, language: str, is_moved: bool) -> Difference:
    """What was recorded says whether a change is of substance; where nothing was, what is different says it."""
    pair = sides.pairs[number]
    if len(pair.old) == 1 and len(pair.new) == 1:
        old, new = sides.old[pair.old[0]], sides.new[pair.new[0]]
        found = differences(old, new, is_moved=is_moved, is_renumbered=is_renumbered(sides, pair), language=language)
    else:
        found = Difference(state_of_several(pair), frozenset({Aspect.WORDS}), is_substantive=True)
    if found.is_unchanged or not pair.changes:
        return found
    return replace(found, is_substantive=any(change.is_substantive for change in pair.changes))


def state_of_several(pair: Pair) -> State:
    if not pair.old or not pair.new:
        return State.DROPPED if pair.old else State.NEW
    return State.SPLIT if len(pair.new) > len(pair.old) else State.MERGED


def is_only_renumbered(difference: Difference, pair: Pair) -> bool:
    return difference.aspects == {Aspect.NUMBER} and not any(change.reason for change in pair.changes)


# Numbers: one that differs only because the number above it does was not itself changed.


def is_renumbered(sides: Sides, pair: Pair) -> bool:
    old, new = sides.old[pair.old[0]], sides.new[pair.new[0]]
    if old.label == new.label:
        return False
    if old.parent is None or new.parent is None:
        return True
    above = label_above(sides.old, old), label_above(sides.new, new)
    return above[0] == above[1] or last_number(old.label) != last_number(new.label)


def label_above(clauses: Sequence[PlainClause], clause: PlainClause) -> str:
    while clause.parent is not None:
        clause = clauses[clause.parent]
        if clause.label:
            return clause.label
    return ""


def last_number(label: str) -> str:
    found = LAST_NUMBER.search(label)
    return found[1] if found else label


def moved_pairs(sides: Sides) -> set[int]:
    """Pairs that stand under another clause than before, or in another order among their neighbours."""
    kept = [(pair.old[0], pair.new[0]) for pair in sides.pairs if len(pair.old) == 1 and len(pair.new) == 1]
    places = moved(
        kept,
        above_old=[clause.parent for clause in sides.old],
        above_new=[clause.parent for clause in sides.new],
        belongs=lambda old, new: (None if old is None else sides.pair_of_old[old]) == (None if new is None else sides.pair_of_new[new]),
    )
    return {sides.pair_of_new[place] for place in places}
