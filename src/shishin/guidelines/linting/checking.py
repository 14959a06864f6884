"""Checking: all rules over one draft, and what each of them found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from shishin.guidelines.linting.draft import LintedDraft, draft_of
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.linting.lengths import Lengths, lengths_of
from shishin.guidelines.linting.rules import RULES
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
