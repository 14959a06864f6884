"""Rewriting: how the database is brought from the clauses of an edition as they were to those that an operation made of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, OuterRef, Subquery

from shishin.guidelines.drafting.words import Words, forget_words, write_words
from shishin.guidelines.editions.clauses import PlainClause, store_clauses
from shishin.guidelines.models import ATTRIBUTES, Clause, Edition, Line, SearchText
from shishin.texts.manuscript import parents

OUT_OF_THE_WAY = 1_000_000
"""Added to positions on their way: two clauses may not stand at one, not even for a moment."""
DESCRIBED = ("depth", *ATTRIBUTES)


def write_clauses(
    edition: Edition, *, was: Sequence[PlainClause], now: Sequence[PlainClause], lost: Sequence[Words], words: Sequence[Words]
) -> None:
    """Take away with the words that are lost, number anew, make with the words that come, describe, and hang each below the right one."""
    before = {clause.uuid: clause for clause in was}
    after = {clause.uuid: clause for clause in now}
    gone = [clause for clause in was if clause.uuid not in after]
    forget_words(lost)
    _take_away(edition, gone)
    _make_lines(edition, [clause for clause in now if clause.uuid not in before or clause.line != before[clause.uuid].line])
    for clause in now:
        if clause.uuid in before and clause != before[clause.uuid]:
            _describe(clause)
    _number_anew(edition, was=[clause.uuid for clause in was], now=[clause.uuid for clause in now], standing=before)
    made = _make(edition, now, standing=before)
    write_words(words, _named(words, made))
    _hang(now, was=was, made=made)
    _drop_lines(edition, {clause.line for clause in was} - {clause.line for clause in now})


def _take_away(edition: Edition, gone: Sequence[PlainClause]) -> None:
    if not gone:
        return
    numbers = [clause.pk for clause in gone]
    # A parent is protected by its parts, so the tree is taken apart first.
    Clause.objects.filter(edition=edition, parent__in=numbers).update(parent=None)
    Clause.objects.filter(edition=edition, pk__in=numbers).delete()


def _make_lines(edition: Edition, clauses: Iterable[PlainClause]) -> None:
    wanted = {clause.line: clause.key for clause in clauses}
    standing = {str(uuid) for uuid in Line.objects.filter(uuid__in=wanted).values_list("uuid", flat=True)} if wanted else set()
    Line.objects.bulk_create(
        Line(uuid=uuid, document_id=edition.document_id, key=key) for uuid, key in wanted.items() if uuid not in standing
    )


def _drop_lines(edition: Edition, lines: Iterable[str]) -> None:
    """A key that no reader ever saw is free again."""
    Line.objects.filter(uuid__in=lines, document=edition.document_id, clauses=None, links_in=None, links_out=None).delete()


def _describe(clause: PlainClause) -> None:
    fields = {name: getattr(clause, name) for name in DESCRIBED}
    Clause.objects.filter(pk=clause.pk).update(line=clause.line, **fields)
    SearchText.objects.filter(clause=clause.pk).update(line=clause.line, kind=clause.kind, force=clause.force)


def _number_anew(edition: Edition, *, was: Sequence[str], now: Sequence[str], standing: object) -> None:
    """Clauses that go the same way go in one statement, away and back."""
    position = {uuid: place for place, uuid in enumerate(now)}
    ways = [(place, position[uuid] - place) for place, uuid in enumerate(was) if uuid in position]
    shifted = [(place, by) for place, by in ways if by]
    if not shifted:
        return
    rows = Clause.objects.filter(edition=edition)
    for by, group in itertools.groupby(ways, key=lambda way: way[1]):
        places = [place for place, _by in group]
        if by:
            rows.filter(position__gte=places[0], position__lte=places[-1]).update(position=F("position") + (OUT_OF_THE_WAY + by))
    rows.filter(position__gte=OUT_OF_THE_WAY // 2).update(position=F("position") - OUT_OF_THE_WAY)
    first = min(min(place, place + by) for place, by in shifted)
    standing_at = Clause.objects.filter(pk=OuterRef("clause")).values("position")
    SearchText.objects.filter(clause__in=rows.filter(position__gte=first)).update(position=Subquery(standing_at))


def _make(edition: Edition, now: Sequence[PlainClause], *, standing: dict[str, PlainClause]) -> dict[str, Clause]:
    """New ones by uuid; those that stand are only named as parents."""
    made: dict[str, Clause] = {}
    for place, (clause, above) in enumerate(zip(now, parents(now), strict=True)):
        if clause.uuid in standing:
            continue
        parent = None if above is None else now[above]
        made[clause.uuid] = Clause(
            edition=edition,
            uuid=clause.uuid,
            line_id=clause.line,
            position=place,
            parent=made.get(parent.uuid) if parent else None,
            **{name: getattr(clause, name) for name in DESCRIBED},
        )
    store_clauses(made.values())
    return made


def _named(words: Sequence[Words], made: dict[str, Clause]) -> dict[str, Clause]:
    """The clauses that get words: those just made, and those that only get other ones."""
    others = {row["clause"] for row in words} - made.keys()
    return made | {str(clause.uuid): clause for clause in Clause.objects.filter(uuid__in=others)} if others else made


def _hang(now: Sequence[PlainClause], *, was: Sequence[PlainClause], made: dict[str, Clause]) -> None:
    """Below each its own: only what hangs elsewhere is touched."""
    numbers = {uuid: clause.pk for uuid, clause in made.items()} | {clause.uuid: clause.pk for clause in was}
    hung = {clause.uuid: None if above is None else was[above].pk for clause, above in zip(was, parents(was), strict=True)}
    wrong: defaultdict[int | None, list[int]] = defaultdict(list)
    for clause, above in zip(now, parents(now), strict=True):
        parent = None if above is None else numbers[now[above].uuid]
        hangs = made[clause.uuid].parent_id if clause.uuid in made else hung[clause.uuid]
        if parent != hangs:
            wrong[parent].append(numbers[clause.uuid])
    for parent, clauses in wrong.items():
        Clause.objects.filter(pk__in=clauses).update(parent=parent)
