"""A sentence longer than its language allows.

Rationale: residents said that guidelines are too long and hard to follow; long sentences are where they get lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy, ngettext

from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.linting.limits import longest_sentence
from shishin.guidelines.linting.sentences import characters, sentences, words


def find(draft: LintedDraft) -> Iterator[Finding]:
    for clause, language, text in draft.texts():
        allowed = longest_sentence(language)
        for sentence in [*sentences(text.body, language), *sentences(text.summary, language)]:
            count = words(sentence) if allowed.in_words else characters(sentence)
            if count > allowed.limit:
                yield Finding(clause.key, language, _said(count, allowed.limit, in_words=allowed.in_words), sentence)


def _said(count: int, limit: int, *, in_words: bool) -> str:
    figures = {"count": count, "limit": limit}
    if in_words:
        return (
            ngettext(
                "This sentence has %(count)s word; %(limit)s are easy to follow.",
                "This sentence has %(count)s words; %(limit)s are easy to follow.",
                count,
            )
            % figures
        )
    return (
        ngettext(
            "This sentence has %(count)s character; %(limit)s are easy to follow.",
            "This sentence has %(count)s characters; %(limit)s are easy to follow.",
            count,
        )
        % figures
    )


RULE = LintRule(
    "long-sentences",
    gettext_lazy("Long sentences"),
    gettext_lazy("Readers lose the thread of a long sentence. Two short ones say the same."),
    gettext_lazy("No sentence is too long."),
    find,
)
