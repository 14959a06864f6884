"""A must that does not say whom it obliges.

Rationale: a duty of nobody is done by nobody. False alarms cost more than gaps here: where a subject may be meant, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.linting.sentences import sentences, words_alone
from shishin.guidelines.linting.subjects import leads_in, names_a_subject, names_an_actor, obliging_words
from shishin.guidelines.models import Clause

BINDING = frozenset({Clause.Force.MUST, Clause.Force.MUST_NOT})


def find(draft: LintedDraft) -> Iterator[Finding]:
    for clause, language, text in draft.texts():
        if clause.force not in BINDING:
            continue
        obliging = obliging_words(sentences(text.body or text.heading, language), language)
        if obliging is None:
            continue
        sentence, so_far = obliging
        if not names_a_subject(so_far, language) and not _is_named_above(draft, clause, language):
            yield Finding(clause.key, language, _("This must does not say who has to do it."), sentence)


def _is_named_above(draft: LintedDraft, clause: PlainClause, language: str) -> bool:
    """By whom the clause or one above it applies to, by a heading, or by the sentence that leads to a list."""
    if any(one.applicability.get("audience") for one in (clause, *draft.above(clause))):
        return True
    own = clause.texts[language]
    if own.body and names_an_actor(words_alone(own.heading), language):
        return True
    for above in draft.above(clause):
        text = above.texts.get(language)
        if text is None:
            continue
        said = sentences(text.body, language)
        if names_an_actor(words_alone(text.heading), language) or (said and leads_in(said[-1], language)):
            return True
    return False


RULE = LintRule(
    "musts-without-subject",
    gettext_lazy("A must without a subject"),
    gettext_lazy("A duty of nobody is done by nobody. Name who has to do it, here or in the heading above."),
    gettext_lazy("Every must says, here or above it, who has to do it."),
    find,
)
