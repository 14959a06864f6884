"""Restructuring: how clauses come in, move, split, merge, go altogether, or go and leave their number (削除), and the keys that new ones get."""

from __future__ import annotations

import itertools
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from shishin.guidelines.changes.change_rows import origins_of
from shishin.guidelines.drafting.editing import check_kind
from shishin.guidelines.drafting.operating import Draft, carry_out, open_draft, reloaded
from shishin.guidelines.drafting.writing import ready, words_of_new
from shishin.guidelines.editions.clauses import PlainClause, end_below, place_after, without
from shishin.guidelines.errors.drafting import (
    ClauseOfAnotherEdition,
    IntoItself,
    KeyTaken,
    NoNumberToKeep,
    NoParts,
    NotSideBySide,
    UnfitKey,
    WrongDepth,
)
from shishin.guidelines.models import Clause, Document, Edition, Line, Operation
from shishin.texts.foreign_markdown.guessing import key_of
from shishin.texts.manuscript import Passage
from shishin.texts.text_form.attributes import KEY
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_clause(
    edition: Edition,
    *,
    after: Clause | None,
    depth: int,
    kind: str,
    force: str,
    passages: Mapping[str, Passage],
    by: Acting,
    key: str = "",
) -> Clause:
    """A new clause behind another and what stands below that at a greater depth; without one, the first of the edition."""
    draft = open_draft(edition)
    check_kind(kind, force)
    passages = ready(key or kind, passages)
    place = _place(draft.clauses, _place_of(draft, after), depth=depth)
    [key] = new_keys(draft.edition.document, [(key, kind, passages)])
    clause = PlainClause(str(uuid.uuid4()), str(uuid.uuid4()), key, depth, kind, force)
    operation = carry_out(
        draft,
        kind=Operation.Kind.ADD,
        key=key,
        by=by,
        now=[*draft.clauses[:place], clause, *draft.clauses[place:]],
        words=words_of_new(clause.uuid, passages, source_language=draft.edition.source_language),
    )
    record("guidelines.clause_added", about=draft.edition, who=by, clause=key, position=place, operation=operation.number)
    return Clause.objects.select_related("line", "edition__document").get(uuid=clause.uuid)


@transaction.atomic
def move_clause(clause: Clause, *, after: Clause | None, depth: int, by: Acting) -> Clause:
    """Move a clause with all below it behind another clause, at a depth. Where it stands there already, nothing happens."""
    draft = open_draft(clause.edition_id)
    start = draft.place(clause)
    end = end_below(start, draft.clauses)
    block, others = draft.clauses[start:end], [*draft.clauses[:start], *draft.clauses[end:]]
    target = _place_of(draft, after)
    if target is not None and start <= target < end:
        raise IntoItself
    if target is not None and target >= end:
        target -= len(block)
    place = _place(others, target, depth=depth)
    deeper = depth - block[0].depth
    now = [*others[:place], *(replace(part, depth=part.depth + deeper) for part in block), *others[place:]]
    if now != list(draft.clauses):
        key = block[0].key
        operation = carry_out(draft, kind=Operation.Kind.MOVE, key=key, by=by, now=now)
        record("guidelines.clause_moved", about=draft.edition, who=by, clause=key, position=place, depth=depth, operation=operation.number)
    return reloaded(clause)


def _place_of(draft: Draft, after: Clause | None) -> int | None:
    if after is not None and after.edition_id != draft.edition.pk:
        raise ClauseOfAnotherEdition(key=after.line.key)
    return None if after is None else draft.place(after)


def _place(clauses: Sequence[PlainClause], after: int | None, *, depth: int) -> int:
    deepest = 1 if after is None else clauses[after].depth + 1
    if not 1 <= depth <= deepest:
        raise WrongDepth(depth=depth, deepest=deepest)
    return place_after(after, clauses, depth=depth)


@transaction.atomic
def split_clause(clause: Clause, *, parts: Sequence[Mapping[str, Passage]], by: Acting) -> list[Clause]:
    """New clauses on lines of their own, of the kind, force and scope of the one they came of.

    They follow one another where it stood. What stood below it stands below the last of them, so that the order of reading stays.
    """
    draft = open_draft(clause.edition_id)
    place = draft.place(clause)
    split = draft.clauses[place]
    edition = draft.edition
    wanted = _ready_parts(split.key, parts, source_language=edition.source_language)

    keys = new_keys(edition.document, [("", split.kind, passages) for passages in wanted])
    made = [_new_like(split, key) for key in keys]
    came_from = origins_of(split, origins=draft.origins, old=draft.old)
    origins = {way for way in draft.origins if way[1] != split.uuid} | {(old, part.uuid) for old in came_from for part in made}
    words = [
        row
        for part, passages in zip(made, wanted, strict=True)
        for row in words_of_new(part.uuid, passages, source_language=edition.source_language)
    ]
    now = [*draft.clauses[:place], *made, *draft.clauses[place + 1 :]]
    operation = carry_out(draft, kind=Operation.Kind.SPLIT, key=split.key, by=by, now=now, origins=frozenset(origins), words=words)
    record("guidelines.clause_split", about=edition, who=by, clause=split.key, parts=keys, operation=operation.number)
    return list(Clause.objects.select_related("line").filter(uuid__in=[part.uuid for part in made]).order_by("position"))


def _ready_parts(key: str, parts: Sequence[Mapping[str, Passage]], *, source_language: str) -> list[dict[str, Passage]]:
    """At least two, each with words in the language that binds."""
    wanted = [ready(key, passages) for passages in parts]
    if len(wanted) < 2 or any(passages.get(source_language, Passage()) == Passage() for passages in wanted):
        raise NoParts
    return wanted


def _new_like(clause: PlainClause, key: str) -> PlainClause:
    """A new clause on a line of its own, of the kind, force and scope of another."""
    return replace(clause, uuid=str(uuid.uuid4()), line=str(uuid.uuid4()), key=key, is_vacated=False, pk=0)


@transaction.atomic
def merge_clauses(clauses: Sequence[Clause], *, passages: Mapping[str, Passage], by: Acting) -> Clause:
    """One clause where the first of them stood, of the first one's kind, force and scope; what stood below any of them stands below it.

    It has a line of its own, unless only one clause of the edition before went into it: then it is that clause.
    """
    draft = open_draft(clauses[0].edition_id)
    places = sorted({draft.place(clause) for clause in clauses})
    merged = [draft.clauses[place] for place in places]
    if not _follow_one_another(places, draft.clauses):
        raise NotSideBySide(edition=draft.edition)
    passages = ready(merged[0].key, passages)

    [key] = new_keys(draft.edition.document, [("", merged[0].kind, passages)])
    whole = _new_like(merged[0], key)
    gone = {clause.uuid for clause in merged}
    came_from = {old for clause in merged for old in origins_of(clause, origins=draft.origins, old=draft.old)}
    origins = {way for way in draft.origins if way[1] not in gone} | {(old, whole.uuid) for old in came_from}
    now = [*draft.clauses[: places[0]], whole, *without(gone, draft.clauses[places[0] :])]
    operation = carry_out(
        draft,
        kind=Operation.Kind.MERGE,
        key=merged[0].key,
        by=by,
        now=now,
        origins=frozenset(origins),
        words=words_of_new(whole.uuid, passages, source_language=draft.edition.source_language),
    )
    made = Clause.objects.select_related("line", "edition__document").get(uuid=whole.uuid)
    keys = [clause.key for clause in merged]
    record("guidelines.clauses_merged", about=draft.edition, who=by, clauses=keys, into=made.line.key, operation=operation.number)
    return made


def _follow_one_another(places: Sequence[int], clauses: Sequence[PlainClause]) -> bool:
    """At least two, each beginning where the one before it ends with all below it, at the same level."""
    levels = {clauses[place].depth for place in places}
    follow = all(end_below(before, clauses) == after for before, after in itertools.pairwise(places))
    return len(places) > 1 and len(levels) == 1 and follow


@transaction.atomic
def drop_clause(clause: Clause, *, by: Acting) -> Operation:
    """Take a clause out with all that stands below it. What is new in this edition goes without a trace in its changes."""
    draft = open_draft(clause.edition_id)
    place = draft.place(clause)
    end = end_below(place, draft.clauses)
    dropped = draft.clauses[place:end]
    gone = {part.uuid for part in dropped}
    operation = carry_out(
        draft,
        kind=Operation.Kind.DROP,
        key=dropped[0].key,
        by=by,
        now=[*draft.clauses[:place], *draft.clauses[end:]],
        origins=frozenset(way for way in draft.origins if way[1] not in gone),
    )
    keys = [part.key for part in dropped]
    record("guidelines.clause_dropped", about=draft.edition, who=by, clause=keys[0], with_below=keys[1:], operation=operation.number)
    return operation


@transaction.atomic
def vacate_clause(clause: Clause, *, by: Acting) -> Clause:
    """Delete the text of a clause, in every language, and all that stands below it; the number stays, so that no other moves up."""
    draft = open_draft(clause.edition_id)
    place = draft.place(clause)
    vacated = draft.clauses[place]
    if all(before.line != vacated.line for before in draft.old):
        raise NoNumberToKeep(edition=draft.edition, key=vacated.key)
    end = end_below(place, draft.clauses)
    if not vacated.is_vacated or end > place + 1:
        operation = carry_out(
            draft,
            kind=Operation.Kind.VACATE,
            key=vacated.key,
            by=by,
            now=[*draft.clauses[:place], replace(vacated, is_vacated=True), *draft.clauses[end:]],
            origins=frozenset(way for way in draft.origins if way[1] not in {part.uuid for part in draft.clauses[place + 1 : end]}),
            words=words_of_new(vacated.uuid, {}, source_language=draft.edition.source_language),
            reworded=[vacated.uuid],
        )
        below = [part.key for part in draft.clauses[place + 1 : end]]
        record("guidelines.clause_vacated", about=draft.edition, who=by, clause=vacated.key, with_below=below, operation=operation.number)
    return reloaded(clause)


SHORTENED = 90
"""Characters that leave room for a tail."""


def new_keys(document: Document, wanted: list[tuple[str, str, Mapping[str, Passage]]]) -> list[str]:
    """For clauses of (key or "", kind, words), keys that this document has never used."""
    taken = set(Line.objects.filter(document=document).values_list("key", flat=True))
    keys: list[str] = []
    for wanted_key, kind, passages in wanted:
        if wanted_key:
            _refuse(wanted_key, taken)
        key = wanted_key or _made_up(kind, passages, taken)
        taken.add(key)
        keys.append(key)
    return keys


def _refuse(key: str, taken: set[str]) -> None:
    if KEY.fullmatch(key) is None:
        raise UnfitKey(key=key)
    if key in taken:
        raise KeyTaken(key=key)


def _made_up(kind: str, passages: Mapping[str, Passage], taken: set[str]) -> str:
    headings = [passages[language].heading for language in sorted(passages, key=lambda tag: tag != "en")]
    random = f"{kind}-"
    for heading in headings:
        # A key of kind and tail is the same for the same words; here it shall be new each time.
        key = key_of(heading, kind=kind)[:SHORTENED]
        if heading and not key.startswith(random) and KEY.fullmatch(key):
            return key if key not in taken else _with_tail(key, taken)
    return _with_tail(kind, taken)


def _with_tail(beginning: str, taken: set[str]) -> str:
    while True:
        key = f"{beginning}-{secrets.token_hex(3)}"
        if key not in taken:
            return key
