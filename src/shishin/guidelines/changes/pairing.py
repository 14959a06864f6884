"""Pairing: which clauses of one edition became which clauses of another.

What was recorded comes first, then the line that a clause lives on, and only then a likeness worked out from the words.
Plain data throughout: nothing here knows the database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from shishin.guidelines.editions.clauses import PlainClause

Node = tuple[int, str]
"""A line as it stands in one of the editions of a way: the number of the edition on the way, and the line."""

LIKE_ENOUGH = 60.0
LIKE_ENOUGH_IN_PLACE = 35.0
CANDIDATES = 8
PIECE = 4
"""Characters of a piece by which clauses that may be alike find one another."""
COMMON = 60
WAYS_APART = ("split", "merged")
"""Changes that tie all their clauses together; the others may name several clauses at once, each on its own way."""
RARE_PIECES = 12


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
    is_taken_over = not steps or any(step.is_taken_over for step in steps)
    settled = [pair for pair in recorded if pair.old and pair.new]
    lonely = [pair for pair in recorded if not (pair.old and pair.new)]
    explained = [pair for pair in lonely if pair.basis is Basis.RECORDED]
    open_old = [pair.old[0] for pair in lonely if pair.old and pair.basis is not Basis.RECORDED]
    open_new = [pair.new[0] for pair in lonely if pair.new and pair.basis is not Basis.RECORDED]
    proposed = by_likeness(old, new, open_old=open_old, open_new=open_new, settled=settled)
    if is_taken_over:
        settled = [Pair(pair.old, pair.new, proposed_unless_recorded(pair), pair.changes) for pair in settled]
    found_old = {place for place, _ in proposed}
    found_new = {place for _, place in proposed}
    alone = Basis.PROPOSED if is_taken_over else Basis.LINE
    return (
        *settled,
        *explained,
        *(Pair((before,), (after,), Basis.PROPOSED) for before, after in proposed),
        *(Pair((place,), (), alone) for place in open_old if place not in found_old),
        *(Pair((), (place,), alone) for place in open_new if place not in found_new),
    )


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


# What was not recorded: likeness, worked out.


def by_likeness(
    old: Sequence[PlainClause],
    new: Sequence[PlainClause],
    *,
    open_old: Sequence[int],
    open_new: Sequence[int],
    settled: Iterable[Pair],
) -> list[tuple[int, int]]:
    """One to one: the same text, then the same heading, then the place and words that are alike."""
    found: dict[int, int] = {}
    left_old, left_new = list(open_old), list(open_new)
    for same in (whole_text, heading_and_kind):
        found.update(matched(left_old, left_new, {n: same(old[n]) for n in left_old}, {n: same(new[n]) for n in left_new}))
        left_old = [place for place in left_old if place not in found]
        left_new = [place for place in left_new if place not in set(found.values())]
    texts_old, texts_new = {n: whole_text(old[n]) for n in left_old}, {n: whole_text(new[n]) for n in left_new}
    found.update(alike(texts_old, texts_new, least=LIKE_ENOUGH))
    known = {pair.old[0]: pair.new[0] for pair in settled} | found
    found.update(alike_in_place(old, new, texts_old, texts_new, known=known))
    return sorted(found.items())


def whole_text(clause: PlainClause) -> str:
    return f"{clause.source.heading}\n{clause.source.body}".strip()


def heading_and_kind(clause: PlainClause) -> str:
    return f"{clause.kind} {clause.source.heading.strip()}" if clause.source.heading.strip() else ""


def matched(old: Iterable[int], new: Iterable[int], names_old: Mapping[int, str], names_new: Mapping[int, str]) -> dict[int, int]:
    """What bears the same name on both sides, in the order in which it stands."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place in reversed(list(new)):
        if names_new[place]:
            waiting[names_new[place]].append(place)
    return {place: waiting[names_old[place]].pop() for place in old if waiting.get(names_old[place])}


def alike(old: Mapping[int, str], new: Mapping[int, str], *, least: float) -> dict[int, int]:
    """The best pairs first, each clause once. Only clauses that share rare pieces are compared at all."""
    scored = [
        (fuzz.ratio(old[place], new[other], score_cutoff=least), place, other) for place, others in candidates(old, new) for other in others
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for score, place, other in sorted(scored, key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1], entry[2])):
        if score >= least and place not in found and other not in taken:
            found[place] = other
            taken.add(other)
    return found


def candidates(old: Mapping[int, str], new: Mapping[int, str]) -> Iterator[tuple[int, list[int]]]:
    if len(old) * len(new) <= 2_500:
        yield from ((place, list(new)) for place in old)
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for place, text in new.items():
        for piece in pieces(text):
            holders[piece].append(place)
    for place, text in old.items():
        rare = sorted((piece for piece in pieces(text) if piece in holders), key=lambda piece: (len(holders[piece]), piece))
        votes: Counter[int] = Counter()
        for piece in rare[:RARE_PIECES]:
            votes.update(holders[piece][:COMMON])
        yield place, [other for other, _ in votes.most_common(CANDIDATES)]


def pieces(text: str) -> set[str]:
    return {text[start : start + PIECE] for start in range(len(text) - PIECE + 1)} or {text}


def alike_in_place(
    old: Sequence[PlainClause],
    new: Sequence[PlainClause],
    texts_old: Mapping[int, str],
    texts_new: Mapping[int, str],
    *,
    known: Mapping[int, int],
) -> dict[int, int]:
    """Between the same neighbours and under the same clause, less likeness is enough."""
    taken = set(known.values())
    found: dict[int, int] = {}
    for place in texts_old:
        clause = old[place]
        if place in known or place == 0:
            continue
        before = known.get(place - 1, found.get(place - 1))
        if before is None or before + 1 not in texts_new or before + 1 in taken:
            continue
        other = new[before + 1]
        if (clause.kind, clause.depth) != (other.kind, other.depth):
            continue
        if fuzz.ratio(texts_old[place], texts_new[before + 1]) >= LIKE_ENOUGH_IN_PLACE:
            found[place] = before + 1
            taken.add(before + 1)
    return found
