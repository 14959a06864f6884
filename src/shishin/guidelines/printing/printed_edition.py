"""An edition as it is printed: cover, box, record of revisions, contents and clauses in words, the same for PDF and Word.

Clauses are headings, blocks of their kind and lines, with their tags in words: a tree of plain data.
Nothing here depends on the day of printing: the same edition gives the same file. Whether it is in force today, its address says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TypeVar
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from shishin.guidelines.changes.revising import Revised, revisions_of
from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.editions.naming import EXAMPLE_NOTICE, cite_edition, day_of, days_of, in_time_order, issuer_of
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.models import Clause, Document, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.drawing import BLOCKS, HEADED, LINE, attribute_words, block_words, form_of
from shishin.guidelines.reading.editions import ReadClause, Reading, ReadText, read_edition
from shishin.kit.dates import day_in_words
from shishin.kit.identity import base, in_language, join_words
from shishin.paper.written_blocks import Block, Run, blocks_of, runs_of
from shishin.texts.languages import own_name
from shishin.texts.scopes import Vocabulary

Kind = Clause.Kind
S = TypeVar("S")
DEEPEST_LISTED = 3
"""Headings below this depth are not in the contents."""


@dataclass(slots=True)
class PrintedBlock:
    """What is set on paper for a clause, or for several lines of one kind; no clause: all that it is has been put into words.

    `form` is heading, block or line. `term` stands small beside the name of a block.
    """

    form: str
    kind: str
    level: int = 0
    depth: int = 0
    label: str = ""
    heading: Sequence[Run] = ()
    term: str = ""
    body: Sequence[Block] = ()
    tags: Sequence[str] = ()
    key: str = ""
    language: str = ""
    is_listed: bool = False
    has_heading: bool = False
    """What stands in `heading` is the clause's own; otherwise it is the word for its kind, printed for the reader."""
    is_marked_deleted: bool = False
    """The body says in a word that the text was deleted; that word is no part of the text."""
    children: list[PrintedBlock] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How the contents name it."""
        return "　".join(part for part in (self.label, "".join(run.text for run in self.heading)) if part)


def printed_clauses(clauses: Iterable[ReadClause], *, vocabulary: Vocabulary, holder: str = "") -> list[PrintedBlock]:
    """The same forms as on the page."""
    found: list[PrintedBlock] = []
    for form, grouped in groupby(clauses, key=lambda clause: form_of(clause, holder)):
        run = list(grouped)
        if form == HEADED or (form not in (LINE, Kind.CONDUCT) and len(run) == 1):
            found += [_headed(clause, vocabulary) for clause in run]
        elif form == LINE:
            found += [_line(clause, vocabulary) for clause in run]
        else:
            name, term = block_words(form)
            lines = [_line(clause, vocabulary) for clause in run]
            found.append(PrintedBlock("block", form, run[0].depth, heading=[Run(name)], term=term, children=lines))
    return found


def without_gaps(clauses: Iterable[PrintedBlock], above: int = 0) -> None:
    """A heading stands at most one level below the one above it, though clauses without headings lie between them."""
    for clause in clauses:
        if clause.form == "heading":
            clause.level = min(clause.level, above + 1)
        without_gaps(clause.children, clause.level if clause.form == "heading" else above)


def _headed(clause: ReadClause, vocabulary: Vocabulary) -> PrintedBlock:
    is_block = clause.kind in BLOCKS
    name, term = block_words(clause.kind) if is_block else (_("Deleted") if clause.is_vacated else "", "")
    return replace(
        _line(clause, vocabulary),
        form="block" if is_block else "heading",
        level=min(6, clause.depth),
        has_heading=bool(clause.text.heading),
        label="" if is_block else clause.label,
        heading=runs_of(clause.text.heading) or [Run(name)],
        term=term,
        is_listed=not is_block and clause.depth <= DEEPEST_LISTED,
    )


def _line(clause: ReadClause, vocabulary: Vocabulary) -> PrintedBlock:
    return PrintedBlock(
        form="line",
        kind=clause.kind,
        depth=clause.depth,
        label=clause.label,
        body=_body(clause),
        is_marked_deleted=_is_marked_deleted(clause),
        tags=_tags(clause, vocabulary),
        key=clause.key,
        language=clause.text.language,
        children=printed_clauses(clause.children, vocabulary=vocabulary, holder=clause.kind),
    )


def _body(clause: ReadClause) -> Sequence[Block]:
    if _is_marked_deleted(clause):
        return [Block("paragraph", [Run(_("Deleted"))])]
    return blocks_of(clause.text.body)


def _is_marked_deleted(clause: ReadClause) -> bool:
    is_said_above = clause.text.heading or clause.kind in (Kind.CHAPTER, Kind.VALUE)
    return bool(clause.is_vacated and not clause.text.body and not is_said_above)


def _tags(clause: ReadClause, vocabulary: Vocabulary) -> list[str]:
    return [tag for tag in (*attribute_words(clause, vocabulary), translation_words(clause.text)) if tag]


def translation_words(text: ReadText) -> str:
    if text.is_stale:
        return _("older translation")
    return _("not yet translated") if text.is_missing else ""


def listed(clauses: Iterable[PrintedBlock]) -> list[PrintedBlock]:
    """What the contents name, in order."""
    found: list[PrintedBlock] = []
    for clause in clauses:
        if clause.is_listed and clause.name.strip():
            found.append(clause)
        found += listed(clause.children)
    return found


@dataclass(frozen=True)
class PrintedEdition:
    """Made in the language of the text: call it within `override(base(language))`."""

    edition: Edition
    reading: Reading

    @property
    def document(self) -> Document:
        return self.edition.document

    @property
    def language(self) -> str:
        return self.reading.language

    @property
    def series(self) -> str:
        """The name of the series with the number in it, as it stands above the title; of one that did not take the document, the number alone."""
        series = in_language(self.document.family.titles, self.language) if self.document.is_in_family else ""
        return "　".join(part for part in (series, self.document.code) if part)

    @cached_property
    def title(self) -> str:
        return self.edition.title(self.language)

    @cached_property
    def version(self) -> str:
        return _("Version %(version)s") % {"version": version_in_words(self.edition.version)}

    @property
    def name(self) -> str:
        return f"{self.title}　{version_in_words(self.edition.version)}"

    @cached_property
    def owner(self) -> str:
        return issuer_of(self.edition, day=self.last_day or date.max, language=base(self.language))

    @cached_property
    def last_day(self) -> date | None:
        """The day the file bears: nothing later is told in it."""
        return day_of(self.edition)[0]

    @cached_property
    def days(self) -> list[str]:
        return [f"{words}　{self.in_words(day)}" for words, day in days_of(self.edition)]

    @cached_property
    def body(self) -> str:
        """The body that decided, by the name it had on that day; nothing where the text is its own."""
        decision = self.edition.adopted_by
        if office := self.edition.decided_by:
            return in_language(office.post_names, base(self.language))
        name = decision.body.name_on(decision.decided_on, base(self.language)) if decision else ""
        return "" if name == self.owner else name

    @cached_property
    def notice(self) -> str:
        """What stands on every page of a worked example."""
        return str(EXAMPLE_NOTICE) if self.document.family.is_example else ""

    @cached_property
    def notes(self) -> list[str]:
        """What a reader must know before the text."""
        edition, notes = self.edition, []
        if edition.withdrawn_on:
            notes.append(f"{_('This edition was withdrawn')}　{self.in_words(edition.withdrawn_on)}　{edition.withdrawn_reason}")
        if edition.is_working:
            still = _("This text is not public: only those who work on it see it. Its words may still change.")
            notes.append(f"{_('This edition is being written')}　{still}")
        elif edition.is_draft:
            notes.append(f"{_('This is a draft')}　{_('It binds nobody.')}")
        if not self.reading.is_source:
            notes.append(self._translation_note())
        return notes

    def _translation_note(self) -> str:
        choice = self.reading.choice
        source = own_name(self.edition.source_language)
        words = [_("This is a translation. The text in the source language (%(source)s) is the one that binds.") % {"source": source}]
        if choice.stale:
            words.append(_("Translations older than the text they translate: %(count)s; they are marked.") % {"count": choice.stale})
        if choice.missing:
            words.append(_("Not yet translated: %(count)s; the source text stands there, marked.") % {"count": choice.missing})
        return ("" if base(self.language) == "ja" else " ").join(words)

    @cached_property
    def box(self) -> list[tuple[str, str]]:
        """The box on the cover: position, keywords, outline and what belongs with them."""
        document, edition, language = self.document, self.edition, self.language
        position = _("Rules to be observed (normative)") if document.is_normative else _("For reference (informative)")
        rows = [
            (_("Position"), f"{position}　{document.get_kind_display()}"),
            (_("For whom"), in_language(document.audiences, language)),
            (_("Keywords"), self._keywords()),
            (_("Outline"), in_language(edition.outlines, language) or in_language(document.outlines, language)),
        ]
        if edition.is_taken_over and edition.taken_over_on:
            rows.append((_("Taken over from"), f"{edition.taken_over_from}　{self.in_words(edition.taken_over_on)}"))
        return [(label, words) for label, words in rows if words]

    def _keywords(self) -> str:
        words = self.edition.keywords
        found = words.get(self.language) or words.get(base(self.language)) or words.get(self.edition.source_language) or []
        return join_words(found, self.language)

    @cached_property
    def history(self) -> list[Sequence[str]]:
        """The record of revisions up to this edition: edition, day, places, what was done."""
        editions = self._editions_until_here()
        revisions = revisions_of(editions, rules=self.document.numbering.rules_in(self.language))
        return [self._history_row(edition, revisions[edition.pk]) for edition in editions]

    @property
    def history_headings(self) -> list[str]:
        return [_("Edition"), _("Date of revision"), _("Places changed"), _("What changed")]

    def _editions_until_here(self) -> list[Edition]:
        editions = in_time_order(Edition.objects.public().filter(document=self.document)) if not self.edition.is_working else []
        until = editions.index(self.edition) if self.edition in editions else len(editions)
        earlier = editions[:until]
        for edition in earlier:
            edition.document = self.document
        return [*earlier, self.edition]

    def _history_row(self, edition: Edition, revised: Revised) -> Sequence[str]:
        day, day_words = day_of(edition)
        is_whole = revised.is_whole or edition.revision == Edition.Revision.ENACTMENT
        return (
            version_in_words(edition.version),
            f"{self.in_words(day)} {day_words}" if day else _("Not yet"),
            _("the whole") if is_whole else join_words(revised.places),
            "　".join(part for part in (edition.get_revision_display(), in_language(edition.revision_notes, self.language)) if part),
        )

    @cached_property
    def clauses(self) -> list[PrintedBlock]:
        clauses = printed_clauses(self.reading.tops, vocabulary=vocabulary_when_needed())
        without_gaps(clauses)
        return clauses

    @cached_property
    def source_note(self) -> list[Block]:
        """What of a worked example is fact and what is invented."""
        return blocks_of(in_language(self.document.source_note, self.language))

    @cached_property
    def address(self) -> str:
        return urljoin(settings.SITE_URL, self.edition.get_absolute_url())

    @cached_property
    def citation(self) -> str:
        return cite_edition(self.edition, language=self.language).whole

    def in_words(self, day: date) -> str:
        return day_in_words(day, self.language, era=True)


def printed_edition(edition: Edition, language: str) -> PrintedEdition:
    """The edition with what the cover and the head of the pages name, in few queries whatever its size."""
    edition = Edition.objects.select_related(
        "document__family", "document__owner", "document__numbering", "started_from", "adopted_by__body", "decided_by"
    ).get(pk=edition.pk)
    return PrintedEdition(edition, read_edition(edition, language=language, hashes=hashes_of(edition)))


def gathered(sheet: S) -> S:
    """With all that is worked out only when it is asked for: who prints it apart asks no database."""
    for name, worked_out in vars(type(sheet)).items():
        if isinstance(worked_out, cached_property):
            getattr(sheet, name)
    return sheet
