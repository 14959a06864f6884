"""Contrasting: in what respects the clauses of an edition differ from those of the edition that it was started from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shishin.guidelines.changes.clauses import DraftClause, parents
from shishin.guidelines.changes.differing import longest_rising
from shishin.guidelines.models import ClauseText, Edition

COMPARED = ("kind", "force", "is_hard_gate", "is_vacated", "applicability")
"""What of a kept clause counts besides its words and its place. A number alone does not."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two editions side by side. Clauses are named by their uuid, those of one line stand for one another."""

    kept: Mapping[str, str]
    """New clause → the old one on its line."""
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    differs: Mapping[str, tuple[str, ...]]
    """A kept clause that is not as it was → words, place, kind, force, is_hard_gate, is_vacated, applicability."""
    vacated: frozenset[str]


def words_of(*editions: Edition) -> dict[str, str]:
    """The hash of each clause's words in the language that binds."""
    texts = ClauseText.objects.filter(clause__edition__in=editions).binding().newest()
    return {str(uuid): content for uuid, content in texts.values_list("clause__uuid", "content_hash")}


def contrast(
    old: Sequence[DraftClause], now: Sequence[DraftClause], *, words: Mapping[str, str], ways: Iterable[tuple[str, str]] = ()
) -> Contrast:
    by_line = {clause.line: clause for clause in old}
    lines = {clause.line for clause in now}
    kept = {clause.uuid: by_line[clause.line].uuid for clause in now if clause.line in by_line}
    moved = _moved(old, now, follows=_follows(old, now, ways))
    differs = {}
    for clause in now:
        if clause.uuid in kept and (found := _differences(by_line[clause.line], clause, words=words, is_moved=clause.line in moved)):
            differs[clause.uuid] = found
    return Contrast(
        kept=kept,
        new=tuple(clause.uuid for clause in now if clause.uuid not in kept),
        dropped=tuple(clause.uuid for clause in old if clause.line not in lines),
        differs=differs,
        vacated=frozenset(clause.uuid for clause in now if clause.is_vacated and "is_vacated" in differs.get(clause.uuid, ())),
    )


def _differences(old: DraftClause, now: DraftClause, *, words: Mapping[str, str], is_moved: bool) -> tuple[str, ...]:
    found = ["words"] if words.get(old.uuid, "") != words.get(now.uuid, "") else []
    found += [name for name in COMPARED if getattr(old, name) != getattr(now, name)]
    return (*found, "place") if is_moved else tuple(found)


def _follows(old: Sequence[DraftClause], now: Sequence[DraftClause], ways: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """A line that was split or merged → the lines that came of it."""
    line_of = {clause.uuid: clause.line for clause in (*old, *now)}
    follows: dict[str, set[str]] = {}
    for before, after in ways:
        follows.setdefault(line_of[before], set()).add(line_of[after])
    return follows


def _moved(old: Sequence[DraftClause], now: Sequence[DraftClause], *, follows: Mapping[str, set[str]]) -> set[str]:
    """Lines that stand under another parent, or before a clause that they stood after. Being pushed down is no move."""
    order = {clause.line: place for place, clause in enumerate(old)}
    was = _line_above(old)
    moved = set()
    groups: dict[str | None, list[str]] = {}
    for line, parent in _line_above(now).items():
        if line not in order:
            continue
        if parent != was[line] and parent not in follows.get(was[line] or "", ()):
            moved.add(line)
        else:
            groups.setdefault(parent, []).append(line)
    for lines in groups.values():
        stayed = longest_rising([order[line] for line in lines])
        moved.update(line for place, line in enumerate(lines) if place not in stayed)
    return moved


def _line_above(clauses: Sequence[DraftClause]) -> dict[str, str | None]:
    above = parents(clauses)
    return {clause.line: None if place is None else clauses[place].line for clause, place in zip(clauses, above, strict=True)}
