"""Clauses as the pages of writing name them, with those around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shishin.guidelines.editions.clauses import PlainClause, TextHashes, set_labels, texts_and_hashes_of
from shishin.guidelines.editions.naming import LONGEST_NAME, clause_name
from shishin.guidelines.models import ClauseText, Edition
from shishin.guidelines.reading.editions import ReadClause, Reading, read_edition
from shishin.kit.markdown import plain

PARTS = ("heading", "body", "summary")


@dataclass(frozen=True, slots=True)
class Written:
    """An edition in the language that binds, and how its translations keep up."""

    reading: Reading
    hashes: TextHashes


def read_written(edition: Edition) -> Written:
    """Two queries."""
    texts, hashes = texts_and_hashes_of(edition)
    return Written(read_edition(edition, language=edition.source_language, hashes=hashes, texts=texts), hashes)


def read_source(edition: Edition) -> Reading:
    """All clauses in the language that binds."""
    return read_written(edition).reading


def names_before(edition: Edition, old: Sequence[PlainClause], *, keys: Collection[str]) -> dict[str, NamedBefore]:
    """What clauses of the edition before were called, by key. One query, none where no key is asked for."""
    wanted = {clause.pk: clause.key for clause in old if clause.key in keys}
    if not wanted:
        return {}
    set_labels(old, edition.document.numbering.rules)
    labels = {clause.key: clause.label for clause in old}
    rows = ClauseText.objects.filter(clause__in=wanted, language=edition.source_language).order_by("number")
    begins = {clause: _begin(heading, body) for clause, heading, body in rows.values_list("clause_id", "heading", "body")}
    return {key: NamedBefore(key, labels[key], begins.get(pk, "")) for pk, key in wanted.items()}


@dataclass(frozen=True, slots=True)
class NamedBefore:
    key: str
    label: str
    begin: str

    @property
    def name(self) -> str:
        return clause_name(self.label, self.begin, otherwise=self.key)


def beginning_of(clause: ReadClause) -> str:
    """The heading; where there is none, how the words begin."""
    return _begin(clause.text.heading, clause.text.body)


def name_of(clause: ReadClause) -> str:
    """Its number and how it begins; its key where it has neither."""
    return clause_name(clause.label, beginning_of(clause), otherwise=clause.key)


def short_name_of(clause: ReadClause) -> str:
    """Its number and heading; how it begins where it has neither."""
    return clause_name(clause.label, clause.plain_heading) or name_of(clause)


def name_in(reading: Reading, key: str) -> str:
    """What the clause of a key is called in short; empty where none stands."""
    return next((short_name_of(clause) for clause in reading.clauses if clause.key == key), "")


def _begin(heading: str, body: str) -> str:
    if heading:
        return plain(heading)
    begin = plain(body).strip().partition("\n")[0]
    return begin if len(begin) <= LONGEST_NAME else f"{begin[:LONGEST_NAME]}…"


@dataclass(frozen=True, slots=True)
class Around:
    """A clause of an edition, and those before and after it in reading order."""

    clause: ReadClause
    before: ReadClause | None
    after: ReadClause | None

    @property
    def name(self) -> str:
        return name_of(self.clause)

    @property
    def short_name(self) -> str:
        return short_name_of(self.clause)


def around(reading: Reading, key: str) -> Around:
    at = next(number for number, clause in enumerate(reading.clauses) if clause.key == key)
    following = reading.clauses[at + 1 : at + 2]
    return Around(reading.clauses[at], reading.clauses[at - 1] if at else None, following[0] if following else None)


def places(reading: Reading, *, without: ReadClause | None = None) -> list[tuple[str, str]]:
    """After which clauses another may stand: key and name, indented by depth. A clause never stands below itself."""
    left_out = {clause.key for clause in without.walk()} if without else set()
    return [(clause.key, "　" * (clause.depth - 1) + name_of(clause)) for clause in reading.clauses if clause.key not in left_out]


def below(clause: ReadClause) -> list[ReadClause]:
    return list(clause.walk())[1:]


def last_below(clause: ReadClause) -> ReadClause:
    """The last clause of those that stand under it, itself where there is none."""
    return list(clause.walk())[-1]
