"""Clauses as the pages of writing name them, with those around them."""

from __future__ import annotations

from dataclasses import dataclass

from shishin.guidelines.comparing.words import LONGEST_NAME
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.editions import ReadClause, Reading, TextHashes, hashes_of, read_edition
from shishin.kit.markdown import plain


def read_source(edition: Edition, hashes: TextHashes | None = None) -> Reading:
    """All clauses in the language that binds. Three queries."""
    return read_edition(edition, language=edition.source_language, hashes=hashes or hashes_of(edition))


def read_before(edition: Edition) -> Reading | None:
    """The edition that this one was started from, for what its clauses were called. Two queries."""
    before = edition.started_from
    if before is None:
        return None
    before.document = edition.document
    return read_edition(before, language=before.source_language, hashes=TextHashes({}, {}, before.source_language))


def beginning_of(clause: ReadClause) -> str:
    """The heading; where there is none, how the words begin."""
    if clause.plain_heading:
        return clause.plain_heading
    begin = plain(clause.text.body).strip().partition("\n")[0]
    return begin if len(begin) <= LONGEST_NAME else f"{begin[:LONGEST_NAME]}…"


def name_of(clause: ReadClause) -> str:
    """Its number and how it begins; its key where it has neither."""
    return "　".join(part for part in (clause.label, beginning_of(clause)) if part) or clause.key


@dataclass(frozen=True, slots=True)
class Around:
    """A clause of an edition, and those before and after it in reading order."""

    clause: ReadClause
    before: ReadClause | None
    after: ReadClause | None

    @property
    def name(self) -> str:
        return name_of(self.clause)


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
