"""The page of a lint: what each rule found with its clause and the way to mend it, a few of each or all of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.urls import reverse

from shishin.guidelines.linting.checking import Checked, Lint
from shishin.guidelines.linting.findings import Finding, LintRule

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
            return [Section(self.page_of.rule, len(self.page_of.findings), self._rows(list(self.page)))]
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
        return Section(checked.rule, count, self._rows(checked.findings[:FEW]), max(0, count - FEW))

    def _rows(self, findings: Sequence[Finding]) -> list[LintRow]:
        return [self._row(finding) for finding in findings]

    def _row(self, finding: Finding) -> LintRow:
        draft = self.lint.draft
        slug, version = draft.edition.document.slug, draft.edition.version
        clause = draft.by_key.get(finding.key)
        if clause is None:
            return LintRow(finding, "", "")
        url = f"{reverse('guidelines:clause', args=[slug, finding.key])}?edition={version}"
        return LintRow(finding, draft.name(clause), url)
