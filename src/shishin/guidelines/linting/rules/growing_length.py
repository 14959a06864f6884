"""A draft, or a chapter of it, that is much longer than what is in force.

Rationale: “too long” is what residents say of guidelines; length comes a sentence at a time, and nobody sees it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.linting.lengths import Length, lengths_of
from shishin.guidelines.linting.limits import growth


def find(draft: LintedDraft) -> Iterator[Finding]:
    lengths = lengths_of(draft)
    if lengths is None:
        return
    for part, found in [("whole", lengths.whole), *(("chapter", chapter) for chapter in lengths.chapters)]:
        if _grew_too_much(found, part):
            yield Finding(found.key, draft.edition.source_language, f"{found.name}: {found.words}")


def _grew_too_much(found: Length, part: str) -> bool:
    allowed = growth(part)
    return found.percent is not None and found.percent > allowed.percent and found.more > allowed.characters


RULE = LintRule(
    "growing-length",
    gettext_lazy("Longer than what is in force"),
    gettext_lazy("“Too long” is what residents say of guidelines. What can be taken out when something is put in?"),
    gettext_lazy("The draft is not much longer than what is in force."),
    find,
)
