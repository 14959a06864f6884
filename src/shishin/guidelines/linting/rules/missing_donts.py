"""A rule without a "don't" where its siblings have one.

Rationale: what is not wanted is understood faster than what is; a gap in a row of rules is mostly an oversight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.linting.limits import siblings_with_dont
from shishin.guidelines.models import Clause

DONT = Clause.Kind.DONT


def find(draft: LintedDraft) -> Iterator[Finding]:
    for group in draft.siblings():
        kinds: defaultdict[str, list[PlainClause]] = defaultdict(list)
        for clause in group:
            kinds[clause.kind].append(clause)
        for clauses in kinds.values():
            having = [clause for clause in clauses if _has_dont(clause)]
            if len(having) * 100 < siblings_with_dont() * len(clauses):
                continue
            for clause in clauses:
                if clause not in having:
                    words = _("%(having)s of %(all)s clauses beside it say what not to do; this one does not.")
                    figures = {"having": len(having), "all": len(clauses) - 1}
                    yield Finding(clause.key, draft.edition.source_language, words % figures)


def _has_dont(clause: PlainClause) -> bool:
    return any(child.kind == DONT and not child.is_vacated for child in clause.children)


RULE = LintRule(
    "missing-donts",
    gettext_lazy("Rules without a “don't”"),
    gettext_lazy(
        "What is not wanted is understood faster than what is. Where the rules beside it have a “don't”, a rule without one looks forgotten."
    ),
    gettext_lazy("No rule lacks a “don't” that those beside it have."),
    find,
)
