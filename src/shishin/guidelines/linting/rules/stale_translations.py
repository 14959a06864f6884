"""A translation made from a source that has changed since.

Rationale: readers of the translation follow words that bind nobody any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.texts.languages import own_name


def find(draft: LintedDraft) -> Iterator[Finding]:
    for clause, language, _text in draft.texts():
        if draft.hashes.is_stale(clause.pk, language):
            words = _("The translation “%(language)s” is older than the text it was made from.") % {"language": own_name(language)}
            yield Finding(clause.key, language, words)


RULE = LintRule(
    "stale-translations",
    gettext_lazy("Translations older than their source"),
    gettext_lazy("Who reads the translation follows words that no longer bind."),
    gettext_lazy("Every translation is as new as its source."),
    find,
)
