"""Checking: what every rule finds in a draft, and the page that shows it with the way to mend it, a few of each or all of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.guidelines.linting.draft import LintedDraft, draft_of
from shishin.guidelines.linting.lengths import Lengths, lengths_of
from shishin.guidelines.linting.rules import RULES, Finding, LintRule
from shishin.guidelines.models import Edition


@dataclass(frozen=True, slots=True)
class Checked:
    """One rule and what it found, in reading order."""

    rule: LintRule
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Lint:
    """A draft with what was found: the rules that found most first, those that found nothing last."""

    draft: LintedDraft
    found: Sequence[Checked]
    clean: Sequence[LintRule]
    lengths: Lengths | None

    @property
    def count(self) -> int:
        return sum(len(checked.findings) for checked in self.found)


def lint_edition(edition: Edition, *, day: date | None = None) -> Lint:
    """Advice, and nothing is stored: the next look is a new one."""
    draft = draft_of(edition, day=day or localdate())
    place = {clause.key: number for number, clause in enumerate(draft.clauses)}
    checked = [Checked(rule, sorted(rule.find(draft), key=lambda finding: place.get(finding.key, -1))) for rule in RULES]
    found = sorted((one for one in checked if one.findings), key=lambda one: -len(one.findings))
    return Lint(draft, found, [one.rule for one in checked if not one.findings], lengths_of(draft))


FEW = 10
"""Of each rule, on the page of all rules."""
MANY = 100
"""Of one rule, on a page of its own."""


@dataclass(frozen=True, slots=True)
class LintRow:
    """A finding with the name of its clause and its address; both are empty for the whole text."""

    finding: Finding
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """What one rule found; `more` is how many are not shown."""

    rule: LintRule
    count: int
    rows: Sequence[LintRow]
    more: int = 0


@dataclass
class LintPage:
    """All rules, or the one whose name was asked for."""

    lint: Lint
    chosen: str = ""
    number: str = "1"

    @cached_property
    def sections(self) -> list[Section]:
        if self.page:
            return [Section(self.page_of.rule, len(self.page_of.findings), [self._row(finding) for finding in self.page])]
        return [self._few(checked) for checked in self.lint.found]

    @property
    def page_of(self) -> Checked:
        return next(checked for checked in self.lint.found if checked.rule.slug == self.chosen)

    @cached_property
    def page(self) -> Page[Finding] | None:
        """Of one rule, where one that found something was asked for."""
        if not any(checked.rule.slug == self.chosen for checked in self.lint.found):
            return None
        return Paginator(self.page_of.findings, MANY).get_page(self.number)

    def _few(self, checked: Checked) -> Section:
        count = len(checked.findings)
        return Section(checked.rule, count, [self._row(finding) for finding in checked.findings[:FEW]], max(0, count - FEW))

    def _row(self, finding: Finding) -> LintRow:
        draft = self.lint.draft
        slug, version = draft.edition.document.slug, draft.edition.version
        clause = draft.by_key.get(finding.key)
        if clause is None:
            return LintRow(finding, "", "")
        url = f"{reverse('guidelines:clause', args=[slug, finding.key])}?edition={version}"
        return LintRow(finding, draft.name(clause), url)
