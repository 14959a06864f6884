"""A draft with all that the rules look at, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import FilteredRelation, Q

from shishin.guidelines.editions.clauses import PlainClause, TextHashes, hang, read_several, texts_and_hashes_of
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.linting.sentences import words_alone
from shishin.guidelines.models import Clause, Edition
from shishin.texts.manuscript import Passage


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the parts of a text are, in characters without spaces: each chapter by its line, with its name."""

    version: str
    chapters: Mapping[str, int]
    names: Mapping[str, str]

    @property
    def characters(self) -> int:
        return sum(self.chapters.values())


@dataclass
class LintedDraft:
    """What is linted. Of its clauses the texts are read in every language."""

    edition: Edition
    clauses: Sequence[PlainClause]
    tops: Sequence[PlainClause]
    hashes: TextHashes
    day: date

    @cached_property
    def by_key(self) -> dict[str, PlainClause]:
        return {clause.key: clause for clause in self.clauses}

    def above(self, clause: PlainClause) -> Iterator[PlainClause]:
        """What a clause stands under, the nearest first."""
        while clause.parent is not None:
            clause = self.clauses[clause.parent]
            yield clause

    def siblings(self) -> Iterator[list[PlainClause]]:
        """The clauses that stand under the same one, whose text is not deleted."""
        for group in [self.tops, *(clause.children for clause in self.clauses)]:
            yield [clause for clause in group if not clause.is_vacated]

    def texts(self) -> Iterator[tuple[PlainClause, str, Passage]]:
        """Every text, with its language, of every clause that has not been deleted."""
        for clause in self.clauses:
            if not clause.is_vacated:
                yield from ((clause, language, text) for language, text in clause.texts.items())

    def name(self, clause: PlainClause) -> str:
        """How to name a clause in a list: label and heading."""
        return clause_name(clause.label, words_alone(clause.source.heading), otherwise=clause.key)

    def measure(self) -> Measured:
        """The draft itself, in the language that binds."""
        lengths = {
            top.line: sum(length(clause.source.heading, clause.source.body, clause.source.summary) for clause in top.walk())
            for top in self.tops
        }
        return Measured(self.edition.version, lengths, {top.line: self.name(top) for top in self.tops})

    @cached_property
    def in_force(self) -> Measured | None:
        """The edition of the same document that is in force today. One query."""
        return _measure_in_force(self.edition, self.day)


def length(*parts: str) -> int:
    return sum(len("".join(words_alone(part).split())) for part in parts)


def draft_of(edition: Edition, *, day: date) -> LintedDraft:
    """Two queries; the rules that look further ask once each."""
    clauses = read_several([edition], with_hashes=False, with_labels=True)[edition.pk]
    texts, hashes = texts_and_hashes_of(edition)
    for clause in clauses:
        clause.texts = texts.get(clause.pk, {})
    return LintedDraft(edition, clauses, hang(clauses), hashes, day)


def _measure_in_force(edition: Edition, day: date) -> Measured | None:
    language = FilteredRelation("texts", condition=Q(texts__language=edition.source_language))
    standing = Edition.objects.in_force_on(day).filter(document=edition.document_id).exclude(pk=edition.pk)
    clauses = Clause.objects.filter(edition__in=standing).annotate(said=language)
    words = ("said__heading", "said__body", "said__summary")
    rows = list(clauses.order_by("position", "said__number").values_list("edition__version", "line", "depth", *words))
    newest = {row[1]: row for row in rows}
    lengths: defaultdict[str, int] = defaultdict(int)
    names: dict[str, str] = {}
    chapter = ""
    for line, (_version, _line, depth, heading, body, summary) in newest.items():
        if depth == 1:
            chapter = str(line)
            names[chapter] = words_alone(heading or "")
        if chapter:
            lengths[chapter] += length(heading or "", body or "", summary or "")
    return Measured(rows[0][0], lengths, names) if rows else None
