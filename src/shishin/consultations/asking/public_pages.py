"""What everybody reads of a consultation: its state, what is asked, what would change, its rounds, its rules, and how many said something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse

from shishin.consultations.access import can_look_into
from shishin.consultations.asking.states import Standing, note_changes, url_of
from shishin.consultations.asking.timeline import events_of
from shishin.consultations.counting import Figures, figures_of
from shishin.consultations.models import Consultation
from shishin.consultations.profiles import Rules, Who, in_words, rules_of
from shishin.guidelines.changes.edition_changes import ListedChange, changes_of, what_became
from shishin.guidelines.editions.procedures import lineage_of
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.edition_pages import compare_url
from shishin.kit.identity import in_language
from shishin.kit.moments import now
from shishin.kit.timeline import Event

MOST_CHANGES = 30
"""Shown here; the table of the comparison has all."""


class Question(NamedTuple):
    """What is asked especially: its first line, and what is said about it."""

    title: str
    words: str


class ChangedClause(NamedTuple):
    """A clause that the draft would change, with the ways to its words and to the words it has now."""

    name: str
    what: str
    reason: str
    url: str
    compare_url: str


@dataclass
class ConsultationPage:
    """At most twelve queries, however many rounds and opinions there are."""

    standing: Standing
    reader: Any

    @property
    def consultation(self) -> Consultation:
        return self.standing.consultation

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.consultation)

    @property
    def is_for_everybody(self) -> bool:
        return self.rules.who == Who.EVERYBODY

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.consultation)

    @property
    def figures_add_up(self) -> bool:
        """What is answered and what is open is told once nothing comes any more."""
        return self.standing.state not in (Consultation.State.OPEN, Consultation.State.ANNOUNCED, Consultation.State.PREPARED)

    @cached_property
    def questions(self) -> list[Question]:
        """Blocks with blank lines between them, or one a line."""
        written = in_language(self.consultation.questions).strip()
        blocks = written.split("\n\n") if "\n\n" in written else written.splitlines()
        cut = (block.strip().partition("\n") for block in blocks if block.strip())
        return [Question(title, words.strip()) for title, _line_end, words in cut]

    @cached_property
    def draft(self) -> Edition | None:
        held = self.standing.round_with_draft
        return held.draft if held else None

    @cached_property
    def before(self) -> Edition | None:
        """What the draft would take the place of: the adopted edition that it follows, whatever drafts lie between."""
        return lineage_of(self.draft).before if self.draft else None

    @cached_property
    def _changes(self) -> Sequence[ListedChange]:
        return changes_of(self.draft, since=self.before) if self.draft and self.before else []

    @cached_property
    def changed_clauses(self) -> list[ChangedClause]:
        return [self._changed(row) for row in self._changes[:MOST_CHANGES]]

    @property
    def further_changes(self) -> int:
        return max(0, len(self._changes) - MOST_CHANGES)

    @property
    def compare_url(self) -> str:
        return compare_url(self.draft.document.slug, self.before, self.draft) if self.draft else ""

    @cached_property
    def events(self) -> list[Event]:
        return events_of(self.standing, has_opinions=self.figures.received > 0)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Those that the rules print, in their order."""
        given = self.consultation.facts
        return [(str(fact), _written(given[fact.key])) for fact in self.rules.facts if given.get(fact.key)]

    @property
    def rules_in_words(self) -> list[str]:
        return in_words(self.rules)

    @property
    def results_url(self) -> str:
        return url_of("results", self.consultation.slug) if self.consultation.is_published else ""

    @cached_property
    def desk_url(self) -> str:
        """For those who run it, and auditors."""
        return url_of("desk", self.consultation.slug) if can_look_into(self.reader, self.consultation) else ""

    def _changed(self, row: ListedChange) -> ChangedClause:
        assert self.draft is not None  # noqa: S101 - there are no changes without one
        edition = self.draft if row.after else self.before
        named = (row.after or row.before)[0]
        url = f"{reverse('guidelines:clause', args=[self.draft.document.slug, named.key])}?edition={edition.version if edition else ''}"
        reason = in_language(row.change.words) if row.change.words else ""
        return ChangedClause(str(named), what_became(row.change), reason, url, f"{self.compare_url}#r-{named.key}")


def page_of(consultation: Consultation, *, reader: Any) -> ConsultationPage:
    moment = now()
    rounds = list(consultation.rounds.select_related("draft__document__numbering"))
    for held in rounds:
        held.consultation = consultation
    note_changes(rounds, moment)
    return ConsultationPage(Standing(consultation, tuple(rounds), moment), reader)


def _written(fact: Any) -> str:
    return in_language(fact) if isinstance(fact, dict) else str(fact)
