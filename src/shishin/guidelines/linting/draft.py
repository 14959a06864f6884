"""A draft with all that the rules look at, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import FilteredRelation, Q

from shishin.guidelines.editions.labelling import both_labels_of
from shishin.guidelines.linting.sentences import words_alone
from shishin.guidelines.models import Clause, ClauseText, Edition


@dataclass(slots=True)
class LintedText:
    """A clause in one language, as it is written."""

    language: str
    heading: str
    body: str
    summary: str
    content_hash: str
    source_hash: str


@dataclass(slots=True)
class LintedClause:
    """A clause with its texts by language and what stands under it."""

    pk: int
    line: UUID
    key: str
    parent_pk: int | None
    depth: int
    kind: str
    force: str
    is_vacated: bool
    is_branch: bool
    applicability: Mapping[str, Sequence[str]]
    texts: dict[str, LintedText] = field(default_factory=dict)
    parent: LintedClause | None = None
    children: list[LintedClause] = field(default_factory=list)
    label: str = ""

    def above(self) -> Iterator[LintedClause]:
        """What it stands under, the nearest first."""
        clause = self.parent
        while clause:
            yield clause
            clause = clause.parent

    def walk(self) -> Iterator[LintedClause]:
        """This clause and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the parts of a text are, in characters without spaces: each chapter by its line, with its name."""

    version: str
    chapters: Mapping[UUID, int]
    names: Mapping[UUID, str]

    @property
    def characters(self) -> int:
        return sum(self.chapters.values())


@dataclass
class Draft:
    """What is linted."""

    edition: Edition
    clauses: Sequence[LintedClause]
    day: date

    @cached_property
    def by_key(self) -> dict[str, LintedClause]:
        return {clause.key: clause for clause in self.clauses}

    @property
    def tops(self) -> list[LintedClause]:
        return [clause for clause in self.clauses if clause.parent is None]

    def siblings(self) -> Iterator[list[LintedClause]]:
        """The clauses that stand under the same one, whose text is not deleted."""
        for group in [self.tops, *(clause.children for clause in self.clauses)]:
            yield [clause for clause in group if not clause.is_vacated]

    def texts(self) -> Iterator[tuple[LintedClause, LintedText]]:
        """Every text of every clause that has not been deleted."""
        for clause in self.clauses:
            if not clause.is_vacated:
                yield from ((clause, text) for text in clause.texts.values())

    def source(self, clause: LintedClause) -> LintedText | None:
        return clause.texts.get(self.edition.source_language)

    def name(self, clause: LintedClause) -> str:
        """How to name a clause in a list: label and heading."""
        text = self.source(clause)
        heading = words_alone(text.heading) if text else ""
        return "　".join(part for part in (clause.label, heading) if part) or clause.key

    def measure(self) -> Measured:
        """The draft itself, in the language that binds."""
        texts = ((clause, self.source(clause)) for top in self.tops for clause in top.walk())
        lengths: defaultdict[UUID, int] = defaultdict(int)
        chapter: UUID | None = None
        for clause, text in texts:
            chapter = clause.line if clause.parent is None else chapter
            if chapter:
                lengths[chapter] += length(text.heading, text.body, text.summary) if text else 0
        return Measured(self.edition.version, lengths, {top.line: self.name(top) for top in self.tops})

    @cached_property
    def in_force(self) -> Measured | None:
        """The edition of the same document that is in force today. One query."""
        return _measure_in_force(self.edition, self.day)


def length(*parts: str) -> int:
    return sum(len("".join(words_alone(part).split())) for part in parts)


def draft_of(edition: Edition, *, day: date) -> Draft:
    """Two queries; the rules that look further ask once each."""
    fields = ("pk", "line", "line__key", "parent", "depth", "kind", "force", "is_vacated", "is_branch", "applicability")
    rows = Clause.objects.filter(edition=edition).order_by("position").values_list(*fields)
    by_pk = {row[0]: LintedClause(*row) for row in rows}
    for clause in by_pk.values():
        if clause.parent_pk is not None:
            clause.parent = by_pk[clause.parent_pk]
            clause.parent.children.append(clause)
    texts = ClauseText.objects.filter(clause__edition=edition).order_by("number")
    columns = ("clause", "language", "heading", "body", "summary", "content_hash", "source_hash")
    for pk, language, *words in texts.values_list(*columns):
        by_pk[pk].texts[language] = LintedText(language, *words)
    clauses = list(by_pk.values())
    labels = both_labels_of(clauses, edition.document.numbering.rules)
    for clause in clauses:
        clause.label = labels[clause.pk].short
    return Draft(edition, clauses, day)


def _measure_in_force(edition: Edition, day: date) -> Measured | None:
    language = FilteredRelation("texts", condition=Q(texts__language=edition.source_language))
    standing = Edition.objects.in_force_on(day).filter(document=edition.document_id).exclude(pk=edition.pk)
    clauses = Clause.objects.filter(edition__in=standing).annotate(said=language)
    words = ("said__heading", "said__body", "said__summary")
    rows = list(clauses.order_by("position", "said__number").values_list("edition__version", "line", "depth", *words))
    newest = {row[1]: row for row in rows}
    lengths: defaultdict[UUID, int] = defaultdict(int)
    names: dict[UUID, str] = {}
    chapter: UUID | None = None
    for line, (_version, _line, depth, heading, body, summary) in newest.items():
        if depth == 1:
            chapter = line
            names[line] = words_alone(heading or "")
        if chapter:
            lengths[chapter] += length(heading or "", body or "", summary or "")
    return Measured(rows[0][0], lengths, names) if rows else None
