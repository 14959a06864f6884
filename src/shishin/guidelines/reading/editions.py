"""Reading: what a page of an edition needs, in a number of queries that does not grow with the edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shishin.guidelines.changes.judging import State
from shishin.guidelines.changes.revising import Revised
from shishin.guidelines.editions.clauses import LanguageChoice, PlainClause, TextHashes, hang, read_as
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.models import ClauseText, Edition
from shishin.kit.markdown import plain
from shishin.texts.manuscript import Passage

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


NO_TEXT = ReadText("")


@dataclass(slots=True)
class ReadClause(PlainClause):
    """A clause with what a page alone shows of it, and with what stands under it."""

    text: ReadText = field(default=NO_TEXT, compare=False)
    change_mark: State | None = field(default=None, compare=False)
    other_languages: tuple[str, ...] = field(default=(), compare=False)

    @property
    def changed_below(self) -> list[str]:
        """The keys of what changed, of the clause itself and below it."""
        return [clause.key for clause in self.walk() if clause.change_mark is not None]

    @property
    def plain_heading(self) -> str:
        return plain(self.text.heading)

    @property
    def name(self) -> str:
        """How to name it in a list: label and heading."""
        return clause_name(self.label, self.plain_heading, otherwise=self.key)


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


Texts = Mapping[int, Mapping[str, Passage]]
"""Per clause and language."""


def read_edition(
    edition: Edition, *, language: str, hashes: TextHashes, revised: Revised | None = None, texts: Texts | None = None
) -> Reading:
    """All clauses in a language: two queries more than the hashes took, one where the texts are known."""
    clauses = read_as(ReadClause, [edition], with_hashes=False, labelled_in=language)[edition.pk]
    texts = _texts(edition, language) if texts is None else texts
    marks = revised.marks if revised else {}
    for clause in clauses:
        clause.text = _shown(clause.pk, texts.get(clause.pk, {}), language=language, hashes=hashes)
        clause.change_mark = marks.get(clause.pk)
        clause.other_languages = tuple(tag for tag in hashes.content.get(clause.pk, {}) if tag != language)
    return Reading(edition, language, hashes.choices, tuple(clauses), hang(clauses))


def _texts(edition: Edition, language: str) -> Texts:
    """The latest text of each clause in the language asked for and in the one that binds."""
    found: defaultdict[int, dict[str, Passage]] = defaultdict(dict)
    rows = ClauseText.objects.filter(clause__edition=edition, language__in={language, edition.source_language}).order_by("number")
    for clause, tag, *words in rows.values_list("clause_id", "language", "heading", "body", "summary"):
        found[clause][tag] = Passage(*words)
    return found


def _shown(clause: int, texts: Mapping[str, Passage], *, language: str, hashes: TextHashes) -> ReadText:
    if text := texts.get(language):
        return ReadText(language, text.heading, text.body, text.summary, is_stale=hashes.is_stale(clause, language))
    if text := texts.get(hashes.source_language):
        is_missing = bool(text.heading or text.body)
        return ReadText(hashes.source_language, text.heading, text.body, text.summary, is_missing=is_missing)
    return ReadText(language)


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
