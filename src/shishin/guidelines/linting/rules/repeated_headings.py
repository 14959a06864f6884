"""The same heading twice under one clause.

Rationale: headings are what contents and citations show; two alike cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.linting.sentences import words_alone


def find(draft: LintedDraft) -> Iterator[Finding]:
    for group in draft.siblings():
        seen: dict[tuple[str, str], str] = {}
        for clause in group:
            for language, text in clause.texts.items():
                heading = " ".join(words_alone(text.heading).split())
                first = seen.setdefault((language, heading.casefold()), clause.key)
                if heading and first != clause.key:
                    name = draft.by_key[first].label or first
                    yield Finding(clause.key, language, _("%(name)s beside it has the same heading.") % {"name": name}, heading)


RULE = LintRule(
    "repeated-headings",
    gettext_lazy("Headings used twice"),
    gettext_lazy("Contents and citations show headings. Two alike under one clause cannot be told apart."),
    gettext_lazy("No heading stands twice under the same clause."),
    find,
)
