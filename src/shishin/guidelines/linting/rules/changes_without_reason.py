"""A clause that changed in substance and has no reason.

Rationale: who reads the comparison table asks why; an edition with a change that nobody explains can be neither published as a draft nor adopted.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.models import Change


def find(draft: LintedDraft) -> Iterator[Finding]:
    said = {
        Change.Kind.NEW: _("This clause is new, and nothing says why."),
        Change.Kind.DROPPED: _("The clause “%(key)s” was dropped, and nothing says why."),
        Change.Kind.VACATED: _("The text of this clause was deleted, and nothing says why."),
    }
    kept = _("This clause was changed, and nothing says why.")
    for change in unexplained_changes(draft.edition):
        words = said.get(Change.Kind(change.kind), kept) % {"key": change.key}
        yield Finding(change.key if change.key in draft.by_key else "", draft.edition.source_language, words)


RULE = LintRule(
    "changes-without-reason",
    gettext_lazy("Changes without a reason"),
    gettext_lazy("Whoever reads the comparison table asks why. Nothing can be published or adopted while a change has no reason."),
    gettext_lazy("Every change has a reason."),
    find,
)
