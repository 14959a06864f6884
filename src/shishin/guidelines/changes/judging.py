"""The one judge of what differs between two clauses, whether that is of substance, and which clauses moved.

Everything that says of a clause that it changed asks here. What binds is judged; a translation alone changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from shishin.guidelines.editions.clauses import PlainClause
from shishin.texts.manuscript import parents


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


class Aspect(StrEnum):
    """In what respect two clauses differ, in the order in which it is told."""

    WORDS = "words"
    SUMMARY = "summary"
    KIND = "kind"
    FORCE = "force"
    GATE = "is_hard_gate"
    VACATED = "is_vacated"
    APPLICABILITY = "applicability"
    PLACE = "place"
    NUMBER = "number"
    TRANSLATION = "translation"


IN_WHAT: Mapping[Aspect, Promise] = {
    Aspect.WORDS: gettext_lazy("the words"),
    Aspect.PLACE: gettext_lazy("the place"),
    Aspect.KIND: gettext_lazy("the kind"),
    Aspect.FORCE: gettext_lazy("the force"),
    Aspect.GATE: gettext_lazy("whether it stops at the gate"),
    Aspect.VACATED: gettext_lazy("whether its text is deleted"),
    Aspect.APPLICABILITY: gettext_lazy("what it applies to"),
}
"""Different: …"""
HOW_IT_DIFFERS: Mapping[Aspect, Promise] = {
    Aspect.WORDS: gettext_lazy("words changed"),
    Aspect.PLACE: gettext_lazy("moved"),
    Aspect.KIND: gettext_lazy("kind changed"),
    Aspect.FORCE: gettext_lazy("force changed"),
    Aspect.GATE: gettext_lazy("gate changed"),
    Aspect.VACATED: gettext_lazy("stands again"),
    Aspect.APPLICABILITY: gettext_lazy("scope changed"),
}
OF_AN_ATTRIBUTE = (Aspect.KIND, Aspect.FORCE, Aspect.GATE, Aspect.VACATED, Aspect.APPLICABILITY)
"""Each is called as its attribute is. Being numbered as a branch is no aspect of its own: it shows in the number."""
OF_THE_TEXT = frozenset({Aspect.WORDS, Aspect.SUMMARY})
"""A summary is part of the text."""
OF_SUBSTANCE = frozenset({*OF_AN_ATTRIBUTE, Aspect.PLACE})
"""What is of substance where nothing was recorded. The text is too, unless only spaces and line breaks differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a clause, and in what respects."""

    state: State
    aspects: frozenset[Aspect] = frozenset()
    is_substantive: bool = False

    @property
    def is_unchanged(self) -> bool:
        return self.state is State.UNCHANGED


class Attributed(Protocol):
    """A row, a clause of a manuscript and the plain clause have attributes of the same names."""

    @property
    def kind(self) -> str: ...
    @property
    def applicability(self) -> Mapping[str, Sequence[str]]: ...


def differences(
    before: PlainClause, after: PlainClause, *, is_moved: bool = False, is_renumbered: bool = False, language: str = ""
) -> Difference:
    """Compare two clauses of which one became the other. Where they stand among others, only who has read those can say."""
    aspects = {*_in_text(before, after), *in_attributes(before, after)}
    if is_moved:
        aspects.add(Aspect.PLACE)
    if is_renumbered:
        aspects.add(Aspect.NUMBER)
    if Aspect.WORDS not in aspects and _is_translated_again(before, after, language):
        aspects.add(Aspect.TRANSLATION)
    if not aspects:
        return UNCHANGED
    is_substantive = bool(aspects & OF_SUBSTANCE) or (bool(aspects & OF_THE_TEXT) and not _differs_in_layout_alone(before, after))
    return Difference(_state(after, aspects), frozenset(aspects), is_substantive)


UNCHANGED = Difference(State.UNCHANGED)


def in_attributes(before: Attributed, after: Attributed) -> set[Aspect]:
    return {
        aspect
        for aspect in OF_AN_ATTRIBUTE
        if getattr(before, aspect) != getattr(after, aspect) and (aspect is not Aspect.APPLICABILITY or scopes(before) != scopes(after))
    }


def scopes(clause: Attributed) -> dict[str, list[str]]:
    """What a clause is limited to: a scope without values is no scope."""
    return {scope: list(values) for scope, values in clause.applicability.items() if values}


def in_order(aspects: Iterable[Aspect]) -> list[Aspect]:
    wanted = set(aspects)
    return [aspect for aspect in Aspect if aspect in wanted]


def _in_text(before: PlainClause, after: PlainClause) -> set[Aspect]:
    """Where only hashes were read, what differs is the words: a hash does not say where."""
    was, now = before.source, after.source
    if was == now:
        return {Aspect.WORDS} if before.hash != after.hash else set()
    aspects = {Aspect.WORDS} if (was.heading, was.body) != (now.heading, now.body) else set()
    return aspects | ({Aspect.SUMMARY} if was.summary != now.summary else set())


def _is_translated_again(before: PlainClause, after: PlainClause, language: str) -> bool:
    """The words that bind are the same, those of the translation are not."""
    if language == after.source_language or language not in before.texts or language not in after.texts:
        return False
    was, now = before.texts[language], after.texts[language]
    return (was.heading, was.body) != (now.heading, now.body)


def _differs_in_layout_alone(before: PlainClause, after: PlainClause) -> bool:
    """Spaces and line breaks are a matter of form."""
    was, now = before.source, after.source
    letters = [["".join(part.split()) for part in (text.heading + text.body, text.summary)] for text in (was, now)]
    return was != now and letters[0] == letters[1]


def _state(after: PlainClause, aspects: Set[Aspect]) -> State:
    if Aspect.VACATED in aspects and after.is_vacated:
        return State.VACATED
    if aspects - {Aspect.PLACE, Aspect.NUMBER}:
        return State.EDITED
    return State.MOVED if Aspect.PLACE in aspects else State.RENUMBERED


# Places: as few clauses as possible are said to have moved.


def moved(
    kept: Iterable[tuple[int, int]],
    *,
    above_old: Sequence[int | None],
    above_new: Sequence[int | None],
    belongs: Callable[[int | None, int | None], bool],
) -> set[int]:
    """Of clauses that stand on both sides (old place, new place) those, by their new place, that stand under another clause or change places with a sibling.

    `above_…` has the place of the clause above each, `belongs` says whether a clause above is, or came of, the one that was above.
    Being pushed down by what is new is no move.
    """
    found: set[int] = set()
    siblings: defaultdict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for old, new in kept:
        if belongs(above_old[old], above_new[new]):
            siblings[above_new[new]].append((new, old))
        else:
            found.add(new)
    for group in siblings.values():
        group.sort()
        stayed = longest_rising([old for _, old in group])
        found.update(new for number, (new, _) in enumerate(group) if number not in stayed)
    return found


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


# Two editions whose clauses stand on lines.


@dataclass(frozen=True, slots=True)
class ClauseDiff:
    """Two editions side by side. Clauses are named by their uuid, those of one line stand for one another."""

    kept: Mapping[str, str]
    """New clause → the old one on its line."""
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    differs: Mapping[str, Difference]
    """A kept clause that is not as it was → in what."""
    vacated: frozenset[str]


def diff_clauses(old: Sequence[PlainClause], now: Sequence[PlainClause], *, origins: Iterable[tuple[str, str]] = ()) -> ClauseDiff:
    """`origins` lead from clauses that were split or merged to those that came of them. Another number alone is no difference."""
    at = {clause.line: place for place, clause in enumerate(old)}
    pairs = [(at[clause.line], place) for place, clause in enumerate(now) if clause.line in at]
    places = _moved_by_line(old, now, pairs, origins)
    judged = {now[after].uuid: differences(old[before], now[after], is_moved=after in places) for before, after in pairs}
    differs = {uuid: difference for uuid, difference in judged.items() if not difference.is_unchanged}
    kept = {now[after].uuid: old[before].uuid for before, after in pairs}
    lines = {clause.line for clause in now}
    return ClauseDiff(
        kept=kept,
        new=tuple(clause.uuid for clause in now if clause.uuid not in kept),
        dropped=tuple(clause.uuid for clause in old if clause.line not in lines),
        differs=differs,
        vacated=frozenset(uuid for uuid, difference in differs.items() if difference.state is State.VACATED),
    )


def _moved_by_line(
    old: Sequence[PlainClause], now: Sequence[PlainClause], pairs: Sequence[tuple[int, int]], origins: Iterable[tuple[str, str]]
) -> set[int]:
    line_of = {clause.uuid: clause.line for clause in (*old, *now)}
    came_of = {(line_of[before], line_of[after]) for before, after in origins}

    def belongs(before: int | None, after: int | None) -> bool:
        if before is None or after is None:
            return before is after
        above = old[before].line, now[after].line
        return above[0] == above[1] or above in came_of

    return moved(pairs, above_old=parents(old), above_new=parents(now), belongs=belongs)
