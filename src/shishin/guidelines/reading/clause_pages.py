"""What the page of a clause shows: its text for ever, its way through the editions, and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shishin.guidelines.changes.revising import revisions_of, revisions_since
from shishin.guidelines.editions.clauses import LanguageChoice, hashes_of
from shishin.guidelines.editions.naming import (
    Citation,
    StatusKind,
    breadcrumbs_to_document,
    cite_clause,
    clause_name,
    status_tag,
)
from shishin.guidelines.editions.readable import ReadableDocument, language_to_read, line_to_read, no_clause, no_text
from shishin.guidelines.editions.vocabulary import vocabulary_when_needed
from shishin.guidelines.linking.pages import LinkedClause, linked_clauses
from shishin.guidelines.models import Edition, Line
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.clause_steps import ClauseStep, ShownText, StepKind, shown_texts, step_tag, steps_of
from shishin.guidelines.reading.drawing import Surroundings, draw_clauses, force_words
from shishin.guidelines.reading.edition_pages import compare_url
from shishin.guidelines.reading.editions import ReadClause, Reading, read_edition
from shishin.guidelines.reading.inviting import Invitation, invitations_to
from shishin.guidelines.reading.own_stages import guideline_stages
from shishin.guidelines.reading.tracing import Trace, trace_of
from shishin.kit.timeline import Event, Tag
from shishin.texts.languages import in_order, own_name
from shishin.texts.numbering.labels import labels


@dataclass
class ClausePage:
    """A clause as it stands in one edition, for one reader and in one language."""

    readable: ReadableDocument
    line: Line
    steps: Sequence[ClauseStep]
    step: ClauseStep
    reading: Reading
    texts: Sequence[ShownText]
    shown: ShownText | None
    languages: Sequence[LanguageChoice]
    links: Sequence[LinkedClause]
    is_cited_edition: bool
    proposal: ClauseStep | None

    @property
    def document(self) -> Any:
        return self.readable.document

    @property
    def edition(self) -> Edition:
        return self.step.edition

    @property
    def version(self) -> str:
        return version_in_words(self.edition.version)

    @property
    def language(self) -> str:
        return self.reading.language

    @cached_property
    def clause(self) -> ReadClause:
        return next(clause for clause in self.reading.clauses if clause.key == self.line.key)

    @cached_property
    def above(self) -> list[ReadClause]:
        """The clauses it stands under, the topmost first."""
        found: list[ReadClause] = []
        at = self.clause
        while at.parent is not None:
            at = self.reading.clauses[at.parent]
            found.append(at)
        return found[::-1]

    @cached_property
    def name(self) -> str:
        """How the clause is called: its label as printed and its heading, else its key."""
        return clause_name(self.label, self.clause.plain_heading, otherwise=self.line.key)

    @cached_property
    def label(self) -> str:
        """As printed; where several clauses have the same, or a block has none, as it is cited."""
        printed = self.clause.label
        is_unique = printed and sum(clause.label == printed for clause in self.reading.clauses) == 1
        return printed if is_unique else self.clause.cited

    @cached_property
    def breadcrumbs(self) -> list[tuple[str, str]]:
        document = self.document
        steps = breadcrumbs_to_document(document)
        above = ""
        for clause in self.above:
            steps.append((reverse("guidelines:clause", args=[document.slug, clause.key]), _short_name(clause, above)))
            above = clause.cited
        return [*steps, ("", self.label if self.clause.cited != above else _short_name(self.clause, above))]

    @cached_property
    def force(self) -> str:
        return force_words(self.clause.force)

    @cached_property
    def end(self) -> ClauseStep | None:
        """The step that dropped the clause, if the newest edition that binds no longer has it."""
        last = self.steps[-1]
        return last if last.clause is None else None

    @cached_property
    def tags(self) -> list[Tag]:
        status = self.readable.status(self.edition)
        if self.end and not status.is_in_force:
            return [step_tag(StepKind.DROPPED)]
        return [status_tag(status.kind)]

    @cached_property
    def is_in_force(self) -> bool:
        return self.readable.status(self.edition).kind == StatusKind.IN_FORCE

    @cached_property
    def proposal_url(self) -> str:
        """The comparison of this clause as it stands with what a published draft would make of it."""
        return f"{compare_url(self.document.slug, self.edition, self.proposal.edition)}#r-{self.line.key}" if self.proposal else ""

    @cached_property
    def text(self) -> SafeString:
        """The clause with all below it."""
        within = Surroundings(
            slug=self.document.slug,
            version=self.edition.version,
            language=self.language,
            compare_url=compare_url(self.document.slug, self.step.before, self.edition),
            raised=self.clause.depth - 1,
            vocabulary=vocabulary_when_needed(),
        )
        return draw_clauses(self.clause.children, within=within)

    @cached_property
    def place_url(self) -> str:
        """Where the clause stands in its edition."""
        slug, version = self.document.slug, self.edition.version
        query = "" if self.reading.is_source else f"?language={self.language}"
        if self.reading.is_in_parts:
            return f"{reverse('guidelines:chapter', args=[slug, version, self.line.key])}{query}"
        return f"{self.edition.get_absolute_url()}{query}#{self.line.key}"

    @cached_property
    def invitations(self) -> list[Invitation]:
        proposed = [self.proposal.edition] if self.proposal else []
        return invitations_to([self.edition, *proposed], reader=self.readable.reader)

    @cached_property
    def trace(self) -> Trace:
        return trace_of(self.line, reader=self.readable.reader, own=guideline_stages(self.readable, self.steps, self.step))

    @cached_property
    def here(self) -> list[Event]:
        """Between why and then stands the clause itself."""
        title = f"{self.document.short_title()} {self.version}　{self.name}"
        return [Event(_("The clause"), title=title, url=self.place_url, tags=self.tags, is_here=True)]

    @cached_property
    def timeline(self) -> list[tuple[ClauseStep, str]]:
        """The newest first, each with the address of the comparison that shows it."""
        slug = self.document.slug
        return [(step, compare_url(slug, step.before, step.edition) if step.is_change else "") for step in reversed(self.steps)]

    @cached_property
    def citations(self) -> list[Citation]:
        number = self.shown.number if self.shown and self.shown.is_earlier else None
        tags = [self.language] if number else [choice.tag for choice in self.languages]
        key, heading = self.line.key, self.clause.plain_heading
        return [
            cite_clause(self.edition, key=key, label=self._cited_in(tag), heading=heading, language=tag, text_number=number) for tag in tags
        ]

    def _cited_in(self, language: str) -> str:
        if language == self.language:
            return self.clause.cited
        clauses = self.reading.clauses
        return labels(clauses, self.document.numbering.rules_in(language))[clauses.index(self.clause)].cited


def clause_page(
    readable: ReadableDocument, key: str, *, version: str | None, language: str | None, number: str | None, path: str
) -> ClausePage:
    """The line in force; else, or where an edition is asked for, its text there."""
    line = line_to_read(readable, key)
    revised = revisions_of(readable.editions, rules=readable.rules)
    steps = steps_of(line, readable, revised=revised, language=language)
    step = _step_asked_for(readable, line, steps, version) if version else _step_to_show(readable, steps)
    edition = step.edition
    texts = shown_texts(step)
    choices = _choices(texts, source=edition.source_language)
    chosen = language_to_read(language, choices, source=edition.source_language, path=path)
    return ClausePage(
        readable=readable,
        line=line,
        steps=steps,
        step=step,
        reading=read_edition(edition, language=chosen, hashes=hashes_of(edition), revised=revised[edition.pk]),
        texts=texts,
        shown=_text_asked_for(texts, chosen, number, path=path),
        languages=choices,
        links=linked_clauses(line, reader=readable.reader, day=readable.day, language=chosen),
        is_cited_edition=version is not None,
        proposal=_proposal_to(step, readable, steps),
    )


def _proposal_to(step: ClauseStep, readable: ReadableDocument, steps: Sequence[ClauseStep]) -> ClauseStep | None:
    """What the newest open draft makes of a clause in force, if anything; against the edition in force, from whatever it was started."""
    draft = readable.proposal_to(step.edition)
    if draft is None:
        return None
    dropped = ClauseStep(draft, step.edition, StepKind.DROPPED, None)
    proposed = next((other for other in steps if other.edition == draft), dropped)
    if proposed.clause is None:
        return proposed
    revised = revisions_since([(draft, step.edition)], rules=readable.rules)
    return proposed if proposed.clause.pk in revised[draft.pk].marks else None


def _step_asked_for(readable: ReadableDocument, line: Line, steps: Sequence[ClauseStep], version: str) -> ClauseStep:
    edition = readable.edition(version)
    for step in steps:
        if step.edition == edition and step.clause is not None:
            return step
    raise no_clause(line.key, readable.document, reader=readable.reader, edition=edition)


def _step_to_show(readable: ReadableDocument, steps: Sequence[ClauseStep]) -> ClauseStep:
    """Where the clause binds today; else where it last did, then its last draft."""
    with_text = [step for step in steps if step.clause is not None]
    orders = {StatusKind.IN_FORCE: 3, StatusKind.SUPERSEDED: 2, StatusKind.ENDED: 2, StatusKind.COMING: 1}
    return max(enumerate(with_text), key=lambda pair: (orders.get(readable.status(pair[1].edition).kind, 0), pair[0]))[1]


def _choices(texts: Sequence[ShownText], *, source: str) -> list[LanguageChoice]:
    latest = {text.language: text for text in texts if not text.is_earlier}
    tags = in_order({*latest, source}, source=source)
    return [
        LanguageChoice(tag, own_name(tag), tag == source, int(tag in latest and latest[tag].is_stale), int(tag not in latest))
        for tag in tags
    ]


def _text_asked_for(texts: Sequence[ShownText], language: str, number: str | None, *, path: str) -> ShownText | None:
    in_language = [text for text in texts if text.language == language]
    if number is None:
        return next((text for text in in_language if not text.is_earlier), None)
    for text in in_language:
        if str(text.number) == number:
            return text
    raise no_text(number, path=path, language=language, numbers=[text.number for text in in_language])


def _short_name(clause: ReadClause, above: str) -> str:
    """Its number, but for a block, which has the number of what it stands in."""
    number = clause.cited if clause.cited != above else ""
    return number or clause.plain_heading or clause.key
