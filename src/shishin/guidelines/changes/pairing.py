"""Pairing: which clauses of one edition became which clauses of another, and what became of each pair.

What was recorded comes first, then the line that a clause lives on, and only then a similarity worked out from the words.
Words, place, number, force and applicability are judged from the two editions; only splits, merges and reasons are recorded.
Plain data throughout: nothing here knows the database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from shishin.guidelines.changes.judging import Aspect, Difference, State, differences, moved
from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.matching import Matchable, match

Node = tuple[int, str]
"""A line as it stands in one of the editions of a way: the number of the edition on the way, and the line."""

TYING_KINDS = ("split", "merged")
"""Changes that tie all their clauses together; the others may name several clauses at once, each on its own way."""


class Basis(StrEnum):
    """How it is known that clauses belong together."""

    RECORDED = "recorded"
    LINE = "line"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change between two editions that follow one another, by lines."""

    number: int
    kind: str
    is_substantive: bool = True
    reason: int | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """From one edition to the next one that was started from it."""

    lines: frozenset[str]
    """The lines of the edition that the step leads to."""
    changes: tuple[RecordedChange, ...] = ()
    is_taken_over: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses of the old edition and what they became, by index; one side may be empty."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    basis: Basis = Basis.LINE
    changes: tuple[RecordedChange, ...] = ()

    @property
    def is_settled(self) -> bool:
        return bool(self.old and self.new)

    @property
    def is_open(self) -> bool:
        """Nothing says what its clauses are on the other side, nor that they are nothing there."""
        return not self.is_settled and self.basis is not Basis.RECORDED

    @property
    def ends(self) -> set[tuple[str, int]]:
        return {*(("old", place) for place in self.old), *(("new", place) for place in self.new)}


def pair_clauses(old: Sequence[PlainClause], new: Sequence[PlainClause], *, steps: Sequence[Step] = ()) -> tuple[Pair, ...]:
    """Every clause of both editions, in exactly one pair. Without steps the editions did not come one from the other."""
    pairs = list(follow(old, new, steps=steps)) if steps else list(by_line(old, new))
    proposed = by_similarity(old, new, pairs)
    if not steps or any(step.is_taken_over for step in steps):
        pairs = [replace(pair, basis=Basis.PROPOSED) if pair.basis is Basis.LINE else pair for pair in pairs]
    paired = {end for pair in proposed for end in pair.ends}
    return (*(pair for pair in pairs if not pair.is_open or paired.isdisjoint(pair.ends)), *proposed)


def by_line(old: Sequence[PlainClause], new: Sequence[PlainClause]) -> Iterator[Pair]:
    after = {clause.line: place for place, clause in enumerate(new)}
    before = {clause.line for clause in old}
    for place, clause in enumerate(old):
        yield Pair((place,), (after[clause.line],) if clause.line in after else ())
    for place, clause in enumerate(new):
        if clause.line not in before:
            yield Pair((), (place,))


# What was recorded: the steps from the old edition to the new one, composed.


def follow(old: Sequence[PlainClause], new: Sequence[PlainClause], *, steps: Sequence[Step]) -> Iterator[Pair]:
    """Follow each line through all steps; what a split or a merge ties together is one pair."""
    before = {(0, clause.line): place for place, clause in enumerate(old)}
    after = {(len(steps), clause.line): place for place, clause in enumerate(new)}
    ties, changes = tied_together([*before], steps)
    groups: dict[Node, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for node, place in before.items():
        groups[ties.of(node)][0].append(place)
    for node, place in after.items():
        groups[ties.of(node)][1].append(place)
    unmatched_old: dict[str, tuple[int, tuple[RecordedChange, ...]]] = {}
    unmatched_new: dict[str, tuple[int, tuple[RecordedChange, ...]]] = {}
    for group, (places_old, places_new) in groups.items():
        found = tuple(changes.get(group, {}).values())
        if places_old and places_new:
            yield Pair(tuple(places_old), tuple(places_new), Basis.RECORDED if found else Basis.LINE, found)
        else:
            unmatched_old.update({old[place].line: (place, found) for place in places_old})
            unmatched_new.update({new[place].line: (place, found) for place in places_new})
    yield from returned_and_single(unmatched_old, unmatched_new)


def returned_and_single(
    old: Mapping[str, tuple[int, tuple[RecordedChange, ...]]], new: Mapping[str, tuple[int, tuple[RecordedChange, ...]]]
) -> Iterator[Pair]:
    """A line that was dropped on the way and came back is kept; the rest stands alone."""
    for line, (place, changes) in old.items():
        if line in new:
            yield Pair((place,), (new[line][0],), Basis.RECORDED, (*changes, *new[line][1]))
        else:
            yield Pair((place,), (), Basis.RECORDED if changes else Basis.LINE, changes)
    for line, (place, changes) in new.items():
        if line not in old:
            yield Pair((), (place,), Basis.RECORDED if changes else Basis.LINE, changes)


class Ties:
    """Things that belong together, joined two by two."""

    def __init__(self) -> None:
        self.above: dict[Node, Node] = {}

    def of(self, node: Node) -> Node:
        while (above := self.above.get(node, node)) != node:
            self.above[node] = self.above.get(above, above)
            node = above
        return node

    def tie_all(self, nodes: Sequence[Node]) -> None:
        for node in nodes[1:]:
            self.tie(nodes[0], node)

    def tie(self, one: Node, other: Node) -> None:
        first, second = self.of(one), self.of(other)
        if first != second:
            self.above[max(first, second)] = min(first, second)


def nodes_of(change: RecordedChange, number: int, present: Set[str], step: Step) -> list[Node]:
    """The clauses of a change that stand in the editions on both sides of its step."""
    before = [(number, line) for line in change.before if line in present]
    return before + [(number + 1, line) for line in change.after if line in step.lines]


def tied_together(start: Iterable[Node], steps: Sequence[Step]) -> tuple[Ties, dict[Node, dict[int, RecordedChange]]]:
    """Which standing clauses belong together on the way, and the changes that touched each group of them."""
    ties = Ties()
    marks: list[tuple[Node, RecordedChange]] = []
    present = {line for _, line in start}
    for number, step in enumerate(steps):
        left: set[str] = set()
        for change in step.changes:
            nodes = nodes_of(change, number, present, step)
            marks.extend((node, change) for node in nodes)
            if change.kind in TYING_KINDS:
                ties.tie_all(nodes)
                left.update(change.before)
            elif change.kind in ("new", "dropped"):
                left.update(change.before, change.after)
        for line in (present & step.lines) - left:
            ties.tie((number, line), (number + 1, line))
        present = set(step.lines)
    changes: dict[Node, dict[int, RecordedChange]] = defaultdict(dict)
    for node, change in marks:
        changes[ties.of(node)][change.number] = change
    return ties, changes


# What was not recorded: similarity, worked out.


def by_similarity(old: Sequence[PlainClause], new: Sequence[PlainClause], pairs: Sequence[Pair]) -> list[Pair]:
    """What the open pairs are on the other side, one to one, by the engine that also matches keys of a text without any."""
    ends = {end for pair in pairs if pair.is_open for end in pair.ends}
    matches = match(
        [_matchable(clause) for clause in old],
        [_matchable(clause) for clause in new],
        settled={pair.new[0]: pair.old[0] for pair in pairs if pair.is_settled},
        closed_old={place for place in range(len(old)) if ("old", place) not in ends},
        closed_new={place for place in range(len(new)) if ("new", place) not in ends},
    )
    return [
        Pair((before,), (after,), Basis.PROPOSED) for before, after in sorted((matched.old, place) for place, matched in matches.items())
    ]


def _matchable(clause: PlainClause) -> Matchable:
    return Matchable(clause.source.heading, clause.source.body, -1 if clause.parent is None else clause.parent, clause.kind)


# What became of each pair, and which numbers were changed.


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
    match = LAST_NUMBER.search(label)
    return match[1] if match else label


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
