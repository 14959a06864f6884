"""A link to a document, an edition or a clause that is not there, or to a clause that is no longer in force.

Rationale: who follows a link of a rule and finds nothing cannot follow the rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.guidelines.linting.addresses import Target, lead_nowhere, target_of
from shishin.guidelines.linting.draft import LintedDraft
from shishin.guidelines.linting.findings import Finding, LintRule
from shishin.guidelines.models import Clause, ClauseLink, Edition
from shishin.kit.markdown import links_in


def find(draft: LintedDraft) -> Iterator[Finding]:
    yield from _in_texts(draft)
    yield from _between_clauses(draft)


def _in_texts(draft: LintedDraft) -> Iterator[Finding]:
    found = [
        (clause.key, language, address)
        for clause, language, text in draft.texts()
        for part in (text.heading, text.body, text.summary)
        for address in links_in(part)
    ]
    targets = {address: _read(address) for address in {address for _key, _language, address in found}}
    gone = lead_nowhere((target for target in targets.values() if target), draft)
    for key, language, address in found:
        target = targets[address]
        if target and target in gone:
            yield Finding(key, language, _said(target), address)


def _read(address: str) -> Target | None:
    try:
        return target_of(address)
    except ValueError:
        return Target(is_page=False)


def _said(target: Target) -> str:
    if not target.is_whole:
        return _("This address begins with neither https:// nor /, so it leads elsewhere from each page.")
    if not target.is_page:
        return _("No page of this site has this address.")
    if target.key and not target.document:
        return _("No clause of this draft has the key “%(key)s”.") % {"key": target.key}
    if target.key:
        return _("“%(document)s” has no clause with the key “%(key)s” that everyone may read.") % {
            "document": target.document,
            "key": target.key,
        }
    if target.version:
        return _("“%(document)s” has no edition %(version)s that everyone may read.") % {
            "document": target.document,
            "version": target.version,
        }
    return _("There is no document “%(document)s” that everyone may read.") % {"document": target.document}


def _between_clauses(draft: LintedDraft) -> Iterator[Finding]:
    """Links to other documents whose clause was in force and is not any more. What is superseded may be gone; what never was may come."""
    standing = Edition.objects.in_force_on(draft.day)
    begun = Edition.objects.adopted().filter(in_force_from__lte=draft.day)
    at_target = Clause.objects.filter(line=OuterRef("target"))
    links = ClauseLink.objects.filter(Exists(Clause.objects.filter(edition=draft.edition, line=OuterRef("source"))))
    links = (
        links.exclude(target__document=draft.edition.document_id)
        .exclude(kind=ClauseLink.Kind.SUPERSEDES)
        .filter(Exists(at_target.filter(edition__in=begun)))
    )
    gone = links.exclude(Exists(at_target.filter(edition__in=standing, is_vacated=False)))
    keys = {clause.line: clause.key for clause in draft.clauses}
    for source, key, slug in gone.values_list("source", "target__key", "target__document__slug"):
        words = _("It is linked to the clause “%(key)s” of “%(document)s”, which is no longer in force.") % {"key": key, "document": slug}
        yield Finding(keys[str(source)], draft.edition.source_language, words)


RULE = LintRule(
    "dangling-links",
    gettext_lazy("Links that lead nowhere"),
    gettext_lazy("Who follows a link of a rule and finds nothing cannot follow the rule."),
    gettext_lazy("Every link to this site leads somewhere."),
    find,
)
