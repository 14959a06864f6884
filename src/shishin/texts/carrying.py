"""Carrying: which keys of the edition before live on in a text that came without keys.

Clauses are paired by the keys that the text gives itself, then by their words, then by their heading, then by likeness, then by their place. Each pairing says how it was
found, so that a person can look at the weaker ones.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz import fuzz, process

from shishin.texts.manuscript import Manuscript, ManuscriptClause, Passage

LIKE_ENOUGH = 72.0
LIKE_ENOUGH_BESIDE = 50.0
"""Of two clauses below the same clause, less likeness is enough."""
LIKE_ENOUGH_IN_PLACE = 40.0
BESIDE = 10.0
CANDIDATES = 8
MANY_PAIRS = 250_000
RARE_PAIRS, MANY_PLACES, NEAREST = 32, 300, 40


class Found(StrEnum):
    """How it was found that two clauses are one."""

    KEY = "key"
    NUMBER = "number"
    TEXT = "text"
    HEADING = "heading"
    LIKENESS = "likeness"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class CarriedKey:
    """A key of the edition before that lives on; `likeness` is 0 to 100."""

    key: str
    found_by: Found
    likeness: float


@dataclass(frozen=True, slots=True)
class CarriedKeys:
    """The text under its carried keys, the pairings, and the keys without a partner on either side."""

    manuscript: Manuscript
    carried: tuple[CarriedKey, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(slots=True)
class _Side:
    """The clauses of one edition, and which are paired already."""

    clauses: Sequence[ManuscriptClause]
    words: list[str]
    headings: list[str]
    parents: list[int]
    partners: dict[int, int]
    kinds: list[str] | None = None
    """The kind of each clause; none where kinds do not count."""

    def kind(self, number: int) -> str:
        return self.kinds[number] if self.kinds is not None else ""

    def open(self) -> list[int]:
        return [number for number in range(len(self.clauses)) if number not in self.partners]


def carry_keys(new: Manuscript, *, before: Manuscript, taken: Collection[str] = (), same_kind: bool = True) -> CarriedKeys:
    """Give the clauses of `new` the keys of `before`; `taken` are further keys the document has used.

    `same_kind`: the kinds of `new` are to be trusted, so that clauses of different kinds are never one.
    """
    now, then = _side(new), _side(before)
    if not same_kind:
        now.kinds = then.kinds = None
    pairs: dict[int, tuple[int, Found, float]] = {}

    def pair(here: int, there: int, found_by: Found, likeness: float) -> None:
        # Of words that stand in several places the right ones are found late, but they are the same words.
        if _words(now, here) == _words(then, there):
            found_by = Found.TEXT
        pairs[here] = (there, found_by, likeness)
        now.partners[here] = there
        then.partners[there] = here

    _pair_given(now, then, new.keys_given, pair)
    _pair_same(now, then, _texts, Found.TEXT, pair)
    _pair_same(now, then, _headings, Found.HEADING, pair)
    _pair_alike(now, then, pair)
    _pair_by_place(now, then, pair)
    return _carried(new, before, pairs, taken=taken)


def _pair_given(now: _Side, then: _Side, given: Collection[str], pair: Pairing) -> None:
    places = {clause.key: number for number, clause in enumerate(then.clauses)}
    for number, clause in enumerate(now.clauses):
        if clause.key in given and clause.key in places:
            pair(number, places[clause.key], Found.KEY, _likeness(now, then, number, places[clause.key]))


def _texts(side: _Side) -> list[str]:
    return [f"{heading}\n{words}" for heading, words in zip(side.headings, side.words, strict=True)]


def _headings(side: _Side) -> list[str]:
    return side.headings


def _side(manuscript: Manuscript) -> _Side:
    language = manuscript.document.source_language
    passages = [clause.passages.get(language) or next(iter(clause.passages.values()), Passage()) for clause in manuscript.clauses]
    parents: list[int] = []
    above: list[int] = []
    for number, clause in enumerate(manuscript.clauses):
        while above and manuscript.clauses[above[-1]].depth >= clause.depth:
            above.pop()
        parents.append(above[-1] if above else -1)
        above.append(number)
    headings = [_bare(passage.heading) for passage in passages]
    return _Side(
        manuscript.clauses,
        [_bare(passage.body) for passage in passages],
        headings,
        parents,
        {},
        [clause.kind for clause in manuscript.clauses],
    )


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


Pairing = Callable[[int, int, Found, float], None]


def _pair_same(now: _Side, then: _Side, words_of: Callable[[_Side], Sequence[str]], found_by: Found, pair: Pairing) -> None:
    """Pair what is word for word the same: first what occurs once, then what its place below paired clauses tells apart."""
    here, there = words_of(now), words_of(then)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for number in then.open():
        if there[number].strip():
            waiting[there[number]].append(number)
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for number in now.open():
        if here[number] in waiting:
            wanted[here[number]].append(number)
    repeated = []
    for words, numbers in wanted.items():
        if len(numbers) == 1 and len(waiting[words]) == 1:
            pair(numbers[0], waiting[words][0], found_by, _likeness(now, then, numbers[0], waiting[words][0]))
        else:
            repeated += [(number, words) for number in numbers]
    for number, words in sorted(repeated):
        beside = [other for other in waiting[words] if other not in then.partners and _stand_together(now, then, number, other)]
        if beside:
            pair(number, beside[0], found_by, _likeness(now, then, number, beside[0]))


def _stand_together(now: _Side, then: _Side, here: int, there: int) -> bool:
    """Whether the clauses above are paired with one another, or neither has one."""
    above, other = now.parents[here], then.parents[there]
    return other == (now.partners.get(above, -2) if above >= 0 else -1)


def _likeness(now: _Side, then: _Side, here: int, there: int) -> float:
    return round(fuzz.ratio(_words(now, here), _words(then, there)), 1)


def _words(side: _Side, number: int) -> str:
    return f"{side.headings[number]} {side.words[number]}"


def _pair_alike(now: _Side, then: _Side, pair: Pairing) -> None:
    """The likest first; below paired clauses, less likeness is enough. Topmost clauses go first, so that place can help."""
    for beside_only in (False, True):
        candidates = sorted(_candidates(now, then, beside_only=beside_only), key=lambda found: (-found[0], found[2:]))
        for _rank, likeness, here, there in candidates:
            if here not in now.partners and there not in then.partners:
                pair(here, there, Found.LIKENESS, round(likeness, 1))


def _candidates(now: _Side, then: _Side, *, beside_only: bool) -> Iterator[tuple[float, float, int, int]]:
    here, there = now.open(), then.open()
    cutoff = LIKE_ENOUGH_BESIDE if beside_only else LIKE_ENOUGH
    # Below one clause, questions are often turned round: there the order of the words does not count.
    scorer = fuzz.token_sort_ratio if beside_only else fuzz.ratio
    others = {number: _words(then, number) for number in there}
    index = _Index(others) if not beside_only and len(here) * len(there) > MANY_PAIRS else None
    for number in here:
        if beside_only:
            above = now.parents[number]
            parent = now.partners.get(above, -2) if above >= 0 else -1
            choices = {other: words for other, words in others.items() if then.parents[other] == parent}
        else:
            choices = {other: others[other] for other in index.near(_words(now, number))} if index else others
        for _text, likeness, other in process.extract(_words(now, number), choices, scorer=scorer, score_cutoff=cutoff, limit=CANDIDATES):
            if now.kind(number) == then.kind(other):
                # Of two that are alike, the one below the paired clause is meant.
                beside = BESIDE if _stand_together(now, then, number, other) else 0.0
                yield likeness + beside, likeness, number, other


class _Index:
    """Which texts share rare pairs of letters with another: so not every text is compared with every other."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in texts.items():
            for pair in _pairs_of_letters(text):
                self.places[pair].append(number)

    def near(self, text: str) -> list[int]:
        shared = sorted((pair for pair in _pairs_of_letters(text) if pair in self.places), key=lambda pair: (len(self.places[pair]), pair))
        times = Counter(number for pair in shared[:RARE_PAIRS] for number in self.places[pair][:MANY_PLACES])
        return [number for number, _times in times.most_common(NEAREST)]


def _pairs_of_letters(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(min(len(text), 600) - 1)}


def _pair_by_place(now: _Side, then: _Side, pair: Pairing) -> None:
    """One clause left over on each side, below paired clauses, of the same kind and with some words in common."""
    left: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for number in then.open():
        left[then.parents[number], then.kind(number)].append(number)
    groups: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for number in now.open():
        above = now.parents[number]
        parent = now.partners.get(above, -2) if above >= 0 else -1
        groups[parent, now.kind(number)].append(number)
    for place, numbers in groups.items():
        if len(numbers) == 1 and len(left[place]) == 1:
            likeness = _likeness(now, then, numbers[0], left[place][0])
            if likeness >= LIKE_ENOUGH_IN_PLACE:
                pair(numbers[0], left[place][0], Found.PLACE, likeness)


def _carried(new: Manuscript, before: Manuscript, pairs: dict[int, tuple[int, Found, float]], *, taken: Collection[str]) -> CarriedKeys:
    """Put the keys in; a new clause whose own key was another's gets a number behind it."""
    used = {clause.key for clause in before.clauses} | set(taken)
    keys: list[str] = []
    carried: list[CarriedKey] = []
    fresh: list[str] = []
    for number, clause in enumerate(new.clauses):
        if number in pairs:
            there, found_by, likeness = pairs[number]
            key = before.clauses[there].key
            carried.append(CarriedKey(key, found_by, likeness))
        else:
            key = _free(clause.key, used)
            used.add(key)
            fresh.append(key)
        keys.append(key)
    paired = {there for there, _found_by, _likeness in pairs.values()}
    return CarriedKeys(
        manuscript=replace(new, clauses=tuple(replace(clause, key=key) for clause, key in zip(new.clauses, keys, strict=True))),
        carried=tuple(carried),
        new=tuple(fresh),
        gone=tuple(clause.key for number, clause in enumerate(before.clauses) if number not in paired),
    )


def _free(key: str, used: Collection[str]) -> str:
    number, free = 1, key
    while free in used:
        number += 1
        free = f"{key[:90]}-{number}"
    return free
