"""Reading: what a page of an edition needs, in a number of queries that does not grow with the edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shishin.guidelines.changes.judging import State
from shishin.guidelines.changes.revising import Revised
from shishin.guidelines.editions.labelling import both_labels_of
from shishin.guidelines.editions.text_hashes import LanguageChoice, TextHashes
from shishin.guidelines.models import Clause, ClauseText, Edition
from shishin.kit.markdown import plain

PART_LIMIT = 500
"""An edition with more clauses than this is served by chapter."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """The words shown for a clause: those asked for, or the source where there is no translation."""

    language: str
    heading: str = ""
    body: str = ""
    summary: str = ""
    is_stale: bool = False
    is_missing: bool = False


@dataclass(slots=True)
class ReadClause:
    """A clause as a page shows it, with what stands under it."""

    pk: int
    key: str
    parent: int | None
    depth: int
    kind: str
    force: str
    is_hard_gate: bool
    is_vacated: bool
    is_branch: bool
    applicability: Mapping[str, Sequence[str]]
    text: ReadText
    touched: State | None = None
    other_languages: tuple[str, ...] = ()
    label: str = ""
    cited: str = ""
    children: list[ReadClause] = field(default_factory=list)

    def walk(self) -> Iterator[ReadClause]:
        """This clause and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def touched_below(self) -> int:
        return sum(clause.touched is not None for clause in self.walk())

    @property
    def plain_heading(self) -> str:
        return plain(self.text.heading)

    @property
    def name(self) -> str:
        """How to name it in a list: label and heading."""
        return "　".join(part for part in (self.label, self.plain_heading) if part) or self.key


@dataclass(frozen=True, slots=True)
class Reading:
    """An edition with all its clauses in one language."""

    edition: Edition
    language: str
    languages: tuple[LanguageChoice, ...]
    clauses: tuple[ReadClause, ...]
    tops: tuple[ReadClause, ...]

    @property
    def is_source(self) -> bool:
        return self.language == self.edition.source_language

    @property
    def is_in_parts(self) -> bool:
        return len(self.clauses) > PART_LIMIT

    @property
    def choice(self) -> LanguageChoice:
        return next(choice for choice in self.languages if choice.tag == self.language)


Texts = Mapping[int, Mapping[str, Any]]
"""Per clause and language: heading, body, summary."""
FIELDS = ("pk", "line__key", "parent_id", "depth", "kind", "force", "is_hard_gate", "is_vacated", "is_branch", "applicability")


def read_edition(
    edition: Edition, *, language: str, hashes: TextHashes, revised: Revised | None = None, texts: Texts | None = None
) -> Reading:
    """All clauses in a language: two queries more than the hashes took, one where the texts are known."""
    rows = Clause.objects.filter(edition=edition).order_by("position").values_list(*FIELDS)
    texts = _texts(edition, language) if texts is None else texts
    touched = revised.touched if revised else {}
    clauses = tuple(
        ReadClause(
            pk=pk,
            key=key,
            parent=parent,
            depth=depth,
            kind=kind,
            force=force,
            is_hard_gate=is_hard_gate,
            is_vacated=is_vacated,
            is_branch=is_branch,
            applicability=applicability,
            text=_shown(pk, texts.get(pk, {}), language=language, hashes=hashes),
            touched=touched.get(pk),
            other_languages=tuple(tag for tag in hashes.content.get(pk, {}) if tag != language),
        )
        for pk, key, parent, depth, kind, force, is_hard_gate, is_vacated, is_branch, applicability in rows
    )
    labels = both_labels_of(clauses, edition.document.numbering.rules)
    for clause in clauses:
        clause.label, clause.cited = labels[clause.pk]
    return Reading(edition, language, hashes.choices, clauses, _tree(clauses))


def _texts(edition: Edition, language: str) -> Texts:
    """The latest text of each clause in the language asked for and in the one that binds."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    rows = ClauseText.objects.filter(clause__edition=edition, language__in={language, edition.source_language}).order_by("number")
    for clause, tag, *words in rows.values_list("clause_id", "language", "heading", "body", "summary"):
        found[clause][tag] = words
    return found


def _shown(clause: int, texts: Mapping[str, Any], *, language: str, hashes: TextHashes) -> ReadText:
    if language in texts:
        heading, body, summary = texts[language]
        return ReadText(language, heading, body, summary, is_stale=hashes.is_stale(clause, language))
    if hashes.source_language in texts:
        heading, body, summary = texts[hashes.source_language]
        return ReadText(hashes.source_language, heading, body, summary, is_missing=bool(heading or body))
    return ReadText(language)


def _tree(clauses: Sequence[ReadClause]) -> tuple[ReadClause, ...]:
    by_pk = {clause.pk: clause for clause in clauses}
    tops = []
    for clause in clauses:
        if clause.parent is None:
            tops.append(clause)
        else:
            by_pk[clause.parent].children.append(clause)
    return tuple(tops)


@dataclass(frozen=True, slots=True)
class Part:
    """What one page of a long edition shows: a clause with all below it, or alone where that is too much."""

    head: ReadClause
    is_alone: bool = False

    def clauses(self) -> Iterable[ReadClause]:
        return [self.head] if self.is_alone else self.head.walk()


def parts_of(tops: Sequence[ReadClause]) -> list[Part]:
    """The pages of a long edition. A chapter that is itself too long is served by what stands under it."""
    parts: list[Part] = []
    for top in tops:
        if top.children and sum(1 for _ in top.walk()) > PART_LIMIT:
            parts += [Part(top, is_alone=True), *parts_of(top.children)]
        else:
            parts.append(Part(top))
    return parts
