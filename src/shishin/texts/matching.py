"""Matching: which clauses of two texts are one, where nobody wrote it down, and which keys live on because of it.

Clauses are matched by the keys that the text gives itself, then by their words, then by their heading, then by similarity, then by their
place. Each match says how it was found, so that a person can look at the weaker ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process

from shishin.texts.manuscript import Manuscript, ManuscriptClause, Passage, parents
from shishin.texts.note_signs import with_signs_of
from shishin.texts.numbering.printed import PRINTED, VACATED

NUMBER_BEFORE = re.compile(
    rf"(?:<a\b[^<>]*>[ ]*</a>)?[ ]*(?:{PRINTED.pattern}|[0-9０-９]+(?:[.．][0-9０-９]+)*[ \u3000]?[:：.．)）][ \u3000]*)?", re.VERBOSE
)
NOBODY = -2
"""The partner of a clause above that has none; -1 is the partner of no clause above."""
WORDS = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff]+|(?=([\u3400-\u9fff々]{2}|[ァ-ヺー]{2}))")
"""Words of letters; of kanji and katakana, which no space parts, every two that stand side by side."""
ALONE = (-1, -1)
"""The neighbours of a clause that has none."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how much similarity on, in percent, two clauses are proposed as one. Measured on the two playbooks and the demo's families."""

    anywhere: float = 72.0
    """Among all clauses of a text: below it, sentences of one style begin to be taken for one another."""
    beside: float = 50.0
    """Below the same clause there are few to choose from, so less is enough; the order of words does not count."""
    in_place: float = 40.0
    """The only one left below the same clause: it has to have some words in common, or it is another thing in the same place."""
    telling: float = 0.1
    """Where so little is enough, both have a word or two in a row that at most this part of the other clauses has, or `few` of them: what all have tells nothing."""
    few: int = 2
    ahead: float = 10.0
    """By so much a clause below the partner of its own clause above is put before a stranger that is as similar."""


THRESHOLDS = Thresholds()
CHOICES = 8
MANY_PAIRS = 250_000
RARE_PAIRS, MANY_PLACES, NEAREST = 32, 300, 40


class MatchedBy(StrEnum):
    """How it was found that two clauses are one."""

    KEY = "key"
    NUMBER = "number"
    TEXT = "text"
    HEADING = "heading"
    SIMILARITY = "likeness"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Matchable:
    """What counts of a clause when it is matched. `parent` is the index of the clause above it, or -1."""

    heading: str
    body: str
    parent: int = -1
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The index of the old clause that a new one is; `similarity` is 0 to 100."""

    old: int
    matched_by: MatchedBy
    similarity: float


@dataclass(slots=True)
class _Side:
    """The clauses of one text, and which are matched already."""

    clauses: Sequence[Matchable]
    closed: frozenset[int]
    partners: dict[int, int] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.headings = [_normalized(without_number(clause.heading)) for clause in self.clauses]
        self.bodies = [_normalized(clause.body) for clause in self.clauses]

    def open(self) -> list[int]:
        return [place for place in range(len(self.clauses)) if self.is_open(place)]

    def is_open(self, place: int) -> bool:
        return place not in self.partners and place not in self.closed

    def words(self, place: int) -> str:
        return f"{self.headings[place]} {self.bodies[place]}"

    def texts(self) -> list[str]:
        return [f"{heading}\n{body}" for heading, body in zip(self.headings, self.bodies, strict=True)]

    def partner_above(self, place: int) -> int:
        """Where the clause above went on the other side."""
        return self.partner_of(self.clauses[place].parent)

    def partner_of(self, place: int) -> int:
        """Of a place, or of none."""
        return self.partners.get(place, NOBODY) if place >= 0 else -1


class _Matching:
    """Two sides and what was matched between them so far."""

    def __init__(self, old: _Side, new: _Side) -> None:
        self.old, self.new = old, new
        self.matches: dict[int, Match] = {}

    @cached_property
    def frequency(self) -> Counter[str]:
        """In how many clauses of both sides a word stands, or two in a row."""
        return Counter(word for side in (self.old, self.new) for place in range(len(side.clauses)) for word in _words_in(side.words(place)))

    def settle(self, here: int, there: int) -> None:
        self.new.partners[here] = there
        self.old.partners[there] = here

    def match(self, here: int, there: int, matched_by: MatchedBy, similarity: float | None = None) -> None:
        ours, theirs = self.new.words(here), self.old.words(there)
        similarity = fuzz.ratio(ours, theirs) if similarity is None else similarity
        # Of words that stand in several places the right ones are found late, but they are the same words.
        self.matches[here] = Match(there, MatchedBy.TEXT if ours == theirs else matched_by, round(similarity, 1))
        self.settle(here, there)

    def share_a_telling_word(self, here: int, there: int) -> bool:
        """Whether the two have a word, or two in a row, that few others have."""
        others = len(self.old.clauses) + len(self.new.clauses) - 2
        at_most = max(THRESHOLDS.few, others * THRESHOLDS.telling)
        return any(self.frequency[word] - 2 <= at_most for word in _words_in(self.new.words(here)) & _words_in(self.old.words(there)))

    def stand_together(self, here: int, there: int) -> bool:
        """Whether the clauses above are matched with one another, or neither has one."""
        return self.old.clauses[there].parent == self.new.partner_above(here)


def match(
    old: Sequence[Matchable],
    new: Sequence[Matchable],
    *,
    given: Mapping[int, int] | None = None,
    settled: Mapping[int, int] | None = None,
    closed_old: Collection[int] = (),
    closed_new: Collection[int] = (),
) -> dict[int, Match]:
    """What each new clause was, one to one. `given` keys are matches; what is `settled`, new to old, only helps to place others; what is closed has none."""
    run = _Matching(_Side(old, frozenset(closed_old)), _Side(new, frozenset(closed_new)))
    for here, there in (settled or {}).items():
        run.settle(here, there)
    for here, there in (given or {}).items():
        run.match(here, there, MatchedBy.KEY)
    _match_same(run, _Side.texts, MatchedBy.TEXT)
    _match_same(run, lambda side: side.headings, MatchedBy.HEADING)
    _match_similar(run)
    _match_without_words(run)
    _match_by_place(run)
    return run.matches


def without_number(heading: str) -> str:
    """A number that is printed in a heading shifts with what stands before it; the words behind it are the same."""
    before = NUMBER_BEFORE.match(heading)
    return (heading[before.end() :] if before else "") or heading


def _words_in(text: str) -> set[str]:
    """The words, and every two that follow one another: a turn of phrase may be rare though its words are not."""
    words = [found[1] or found[0] for found in WORDS.finditer(text) if found[1] or found[0]]
    return {*words, *map(" ".join, pairwise(words))}


def _normalized(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _match_same(run: _Matching, words_of: Callable[[_Side], Sequence[str]], matched_by: MatchedBy) -> None:
    """Match what is word for word the same: first what occurs once, then what its place below matched clauses tells apart."""
    theirs, ours = _places_by_words(run.old, words_of), _places_by_words(run.new, words_of)
    repeated: list[tuple[int, str]] = []
    for words, places in ours.items():
        if len(places) == len(theirs.get(words, ())) == 1:
            run.match(places[0], theirs[words][0], matched_by)
        elif words in theirs:
            repeated += [(place, words) for place in places]
    for place, words in sorted(repeated):
        beside = (other for other in theirs[words] if other not in run.old.partners and run.stand_together(place, other))
        if (other := next(beside, None)) is not None:
            run.match(place, other, matched_by)


def _places_by_words(side: _Side, words_of: Callable[[_Side], Sequence[str]]) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    words = words_of(side)
    for place in side.open():
        if words[place].strip():
            places[words[place]].append(place)
    return places


def _match_similar(run: _Matching) -> None:
    """The most similar first; below matched clauses, less is enough. Topmost clauses go first, so that place can help."""
    for choices in (_choices_anywhere, _choices_beside):
        for _rank, similarity, here, there in sorted(choices(run), key=lambda choice: (-choice[0], choice[2:])):
            if here not in run.new.partners and there not in run.old.partners:
                run.match(here, there, MatchedBy.SIMILARITY, similarity)


Choice = tuple[float, float, int, int]
"""Rank, similarity, new place, old place."""


def _choices_anywhere(run: _Matching) -> Iterator[Choice]:
    others = {place: run.old.words(place) for place in run.old.open()}
    ours = run.new.open()
    index = _Index(others) if len(ours) * len(others) > MANY_PAIRS else None
    for place in ours:
        near = {other: others[other] for other in index.near(run.new.words(place))} if index else others
        yield from _similar(run, place, near, scorer=fuzz.ratio, least=THRESHOLDS.anywhere)


def _choices_beside(run: _Matching) -> Iterator[Choice]:
    below: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for other in run.old.open():
        below[run.old.clauses[other].parent][other] = run.old.words(other)
    for place in run.new.open():
        # Below one clause, questions are often turned round: there the order of the words does not count.
        near = below.get(run.new.partner_above(place), {})
        for choice in _similar(run, place, near, scorer=fuzz.token_sort_ratio, least=THRESHOLDS.beside):
            if choice[1] >= THRESHOLDS.anywhere or run.share_a_telling_word(*choice[2:]):
                yield choice


def _similar(run: _Matching, place: int, others: Mapping[int, str], *, scorer: Callable[..., float], least: float) -> Iterator[Choice]:
    found = process.extract(run.new.words(place), others, scorer=scorer, score_cutoff=least, limit=CHOICES)
    for _words, similarity, other in found:
        if run.new.clauses[place].kind == run.old.clauses[other].kind:
            # Of two that are as similar, the one below the matched clause is meant.
            yield similarity + (THRESHOLDS.ahead if run.stand_together(place, other) else 0.0), similarity, place, other


class _Index:
    """Which texts share rare pairs of letters with another: so not every text is compared with every other."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        for place, text in texts.items():
            for pair in _pairs_of_letters(text):
                self.places[pair].append(place)

    def near(self, text: str) -> list[int]:
        shared = sorted((pair for pair in _pairs_of_letters(text) if pair in self.places), key=lambda pair: (len(self.places[pair]), pair))
        times = Counter(place for pair in shared[:RARE_PAIRS] for place in self.places[pair][:MANY_PLACES])
        return [place for place, _times in times.most_common(NEAREST)]


def _pairs_of_letters(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(min(len(text), 600) - 1)}


def _match_without_words(run: _Matching) -> None:
    """A clause whose words went away stands between the same two neighbours."""
    beside, between = _beside(run.new.clauses), {both: place for place, both in _beside(run.old.clauses).items()}
    for place in run.new.open():
        words = run.new.words(place).strip()
        if words and not VACATED.match(words):
            continue
        before, after = map(run.new.partner_of, beside[place])
        other = between.get((before, after)) if (before, after) != ALONE else None
        if other is not None and run.old.is_open(other) and run.stand_together(place, other):
            run.match(place, other, MatchedBy.PLACE)


def _beside(clauses: Sequence[Matchable]) -> dict[int, tuple[int, int]]:
    """Each clause's neighbours below the same clause, -1 where there is none."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for place, clause in enumerate(clauses):
        below[clause.parent].append(place)
    return {
        place: (before, after)
        for places in below.values()
        for before, place, after in zip([-1, *places], places, [*places[1:], -1], strict=False)
    }


def _match_by_place(run: _Matching) -> None:
    """One clause left over on each side, below matched clauses, of the same kind and with some words in common."""
    theirs: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place in run.old.open():
        theirs[run.old.clauses[place].parent, run.old.clauses[place].kind].append(place)
    ours: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place in run.new.open():
        ours[run.new.partner_above(place), run.new.clauses[place].kind].append(place)
    for where, places in ours.items():
        if len(places) == len(theirs[where]) == 1:
            similarity = fuzz.ratio(run.new.words(places[0]), run.old.words(theirs[where][0]))
            if round(similarity, 1) >= THRESHOLDS.in_place and run.share_a_telling_word(places[0], theirs[where][0]):
                run.match(places[0], theirs[where][0], MatchedBy.PLACE, similarity)


# Keys that live on.


@dataclass(frozen=True, slots=True)
class MatchedKey:
    """A key of the edition before that lives on; `similarity` is 0 to 100."""

    key: str
    matched_by: MatchedBy
    similarity: float


@dataclass(frozen=True, slots=True)
class MatchedKeys:
    """The text under the keys of the edition before, the matches, and the keys without a partner on either side."""

    manuscript: Manuscript
    matched: tuple[MatchedKey, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def match_keys(new: Manuscript, *, before: Manuscript, taken: Collection[str] = (), same_kind: bool = True) -> MatchedKeys:
    """Give the clauses of `new` the keys of `before`; `taken` are further keys the document has used.

    `same_kind`: the kinds of `new` are to be trusted, so that clauses of different kinds are never one.
    """
    places = {clause.key: place for place, clause in enumerate(before.clauses)}
    given = {place: places[clause.key] for place, clause in enumerate(new.clauses) if clause.key in new.keys_given and clause.key in places}
    matches = match(_matchable(before, same_kind=same_kind), _matchable(new, same_kind=same_kind), given=given)
    keys = _keys(new, before, matches, {*places, *taken})
    clauses = [replace(clause, key=key) for clause, key in zip(new.clauses, keys, strict=True)]
    if not new.says_attributes:
        for place, found in matches.items():
            if found.matched_by in (MatchedBy.KEY, MatchedBy.TEXT):
                clauses[place] = _as_before(clauses[place], before.clauses[found.old], is_marked=place in given)
    gone = set(range(len(before.clauses))) - {found.old for found in matches.values()}
    return MatchedKeys(
        replace(new, clauses=tuple(clauses)),
        tuple(MatchedKey(keys[place], matches[place].matched_by, matches[place].similarity) for place in sorted(matches)),
        tuple(key for place, key in enumerate(keys) if place not in matches),
        tuple(before.clauses[place].key for place in sorted(gone)),
    )


def _keys(new: Manuscript, before: Manuscript, matches: Mapping[int, Match], used: set[str]) -> list[str]:
    keys: list[str] = []
    for place, clause in enumerate(new.clauses):
        keys.append(before.clauses[matches[place].old].key if place in matches else _free(clause.key, used))
        used.add(keys[-1])
    return keys


def _as_before(clause: ManuscriptClause, was: ManuscriptClause, *, is_marked: bool) -> ManuscriptClause:
    """With what no paper says of it. Its number, which a foreign text says itself, is a word of the printer where a file of ours marks the clause."""
    clause = replace(clause, force=was.force, is_hard_gate=was.is_hard_gate, applicability=was.applicability)
    if not is_marked:
        return clause
    is_empty = not any(words.heading or words.body for words in clause.passages.values())
    return replace(
        clause, passages=with_signs_of(clause.passages, was.passages), is_branch=was.is_branch, is_vacated=was.is_vacated and is_empty
    )


def _matchable(manuscript: Manuscript, *, same_kind: bool) -> list[Matchable]:
    language = manuscript.document.source_language
    return [
        Matchable(words.heading, words.body, -1 if above is None else above, clause.kind if same_kind else "")
        for clause, above in zip(manuscript.clauses, parents(manuscript.clauses), strict=True)
        for words in [clause.passages.get(language) or next(iter(clause.passages.values()), Passage())]
    ]


def _free(key: str, used: Collection[str]) -> str:
    """A key that was never another's: with a number behind it where its own was."""
    number, free = 1, key
    while free in used:
        number += 1
        free = f"{key[:90]}-{number}"
    return free
