"""Pairing: which clauses of one edition became which clauses of another.

What was recorded comes first, then the line that a clause lives on, and only then a similarity worked out from the words.
Plain data throughout: nothing here knows the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.matching import Matchable, match

Node = tuple[int, str]
"""A line as it stands in one of the editions of a way: the number of the edition on the way, and the line."""

WAYS_APART = ("split", "merged")
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


def pair_clauses(old: Sequence[PlainClause], new: Sequence[PlainClause], *, steps: Sequence[Step] = ()) -> tuple[Pair, ...]:
    """Every clause of both editions, in exactly one pair. Without steps the editions did not come one from the other."""
    recorded = list(follow(old, new, steps=steps)) if steps else list(by_line(old, new))
    settled = [pair for pair in recorded if pair.old and pair.new]
    lonely = [pair for pair in recorded if not (pair.old and pair.new)]
    explained = [pair for pair in lonely if pair.basis is Basis.RECORDED]
    unexplained = [pair for pair in lonely if pair.basis is not Basis.RECORDED]
    open_old, open_new = [pair.old[0] for pair in unexplained if pair.old], [pair.new[0] for pair in unexplained if pair.new]
    proposed = by_similarity(old, new, open_old=open_old, open_new=open_new, settled=settled)
    if not steps or any(step.is_taken_over for step in steps):
        settled = [Pair(pair.old, pair.new, proposed_unless_recorded(pair), pair.changes) for pair in settled]
        unexplained = [Pair(pair.old, pair.new, Basis.PROPOSED) for pair in unexplained]
    paired_old, paired_new = {before for before, _ in proposed}, {after for _, after in proposed}
    left = [pair for pair in unexplained if not paired_old.intersection(pair.old) and not paired_new.intersection(pair.new)]
    return (*settled, *explained, *(Pair((before,), (after,), Basis.PROPOSED) for before, after in proposed), *left)


def proposed_unless_recorded(pair: Pair) -> Basis:
    return Basis.RECORDED if pair.basis is Basis.RECORDED else Basis.PROPOSED


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
    yield from returned_and_lonely(unmatched_old, unmatched_new)


def returned_and_lonely(
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

    def tie(self, one: Node, other: Node) -> None:
        first, second = self.of(one), self.of(other)
        if first != second:
            self.above[max(first, second)] = min(first, second)


def tied_together(start: Iterable[Node], steps: Sequence[Step]) -> tuple[Ties, dict[Node, dict[int, RecordedChange]]]:
    """Which standing clauses belong together on the way, and the changes that touched each group of them."""
    ties = Ties()
    touched: list[tuple[Node, RecordedChange]] = []
    standing = {line for _, line in start}
    for number, step in enumerate(steps):
        left: set[str] = set()
        for change in step.changes:
            before = [line for line in change.before if line in standing]
            after = [line for line in change.after if line in step.lines]
            nodes: list[Node] = [*((number, line) for line in before), *((number + 1, line) for line in after)]
            touched.extend((node, change) for node in nodes)
            if change.kind in WAYS_APART:
                for node in nodes[1:]:
                    ties.tie(nodes[0], node)
                left.update(before)
            elif change.kind in ("new", "dropped"):
                left.update(before, after)
        for line in (standing & step.lines) - left:
            ties.tie((number, line), (number + 1, line))
        standing = set(step.lines)
    changes: dict[Node, dict[int, RecordedChange]] = defaultdict(dict)
    for node, change in touched:
        changes[ties.of(node)][change.number] = change
    return ties, changes


# What was not recorded: similarity, worked out.


def by_similarity(
    old: Sequence[PlainClause],
    new: Sequence[PlainClause],
    *,
    open_old: Collection[int],
    open_new: Collection[int],
    settled: Iterable[Pair],
) -> list[tuple[int, int]]:
    """One to one, by the engine that also carries keys into a text without any."""
    matches = match(
        [_matchable(clause) for clause in old],
        [_matchable(clause) for clause in new],
        settled={after: before for pair in settled for after, before in zip(pair.new[:1], pair.old[:1], strict=True)},
        closed_old=set(range(len(old))) - set(open_old),
        closed_new=set(range(len(new))) - set(open_new),
    )
    return sorted((matched.old, place) for place, matched in matches.items())


def _matchable(clause: PlainClause) -> Matchable:
    return Matchable(clause.source.heading, clause.source.body, -1 if clause.parent is None else clause.parent, clause.kind)
