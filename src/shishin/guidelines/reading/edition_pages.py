"""What the pages of an edition show: put together from rows in at most twelve queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.councils.access import bodies_kept_by
from shishin.guidelines.changes.revising import Revised, revisions_of
from shishin.guidelines.editions.clauses import TextHashes, hashes_of
from shishin.guidelines.editions.exporting import content_of, digest_of_export, formats_of
from shishin.guidelines.editions.naming import (
    Citation,
    EditionStatus,
    cite_edition,
    day_of,
    document_state_tag,
    issuer_of,
    print_key,
    status_tag,
)
from shishin.guidelines.editions.procedures import Rule, rules_of
from shishin.guidelines.editions.readable import ReadableDocument, language_to_read
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.drawing import Surroundings, draw_alone, draw_clauses, draw_contents
from shishin.guidelines.reading.editions import Part, ReadClause, Reading, parts_of, read_edition
from shishin.guidelines.reading.families import RelatedDocument, family_not_confirmed, related_documents
from shishin.guidelines.reading.feeds import is_public
from shishin.guidelines.reading.inviting import Invitation, invitations_to
from shishin.kit.file_sizes import Download, with_sizes
from shishin.kit.identity import base, in_language, join_words
from shishin.kit.timeline import Tag
from shishin.texts.languages import language_for, spoken_about
from shishin.texts.scopes import Vocabulary


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of the revision table."""

    edition: Edition
    version: str
    day: date | None
    day_words: str
    places: str
    notes: str
    tag: Tag
    compare_url: str
    is_here: bool


@dataclass
class EditionPage:
    """An edition in one language for one reader. What a page does not show is not worked out."""

    readable: ReadableDocument
    edition: Edition
    hashes: TextHashes
    offered: str
    """The language that a reader of this interface gets who asks for none."""
    reading: Reading
    revisions: dict[int, Revised]
    related: Sequence[RelatedDocument]
    is_whole: bool = True

    @property
    def document(self) -> Any:
        return self.readable.document

    @property
    def language(self) -> str:
        return self.reading.language

    @cached_property
    def status(self) -> EditionStatus:
        return self.readable.status(self.edition)

    @cached_property
    def tags(self) -> list[Tag]:
        tags = [status_tag(self.status.kind), document_state_tag(self.document)]
        if self.edition.is_taken_over:
            tags.append(Tag(_("Taken over"), "", ""))
        if not self.document.is_in_family:
            tags.append(family_not_confirmed(self.document))
        return [tag for tag in tags if tag]

    @cached_property
    def title(self) -> str:
        return self.edition.title(self.language)

    @cached_property
    def title_language(self) -> str:
        """What the title is written in: not every edition has a title in every language of its text."""
        titles = self.edition.titles or self.document.titles
        return next((tag for tag, title in titles.items() if title == self.title), self.language)

    @cached_property
    def version(self) -> str:
        return version_in_words(self.edition.version)

    @cached_property
    def owner(self) -> str:
        return issuer_of(self.edition, day=day_of(self.edition)[0] or self.readable.day)

    @cached_property
    def day(self) -> tuple[date | None, str]:
        return day_of(self.edition)

    @cached_property
    def body(self) -> str:
        """The body or the office that decided, by the name it had on that day."""
        decision, office = self.edition.adopted_by, self.edition.decided_by
        if office:
            return office.office
        return decision.body.name_on(decision.decided_on) if decision else ""

    @cached_property
    def before(self) -> Edition | None:
        return self.readable.before(self.edition)

    @property
    def may_file(self) -> bool:
        """Whether the reader may make it a paper of a meeting."""
        return bodies_kept_by(self.readable.reader).exists()

    @property
    def print_key(self) -> str:
        return print_key(self.edition)

    @cached_property
    def compare_url(self) -> str:
        return compare_url(self.document.slug, self.before, self.edition)

    @cached_property
    def comparisons(self) -> list[tuple[str, str]]:
        """Addresses of comparison tables, each with the other edition: the adopted one before an adopted one, the drafts after it."""
        before = self.readable.adopted_before(self.edition) or self.before
        drafts = self.readable.open_drafts if self.edition == self.readable.in_force else []
        pairs = [(before, self.edition)] if before else []
        urls = [(compare_url(self.document.slug, old, new), old) for old, new in pairs]
        urls += [(compare_url(self.document.slug, self.edition, draft), draft) for draft in drafts]
        return [(url, version_in_words(other.version)) for url, other in urls]

    @cached_property
    def invitations(self) -> list[Invitation]:
        return invitations_to([self.edition, self.proposal], reader=self.readable.reader)

    @cached_property
    def proposal(self) -> Edition | None:
        return self.readable.proposal_to(self.edition)

    @cached_property
    def proposal_url(self) -> str:
        return compare_url(self.document.slug, self.edition, self.proposal) if self.proposal else ""

    @cached_property
    def query(self) -> str:
        """What keeps the language on the way to another page or a file of this edition: also that which binds, where its reader would get another."""
        return "" if self.reading.is_source and self.language == self.offered else f"?language={self.language}"

    @cached_property
    def outline(self) -> str:
        return in_language(self.edition.outlines, self.language) or in_language(self.document.outlines, self.language)

    @cached_property
    def keywords(self) -> str:
        words = self.edition.keywords
        found = words.get(self.language) or words.get(base(self.language)) or words.get(self.edition.source_language) or []
        return join_words(found, self.language)

    @cached_property
    def audience(self) -> str:
        return in_language(self.document.audiences, self.language)

    @cached_property
    def parts(self) -> list[Part]:
        return parts_of(self.reading.tops)

    @cached_property
    def is_by_chapter(self) -> bool:
        """Whether this page shows the contents alone, the text being served by chapter."""
        return self.reading.is_in_parts and not self.is_whole

    @cached_property
    def hrefs(self) -> dict[int, str]:
        """Where each clause stands: on this page, or on the page of its chapter."""
        if not self.is_by_chapter:
            return {clause.pk: f"#{clause.key}" for clause in self.reading.clauses}
        found = {}
        for part in self.parts:
            url = self.part_url(part)
            found.update({clause.pk: url if clause is part.head else f"{url}#{clause.key}" for clause in part.clauses()})
        return found

    def part_url(self, part: Part) -> str:
        return reverse("guidelines:chapter", args=[self.document.slug, self.edition.version, part.head.key]) + self.query

    @cached_property
    def part_links(self) -> list[tuple[str, str]]:
        return [(self.part_url(part), part.head.name) for part in self.parts]

    def contents(self, current: ReadClause | None = None) -> SafeString:
        with override(spoken_about(self.language)):
            return draw_contents(self.reading.tops, hrefs=self.hrefs, current=current.pk if current else None)

    @property
    def text(self) -> SafeString:
        return draw_clauses(self.reading.tops, within=self.surroundings())

    def part_text(self, part: Part) -> SafeString:
        within = self.surroundings(raised=part.head.depth - 1)
        return draw_alone(part.head, within=within) if part.is_alone else draw_clauses([part.head], within=within)

    def surroundings(self, *, raised: int = 0) -> Surroundings:
        return Surroundings(self.document.slug, self.edition.version, self.language, self.compare_url, raised, vocabulary=self.vocabulary)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_when_needed()

    @cached_property
    def citations(self) -> list[Citation]:
        return [cite_edition(self.edition, language=choice.tag) for choice in self.reading.languages]

    @cached_property
    def downloads(self) -> list[Download]:
        return self._downloads_of("edition")

    @cached_property
    def summary_downloads(self) -> list[Download]:
        return self._downloads_of("summary")

    def _downloads_of(self, part: str) -> list[Download]:
        where = [self.document.slug, self.edition.version]
        content = content_of(self.edition, self.hashes, editions=self.readable.editions)
        return with_sizes(
            [
                Download(
                    form.label,
                    reverse("guidelines:download", args=[*where, form.name]) + self.query,
                    digest_of_export(content, form, self.language),
                )
                for form in formats_of(part)
            ]
        )

    @property
    def has_feed(self) -> bool:
        return is_public(self.readable)

    @cached_property
    def rules(self) -> list[Rule]:
        """Who adopts which kind of revision. Every reader is told, also that nobody is named."""
        return rules_of(self.document)

    @cached_property
    def related_by_relation(self) -> list[tuple[str, list[RelatedDocument]]]:
        return [(relation, list(rows)) for relation, rows in groupby(self.related, key=lambda row: row.relation)]

    @cached_property
    def successors(self) -> list[Document]:
        return [row.document for row in self.related if row.is_successor]

    @cached_property
    def history(self) -> list[HistoryRow]:
        """The newest first."""
        return [self._history_row(edition) for edition in reversed(self.readable.editions)]

    def _history_row(self, edition: Edition) -> HistoryRow:
        revised = self.revisions[edition.pk]
        day, day_words = day_of(edition)
        return HistoryRow(
            edition=edition,
            version=version_in_words(edition.version),
            day=day,
            day_words=day_words,
            places=_("the whole") if revised.is_whole or edition.revision == Edition.Revision.ENACTMENT else join_words(revised.places),
            notes=in_language(edition.revision_notes),
            tag=status_tag(self.readable.status(edition).kind),
            compare_url=compare_url(self.document.slug, self.readable.adopted_before(edition) or self.readable.before(edition), edition),
            is_here=edition == self.edition,
        )


def compare_url(slug: str, before: Edition | None, edition: Edition) -> str:
    return reverse("guidelines:compare", args=[slug, before.version, edition.version]) if before else ""


def edition_page(readable: ReadableDocument, edition: Edition, *, language: str | None, path: str, is_whole: bool = False) -> EditionPage:
    """Seven queries at most, after the document's four."""
    hashes = hashes_of(edition)
    chosen = language_to_read(language, hashes.choices, source=edition.source_language, path=path)
    revisions = revisions_of(readable.editions, rules=readable.rules)
    return EditionPage(
        readable=readable,
        edition=edition,
        hashes=hashes,
        offered=language_for([choice.tag for choice in hashes.choices], source=edition.source_language),
        reading=read_edition(edition, language=chosen, hashes=hashes, revised=revisions[edition.pk]),
        revisions=revisions,
        related=related_documents(readable.document, reader=readable.reader),
        is_whole=is_whole,
    )
