"""Writing: how the database is brought from the clauses of an edition, with their words, to those that an operation made of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, OuterRef, Subquery

from shishin.guidelines.editions.checking import check_language, check_length
from shishin.guidelines.editions.clauses import BATCH, PlainClause, store_clauses
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.editions.indexing import index_texts
from shishin.guidelines.models import Clause, ClauseText, Edition, Line, SearchText
from shishin.guidelines.models.clauses import ATTRIBUTES
from shishin.texts.manuscript import Passage, parents
from shishin.texts.text_form.normalising import normalise

FIELDS = ("language", "number", "heading", "body", "summary", "content_hash", "source_hash")
Words = dict[str, Any]
"""One text: the uuid of its clause as `clause`, and its fields."""


def passage_of(words: Any) -> Passage:
    """The words of a text, of what is typed or of what is proposed; none where there is none."""
    return Passage(words.heading, words.body, words.summary) if words else Passage()


def ready(key: str, passages: Mapping[str, Passage]) -> dict[str, Passage]:
    """Normalised; refused where a language is none or the text is too long for a clause."""
    normalised = {}
    for language, passage in passages.items():
        check_language(language)
        normalised[language] = normalise(passage)
        check_length(key, normalised[language])
    return normalised


def words_from(clause: str, language: str, passage: Passage, *, source_hash: str = "") -> Words:
    return {
        "clause": clause,
        "language": language,
        "number": 1,
        "heading": passage.heading,
        "body": passage.body,
        "summary": passage.summary,
        "content_hash": hash_of(passage),
        "source_hash": source_hash,
    }


def words_of_new(clause: str, passages: Mapping[str, Passage], *, source_language: str) -> list[Words]:
    """The texts of a clause that is being made. The one that binds is there even without words: a translation is made from it."""
    source = passages.get(source_language, Passage())
    translations = {language: passage for language, passage in passages.items() if language != source_language and passage != Passage()}
    return [
        words_from(clause, source_language, source),
        *(words_from(clause, language, passage, source_hash=hash_of(source)) for language, passage in translations.items()),
    ]


def read_words(clauses: Collection[str], *, languages: Collection[str] = ()) -> list[Words]:
    """Every text of some clauses, or only those in some languages."""
    if not clauses:
        return []
    texts = ClauseText.objects.filter(clause__uuid__in=clauses)
    if languages:
        texts = texts.filter(language__in=languages)
    rows = texts.order_by("clause", "language", "number").values_list("clause__uuid", *FIELDS)
    return [{"clause": str(uuid), **dict(zip(FIELDS, rest, strict=True))} for uuid, *rest in rows]


def write_words(words: Iterable[Words], clauses: Mapping[str, Clause]) -> list[ClauseText]:
    """Store texts of clauses that have none in these languages, and make the newest of each findable."""
    texts = [ClauseText(clause=clauses[row["clause"]], **{name: row[name] for name in FIELDS}) for row in words]
    stored = ClauseText.objects.bulk_create(texts, batch_size=BATCH)
    newest = {(text.clause_id, text.language): text for text in sorted(stored, key=lambda text: text.number)}
    index_texts(newest.values())
    return stored


def forget_words(words: Iterable[Words]) -> None:
    """These texts and no other ones of their clauses."""
    gone = {(row["clause"], row["language"], row["number"]) for row in words}
    texts = ClauseText.objects.filter(clause__uuid__in={clause for clause, _language, _number in gone})
    numbers = [
        pk
        for pk, clause, language, number in texts.values_list("pk", "clause__uuid", "language", "number")
        if (str(clause), language, number) in gone
    ]
    ClauseText.objects.filter(pk__in=numbers).delete()


def rewrite(text: ClauseText, passage: Passage, *, source_hash: str) -> ClauseText:
    """Other words in the same row: nobody but those who draft has read the old ones."""
    text.heading, text.body, text.summary = passage.heading, passage.body, passage.summary
    text.content_hash, text.source_hash = hash_of(passage), source_hash
    text.save(update_fields=["heading", "body", "summary", "content_hash", "source_hash"])
    SearchText.objects.filter(clause=text.clause_id, language=text.language).delete()
    index_texts([text])
    return text


OUT_OF_THE_WAY = 1_000_000
"""Added to positions on their way: two clauses may not stand at one, not even for a moment."""
DESCRIBED = ("depth", *ATTRIBUTES)


def write_clauses(
    edition: Edition, *, was: Sequence[PlainClause], now: Sequence[PlainClause], lost: Sequence[Words], words: Sequence[Words]
) -> None:
    """Take away with the words that are lost, number anew, make with the words that come, describe, and hang each below the right one."""
    before = {clause.uuid: clause for clause in was}
    stays = {clause.uuid for clause in now}
    forget_words(lost)
    _take_away(edition, [clause for clause in was if clause.uuid not in stays])
    _make_lines(edition, before, now)
    _describe(before, now)
    _renumber(edition, was=was, now=now)
    made = _make(edition, now, existing=before)
    write_words(words, _clauses_of(words, made))
    _hang(now, was=was, made=made)
    # A key that no reader ever saw is free again.
    lines = {clause.line for clause in was} - {clause.line for clause in now}
    Line.objects.filter(uuid__in=lines, document=edition.document_id, clauses=None, links_in=None, links_out=None).delete()


def _take_away(edition: Edition, gone: Sequence[PlainClause]) -> None:
    if not gone:
        return
    numbers = [clause.pk for clause in gone]
    # A parent is protected by its parts, so the tree is taken apart first.
    Clause.objects.filter(edition=edition, parent__in=numbers).update(parent=None)
    Clause.objects.filter(edition=edition, pk__in=numbers).delete()


def _make_lines(edition: Edition, before: Mapping[str, PlainClause], now: Sequence[PlainClause]) -> None:
    wanted = {clause.line: clause.key for clause in now if clause.uuid not in before or clause.line != before[clause.uuid].line}
    existing = {str(uuid) for uuid in Line.objects.filter(uuid__in=wanted).values_list("uuid", flat=True)} if wanted else set()
    Line.objects.bulk_create(
        Line(uuid=uuid, document_id=edition.document_id, key=key) for uuid, key in wanted.items() if uuid not in existing
    )


def _describe(before: Mapping[str, PlainClause], now: Sequence[PlainClause]) -> None:
    for clause in now:
        if clause.uuid in before and clause != before[clause.uuid]:
            fields = {name: getattr(clause, name) for name in DESCRIBED}
            Clause.objects.filter(pk=clause.pk).update(line=clause.line, **fields)
            SearchText.objects.filter(clause=clause.pk).update(line=clause.line, kind=clause.kind, force=clause.force)


def _renumber(edition: Edition, *, was: Sequence[PlainClause], now: Sequence[PlainClause]) -> None:
    """Clauses that go the same way go in one statement, away and back."""
    position = {clause.uuid: place for place, clause in enumerate(now)}
    shifts = [(place, position[clause.uuid] - place) for place, clause in enumerate(was) if clause.uuid in position]
    shifted = [(place, by) for place, by in shifts if by]
    if not shifted:
        return
    rows = Clause.objects.filter(edition=edition)
    for by, group in itertools.groupby(shifts, key=lambda shift: shift[1]):
        places = [place for place, _by in group]
        if by:
            rows.filter(position__gte=places[0], position__lte=places[-1]).update(position=F("position") + (OUT_OF_THE_WAY + by))
    rows.filter(position__gte=OUT_OF_THE_WAY // 2).update(position=F("position") - OUT_OF_THE_WAY)
    first = min(min(place, place + by) for place, by in shifted)
    position_now = Clause.objects.filter(pk=OuterRef("clause")).values("position")
    SearchText.objects.filter(clause__in=rows.filter(position__gte=first)).update(position=Subquery(position_now))


def _make(edition: Edition, now: Sequence[PlainClause], *, existing: Mapping[str, PlainClause]) -> dict[str, Clause]:
    """New ones by uuid; those that stand are only named as parents."""
    made: dict[str, Clause] = {}
    for place, (clause, above) in enumerate(zip(now, parents(now), strict=True)):
        if clause.uuid in existing:
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


def _clauses_of(words: Sequence[Words], made: dict[str, Clause]) -> dict[str, Clause]:
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
