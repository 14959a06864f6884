"""Grouping: how rows of one place stand together once they are written: reasons said once, nothing but changes under a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from shishin.guidelines.comparing.table import Cell, Group, Paragraph, Row
from shishin.guidelines.comparing.words import Names
from shishin.texts.marking_tables import MarkedTable


def with_changes_only(groups: Iterable[Group], *, omitted: str) -> tuple[Group, ...]:
    """A place under which nothing changed is not named: what is omitted there stands by its numbers, between the places that are."""
    found: list[Group] = []
    waiting: list[Row] = []
    for group in groups:
        if not any(row.is_change for row in group.rows):
            waiting.extend(group.rows)
            continue
        run = run_together(waiting)
        waiting = []
        if run and run.new:
            found.append(Group("", run.key, (run,)))
        first = counting(group.rows[0], run) if run and not run.new else group.rows[0]
        found.append(replace(group, rows=(first, *group.rows[1:])))
    add_last_run(found, run_together(waiting), waiting, omitted=omitted)
    return tuple(found)


def add_last_run(found: list[Group], run: Row | None, waiting: Sequence[Row], *, omitted: str) -> None:
    """What is omitted at the end; where it has no numbers it belongs to the row before, or is the whole table."""
    if run is None:
        return
    if not run.new and found:
        last = found[-1]
        found[-1] = replace(last, rows=(*last.rows[:-1], counting(last.rows[-1], run)))
        return
    if not run.new:
        everything = next(paragraph for row in waiting for paragraph in row.new if paragraph.text == omitted)
        run = replace(run, new=(everything,), old=(everything,))
    found.append(Group("", run.key, (run,)))


def run_together(rows: Sequence[Row]) -> Row | None:
    """Rows of omitted clauses as one, with the lines that say by number what is omitted."""
    if not rows:
        return None
    return replace(
        rows[0],
        new=tuple(paragraph for row in rows for paragraph in row.new if is_numbered(paragraph)),
        old=tuple(paragraph for row in rows for paragraph in row.old if is_numbered(paragraph)),
        omitted_new_keys=tuple(chain.from_iterable(row.omitted_new_keys for row in rows)),
        omitted_old_keys=tuple(chain.from_iterable(row.omitted_old_keys for row in rows)),
    )


def is_numbered(part: Paragraph | MarkedTable) -> bool:
    return isinstance(part, Paragraph) and len(part.segments) > 1


def counting(row: Row, omitted: Row) -> Row:
    """The row, with omitted clauses that no line speaks of."""
    return replace(
        row,
        omitted_new_keys=(*omitted.omitted_new_keys, *row.omitted_new_keys),
        omitted_old_keys=(*omitted.omitted_old_keys, *row.omitted_old_keys),
    )


def after_omitted(omitted: Row, row: Row, mark: str) -> Row:
    """What was omitted just before a change stands in the same row."""
    return replace(counting(row, omitted), new=following(omitted.new, row.new, mark), old=following(omitted.old, row.old, mark))


def before_omitted(row: Row, omitted: Row, mark: str) -> Row:
    """What was omitted just after it, too."""
    return replace(counting(row, omitted), new=following(row.new, omitted.new, mark), old=following(row.old, omitted.old, mark))


def following(before: Cell, after: Cell, mark: str) -> Cell:
    """A mark of omission without a number is not said beside another one."""
    if before and after and is_omission(before[-1], mark) and is_omission(after[0], mark):
        if not is_numbered(after[0]):
            return (*before, *after[1:])
        if not is_numbered(before[-1]):
            return (*before[:-1], *after)
    return (*before, *after)


def is_omission(part: Paragraph | MarkedTable, mark: str) -> bool:
    return isinstance(part, Paragraph) and part.segments[-1].text == mark and not part.segments[-1].is_changed


def reasons_said_once(rows: Sequence[tuple[Row, tuple[int, ...]]], words: Mapping[int, str], names: Names) -> list[Row]:
    """A reason that several rows of a group share stands at the first, which names them all; the others point to it."""
    sharing: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for position, (_, reasons) in enumerate(rows):
        sharing[tuple(dict.fromkeys(reasons))].append(position)
    found = [row for row, _ in rows]
    for reasons, positions in sharing.items():
        reason_words = tuple(words[reason] for reason in reasons if words.get(reason))
        if not reason_words:
            continue
        named = names.of([found[position] for position in positions])
        first = positions[0]
        found[first] = replace(found[first], reasons=reason_words, covers=named if len(named) > 1 else ())
        for position in positions[1:]:
            found[position] = replace(found[position], same_as=named[0])
    return found
