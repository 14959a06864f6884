"""The rules of the lint: each a plain function over a draft with the reason for it. `lint_rule` is what makes one of it; nothing else needs to know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.linting.draft import LintedDraft, Target, lead_nowhere, target_of
from shishin.guidelines.linting.lengths import Length, growth, lengths_of, longest_sentence, siblings_with_dont
from shishin.guidelines.linting.sentences import (
    characters,
    leads_in,
    names_a_subject,
    names_an_actor,
    obliging_words,
    sentences,
    words,
    words_alone,
)
from shishin.guidelines.models import Change, Clause, ClauseLink, Edition
from shishin.kit.markdown import links_in
from shishin.texts.languages import own_name


@dataclass(frozen=True, slots=True)
class Finding:
    """Where it is, what it is in one sentence, and the words it is about."""

    key: str
    """Of the clause; empty where it is about the whole text."""
    language: str
    words: str
    excerpt: str = ""


Find = Callable[[LintedDraft], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class LintRule:
    """A function that finds, with its name for machines, its title, why it matters, and what is said where it found nothing."""

    slug: str
    title: str | Promise
    why: str | Promise
    nothing_found: str | Promise
    find: Find


RULES: list[LintRule] = []


def lint_rule(slug: str, title: str | Promise, why: str | Promise, nothing_found: str | Promise) -> Callable[[Find], Find]:
    """Put a rule among those that every lint asks, in the order in which they stand here."""

    def add(find: Find) -> Find:
        RULES.append(LintRule(slug, title, why, nothing_found, find))
        return find

    return add


@lint_rule(
    "changes-without-reason",
    gettext_lazy("Changes without a reason"),
    gettext_lazy("Whoever reads the comparison table asks why. Nothing can be published or adopted while a change has no reason."),
    gettext_lazy("Every change has a reason."),
)
def changes_without_reason(draft: LintedDraft) -> Iterator[Finding]:
    """A clause that changed in substance and has no reason.

    Rationale: who reads the comparison table asks why; an edition with a change that nobody explains can be neither published as a draft nor adopted.
    """
    reasons_missing = {
        Change.Kind.NEW: _("This clause is new, and nothing says why."),
        Change.Kind.DROPPED: _("The clause “%(key)s” was dropped, and nothing says why."),
        Change.Kind.VACATED: _("The text of this clause was deleted, and nothing says why."),
    }
    kept = _("This clause was changed, and nothing says why.")
    for change in unexplained_changes(draft.edition):
        words = reasons_missing.get(Change.Kind(change.kind), kept) % {"key": change.key}
        yield Finding(change.key if change.key in draft.by_key else "", draft.edition.source_language, words)


@lint_rule(
    "dangling-links",
    gettext_lazy("Links that lead nowhere"),
    gettext_lazy("Who follows a link of a rule and finds nothing cannot follow the rule."),
    gettext_lazy("Every link to this site leads somewhere."),
)
def dangling_links(draft: LintedDraft) -> Iterator[Finding]:
    """A link to a document, an edition or a clause that is not there, or to a clause that is no longer in force.

    Rationale: who follows a link of a rule and finds nothing cannot follow the rule.
    """
    yield from _in_texts(draft)
    yield from _between_clauses(draft)


def _in_texts(draft: LintedDraft) -> Iterator[Finding]:
    links = [
        (clause.key, language, address)
        for clause, language, text in draft.texts()
        for part in (text.heading, text.body, text.summary)
        for address in links_in(part)
    ]
    targets = {address: _target(address) for address in {address for _key, _language, address in links}}
    gone = lead_nowhere((target for target in targets.values() if target), draft)
    for key, language, address in links:
        target = targets[address]
        if target and target in gone:
            yield Finding(key, language, _words_about(target), address)


def _target(address: str) -> Target | None:
    try:
        return target_of(address)
    except ValueError:
        return Target(is_page=False)


def _words_about(target: Target) -> str:
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
    in_force = Edition.objects.in_force_on(draft.day)
    begun = Edition.objects.adopted().filter(in_force_from__lte=draft.day)
    at_target = Clause.objects.filter(line=OuterRef("target"))
    links = ClauseLink.objects.filter(Exists(Clause.objects.filter(edition=draft.edition, line=OuterRef("source"))))
    links = (
        links.exclude(target__document=draft.edition.document_id)
        .exclude(kind=ClauseLink.Kind.SUPERSEDES)
        .filter(Exists(at_target.filter(edition__in=begun)))
    )
    gone = links.exclude(Exists(at_target.filter(edition__in=in_force, is_vacated=False)))
    keys = {clause.line: clause.key for clause in draft.clauses}
    for source, key, slug in gone.values_list("source", "target__key", "target__document__slug"):
        words = _("It is linked to the clause “%(key)s” of “%(document)s”, which is no longer in force.") % {"key": key, "document": slug}
        yield Finding(keys[str(source)], draft.edition.source_language, words)


@lint_rule(
    "growing-length",
    gettext_lazy("Longer than what is in force"),
    gettext_lazy("“Too long” is what residents say of guidelines. What can be taken out when something is put in?"),
    gettext_lazy("The draft is not much longer than what is in force."),
)
def growing_length(draft: LintedDraft) -> Iterator[Finding]:
    """A draft, or a chapter of it, that is much longer than what is in force.

    Rationale: “too long” is what residents say of guidelines; length comes a sentence at a time, and nobody sees it.
    """
    lengths = lengths_of(draft)
    if lengths is None:
        return
    for part, length in [("whole", lengths.whole), *(("chapter", chapter) for chapter in lengths.chapters)]:
        if _grew_too_much(length, part):
            yield Finding(length.key, draft.edition.source_language, f"{length.name}: {length.words}")


def _grew_too_much(length: Length, part: str) -> bool:
    allowed = growth(part)
    return length.percent is not None and length.percent > allowed.percent and length.more > allowed.characters


@lint_rule(
    "long-sentences",
    gettext_lazy("Long sentences"),
    gettext_lazy("Readers lose the thread of a long sentence. Two short ones say the same."),
    gettext_lazy("No sentence is too long."),
)
def long_sentences(draft: LintedDraft) -> Iterator[Finding]:
    """A sentence longer than its language allows.

    Rationale: residents said that guidelines are too long and hard to follow; long sentences are where they get lost.
    """
    for clause, language, text in draft.texts():
        allowed = longest_sentence(language)
        for sentence in [*sentences(text.body, language), *sentences(text.summary, language)]:
            count = words(sentence) if allowed.in_words else characters(sentence)
            if count > allowed.limit:
                yield Finding(clause.key, language, _too_long(count, allowed.limit, in_words=allowed.in_words), sentence)


def _too_long(count: int, limit: int, *, in_words: bool) -> str:
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


DONT = Clause.Kind.DONT


@lint_rule(
    "missing-donts",
    gettext_lazy("Rules without a “don't”"),
    gettext_lazy(
        "What is not wanted is understood faster than what is. Where the rules beside it have a “don't”, a rule without one looks forgotten."
    ),
    gettext_lazy("No rule lacks a “don't” that those beside it have."),
)
def missing_donts(draft: LintedDraft) -> Iterator[Finding]:
    """A rule without a "don't" where its siblings have one.

    Rationale: what is not wanted is understood faster than what is; a gap in a row of rules is mostly an oversight.
    """
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


BINDING = frozenset({Clause.Force.MUST, Clause.Force.MUST_NOT})


@lint_rule(
    "musts-without-subject",
    gettext_lazy("A must without a subject"),
    gettext_lazy("A duty of nobody is done by nobody. Name who has to do it, here or in the heading above."),
    gettext_lazy("Every must says, here or above it, who has to do it."),
)
def musts_without_subject(draft: LintedDraft) -> Iterator[Finding]:
    """A must that does not say whom it obliges.

    Rationale: a duty of nobody is done by nobody. False alarms cost more than gaps here: where a subject may be meant, nothing is said.
    """
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
    text = clause.texts[language]
    if text.body and names_an_actor(words_alone(text.heading), language):
        return True
    for above in draft.above(clause):
        if (lead := above.texts.get(language)) is None:
            continue
        leading = sentences(lead.body, language)
        if names_an_actor(words_alone(lead.heading), language) or (leading and leads_in(leading[-1], language)):
            return True
    return False


@lint_rule(
    "repeated-headings",
    gettext_lazy("Headings used twice"),
    gettext_lazy("Contents and citations show headings. Two alike under one clause cannot be told apart."),
    gettext_lazy("No heading stands twice under the same clause."),
)
def repeated_headings(draft: LintedDraft) -> Iterator[Finding]:
    """The same heading twice under one clause.

    Rationale: headings are what contents and citations show; two alike cannot be told apart.
    """
    for group in draft.siblings():
        seen: dict[tuple[str, str], str] = {}
        for clause in group:
            for language, text in clause.texts.items():
                heading = " ".join(words_alone(text.heading).split())
                first = seen.setdefault((language, heading.casefold()), clause.key)
                if heading and first != clause.key:
                    name = draft.by_key[first].label or first
                    yield Finding(clause.key, language, _("%(name)s beside it has the same heading.") % {"name": name}, heading)


@lint_rule(
    "stale-translations",
    gettext_lazy("Translations older than their source"),
    gettext_lazy("Who reads the translation follows words that no longer bind."),
    gettext_lazy("Every translation is as new as its source."),
)
def stale_translations(draft: LintedDraft) -> Iterator[Finding]:
    """A translation made from a source that has changed since.

    Rationale: readers of the translation follow words that bind nobody any more.
    """
    for clause, language, _text in draft.texts():
        if draft.hashes.is_stale(clause.pk, language):
            words = _("The translation “%(language)s” is older than the text it was made from.") % {"language": own_name(language)}
            yield Finding(clause.key, language, words)
