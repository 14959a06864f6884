"""The one plain clause, the one reader that fills it, and how clauses of an edition stand to one another.

Clauses come in reading order. A parent is not kept: it is the nearest clause before of a smaller depth, everywhere and always.
Beside them: which translations the source has left behind, what clauses are cited by, and how their rows are stored.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache as once
from functools import cached_property
from typing import Any, Self, TypeVar

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from shishin.guidelines.editions.hashing import content_hash
from shishin.guidelines.models import ATTRIBUTES, Clause, ClauseText, Edition, NumberingScheme
from shishin.texts.languages import in_order, own_name
from shishin.texts.manuscript import Passage, parents
from shishin.texts.numbering.labels import labels
from shishin.trail.recording import canonical

HASHES = ("clause_id", "language", "content_hash", "source_hash")
NO_WORDS = content_hash(heading="", body="", summary="")
"""What a clause has whose text was deleted: nothing to translate."""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One language of an edition, and how well it keeps up with the one that binds."""

    tag: str
    name: str
    is_source: bool
    stale: int
    missing: int


@dataclass(frozen=True)
class TextHashes:
    """The hashes of the texts of an edition, per clause and language; the latest text of each counts."""

    content: Mapping[int, Mapping[str, str]]
    source: Mapping[int, Mapping[str, str]]
    source_language: str

    def is_stale(self, clause: int, language: str) -> bool:
        made_from = self.source.get(clause, {}).get(language)
        return bool(made_from) and made_from != self.content.get(clause, {}).get(self.source_language)

    def is_missing(self, clause: int, language: str) -> bool:
        texts = self.content.get(clause, {})
        return texts.get(self.source_language, NO_WORDS) != NO_WORDS and language not in texts

    @cached_property
    def choices(self) -> tuple[LanguageChoice, ...]:
        tags = {tag for texts in self.content.values() for tag in texts} | {self.source_language}
        stale = Counter(tag for clause in self.content for tag in tags if self.is_stale(clause, tag))
        missing = Counter(tag for clause in self.content for tag in tags if self.is_missing(clause, tag))
        return tuple(
            LanguageChoice(tag, own_name(tag), tag == self.source_language, stale[tag], missing[tag])
            for tag in in_order(tags, source=self.source_language)
        )


def hashes_of(edition: Edition) -> TextHashes:
    """One query."""
    return _hashes(_rows(edition).values_list(*HASHES), edition)


def texts_and_hashes_of(edition: Edition) -> tuple[dict[int, dict[str, Passage]], TextHashes]:
    """The latest text of each clause in each language, too. One query."""
    rows = list(_rows(edition).values_list(*HASHES, "heading", "body", "summary"))
    texts: defaultdict[int, dict[str, Passage]] = defaultdict(dict)
    for clause, language, _own, _made_from, *words in rows:
        texts[clause][language] = Passage(*words)
    return texts, _hashes((row[:4] for row in rows), edition)


def _rows(edition: Edition) -> QuerySet[ClauseText]:
    return ClauseText.objects.filter(clause__edition=edition).order_by("number")


def _hashes(rows: Iterable[tuple[Any, ...]], edition: Edition) -> TextHashes:
    content: defaultdict[int, dict[str, str]] = defaultdict(dict)
    source: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for clause, language, own, made_from in rows:
        content[clause][language] = own
        source[clause][language] = made_from
    return TextHashes(content, source, edition.source_language)


IDENTITY = ("pk", "edition_id", "edition__source_language", "uuid", "line_id", "line__key")


@dataclass(slots=True)
class PlainClause:
    """A clause of one edition. Two are the same where they are the same clause with the same attributes at the same depth.

    Who makes or changes one by hand leaves out what only the database knows; nobody but the reader fills that in.
    """

    uuid: str = ""
    line: str = ""
    key: str = ""
    depth: int = 1
    kind: str = Clause.Kind.TEXT
    force: str = Clause.Force.NONE
    is_hard_gate: bool = False
    is_vacated: bool = False
    is_branch: bool = False
    applicability: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pk: int = field(default=0, compare=False)
    edition: int = field(default=0, compare=False)
    parent: int | None = field(default=None, compare=False)
    """The place of the clause above it, among those that it was read with."""
    source_language: str = field(default="ja", compare=False)
    hash: str = field(default="", compare=False)
    """Of the words that bind; empty where hashes were not read."""
    texts: Mapping[str, Passage] = field(default_factory=dict, compare=False)
    """The words by language; empty where only hashes were read."""
    label: str = field(default="", compare=False)
    cited: str = field(default="", compare=False)
    """The label in full; of a clause without a label, that of the nearest above it that has one."""
    children: list[Self] = field(default_factory=list, compare=False, repr=False)
    """What stands right under it; empty where no tree was asked for."""

    def walk(self) -> Iterator[Self]:
        """This clause and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def source(self) -> Passage:
        return self.texts.get(self.source_language) or Passage()


C = TypeVar("C", bound=PlainClause)
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def attributes_of(clause: object) -> dict[str, Any]:
    """Of a row, a clause of a manuscript or a plain one."""
    return {name: getattr(clause, name) for name in ATTRIBUTES}


# The reader.


def read_clauses(edition: Edition) -> list[PlainClause]:
    return read_several([edition])[edition.pk]


def read_several(
    editions: Iterable[Edition], *, with_hashes: bool = True, with_texts: bool = False, labelled_in: str = ""
) -> dict[int, list[PlainClause]]:
    return read_as(PlainClause, editions, with_hashes=with_hashes, with_texts=with_texts, labelled_in=labelled_in)


def read_as(
    shape: type[C], editions: Iterable[Edition], *, with_hashes: bool = True, with_texts: bool = False, labelled_in: str = ""
) -> dict[int, list[C]]:
    """The clauses of each edition. One query, one more for texts; for labels in a language editions come with their documents' numbering.

    `shape` is the plain clause, or one that adds what a page alone needs.
    """
    wanted = {edition.pk: edition for edition in editions}
    found: dict[int, list[C]] = {pk: [] for pk in wanted}
    rows = Clause.objects.filter(edition__in=wanted).order_by("edition_id", "position")
    texts = _texts(wanted) if with_texts else {}
    for clause in rows_as(shape, rows, with_hashes=with_hashes):
        clause.texts = texts.get(clause.pk, {})
        found[clause.edition].append(clause)
    for pk, clauses in found.items():
        set_parents(clauses)
        if labelled_in:
            set_labels(clauses, wanted[pk].document.numbering.rules_in(labelled_in))
    return found


def read_rows(rows: QuerySet[Clause], *, with_hashes: bool = True) -> list[PlainClause]:
    """Clauses of any editions, each alone. One query."""
    return rows_as(PlainClause, rows, with_hashes=with_hashes)


def rows_as(shape: type[C], rows: QuerySet[Clause], *, with_hashes: bool) -> list[C]:
    clauses = []
    for pk, edition, language, uuid, line, key, text_hash, *described in rows.values_list(
        *IDENTITY, _hash() if with_hashes else Value(""), "depth", *ATTRIBUTES
    ):
        clause = shape(str(uuid), str(line), key, *described)
        clause.pk, clause.edition, clause.source_language, clause.hash = pk, edition, language, text_hash
        clauses.append(clause)
    return clauses


def _hash() -> Coalesce:
    """Of the words that bind. Having no text and having an empty one are the same."""
    texts = ClauseText.objects.filter(clause=OuterRef("pk"), language=OuterRef("edition__source_language")).order_by("-number")
    return Coalesce(Subquery(texts.values("content_hash")[:1]), Value(NO_WORDS))


def _texts(editions: Iterable[int]) -> dict[int, dict[str, Passage]]:
    """The latest text of each clause in each language."""
    texts: defaultdict[int, dict[str, Passage]] = defaultdict(dict)
    rows = ClauseText.objects.filter(clause__edition__in=list(editions)).order_by("number")
    for clause, language, heading, body, summary in rows.values_list("clause_id", "language", "heading", "body", "summary"):
        texts[clause][language] = Passage(heading, body, summary)
    return texts


def set_parents(clauses: Sequence[PlainClause]) -> None:
    for clause, above in zip(clauses, parents(clauses), strict=True):
        clause.parent = above


def set_labels(clauses: Sequence[PlainClause], rules: Mapping[str, Any]) -> None:
    """By rules as they stand in one language."""
    for clause, label in zip(clauses, labels(clauses, rules), strict=True):
        clause.label, clause.cited = label


def hang(clauses: Sequence[C]) -> tuple[C, ...]:
    """Put each clause among the children of the one above it; returned are the topmost."""
    for clause in clauses:
        if clause.parent is not None:
            clauses[clause.parent].children.append(clause)
    return tuple(clause for clause in clauses if clause.parent is None)


# How clauses stand to one another.


def place_of(uuid: object, clauses: Sequence[PlainClause]) -> int | None:
    wanted = str(uuid)
    return next((place for place, clause in enumerate(clauses) if clause.uuid == wanted), None)


def end_below(place: int, clauses: Sequence[PlainClause]) -> int:
    """Where the clause and all that stands below it end."""
    end = place + 1
    while end < len(clauses) and clauses[end].depth > clauses[place].depth:
        end += 1
    return end


def place_after(after: int | None, clauses: Sequence[PlainClause], *, depth: int) -> int:
    """Where something of a depth goes in behind a clause: before the next that is not deeper, so that nobody else's parent changes."""
    place = 0 if after is None else after + 1
    while place < len(clauses) and clauses[place].depth > depth:
        place += 1
    return place


def without(gone: Iterable[str], clauses: Iterable[PlainClause]) -> list[PlainClause]:
    gone = set(gone)
    return [clause for clause in clauses if clause.uuid not in gone]


BATCH = 500
"""Rows of one statement."""


def store_clauses(clauses: Iterable[Clause]) -> None:
    """In reading order, each with the clause above it. One batch a depth, because a clause can only name a parent that is stored."""
    level_of: dict[int, int] = {}
    levels: list[list[Clause]] = []
    for clause in clauses:
        level = level_of.get(id(clause.parent), -1) + 1
        level_of[id(clause)] = level
        if level == len(levels):
            levels.append([])
        levels[level].append(clause)
    for rows in levels:
        for row in rows:
            row.parent = row.parent  # takes the number that the parent was given when it was stored
        Clause.objects.bulk_create(rows, batch_size=BATCH)


# What is worked out from editions: of fixed ones once, then kept.


def worked_out(
    what: str, wanted: Mapping[K, tuple[Edition, Mapping[str, Any]]], work: Callable[[Collection[K]], Mapping[K, V]]
) -> dict[K, V]:
    """Of each edition with the rules that number it in a language. Another numbering is kept under another name."""
    # Many editions share their rules.
    different = {id(rules): rules for _edition, rules in wanted.values()}
    numbered = {each: hashlib.sha256(canonical(dict(rules)).encode()).hexdigest()[:12] for each, rules in different.items()}
    names = {
        key: f"guidelines.{what}.{edition.uuid}.{edition.text_hash[:16]}.{numbered[id(rules)]}"
        for key, (edition, rules) in wanted.items()
        if not edition.is_working
    }
    kept = cache.get_many(names.values())
    found: dict[K, V] = {key: kept[name] for key, name in names.items() if name in kept}
    if missing := [key for key in wanted if key not in found]:
        found |= (made := work(missing))
        cache.set_many({names[key]: value for key, value in made.items() if key in names}, timeout=None)
    return found


def labels_in(texts: Iterable[tuple[Edition, str]]) -> dict[tuple[int, str], str]:
    """What clauses are cited by, by clause and language, for editions each with a language. One query for those not kept."""
    rules_in = once(NumberingScheme.rules_in)
    wanted = {(edition.pk, language): (edition, rules_in(edition.document.numbering, language)) for edition, language in texts}

    def work(missing: Collection[tuple[int, str]]) -> dict[tuple[int, str], dict[int, str]]:
        clauses = read_several([wanted[key][0] for key in missing], with_hashes=False)
        return {key: _cited(clauses[key[0]], wanted[key][1]) for key in missing}

    by_text = worked_out("labels", wanted, work)
    return {(clause, language): label for (_edition, language), cited in by_text.items() for clause, label in cited.items()}


def _cited(clauses: Sequence[PlainClause], rules: Mapping[str, Any]) -> dict[int, str]:
    return {clause.pk: label.cited for clause, label in zip(clauses, labels(clauses, rules), strict=True)}
