"""Waiting: drafts to explain and to submit, links to clear, translations to bring up to date, and texts decided on but not adopted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.councils.access import bodies_worked_for_by
from shishin.councils.models import Decision, Referral
from shishin.councils.models.referrals import reported_by
from shishin.guidelines.access import organizations_edited_by
from shishin.guidelines.changes.edition_changes import changed_in, unexplained_in_words
from shishin.guidelines.editions.hashing import edition_hashes
from shishin.guidelines.editions.naming import names_of_text
from shishin.guidelines.editions.procedures import is_named
from shishin.guidelines.linking.links import suspect_links
from shishin.guidelines.models import ClauseLink, ClauseText, Document, Edition, OfficeDecision
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.waiting import Waiting, source
from shishin.people.models import Person
from shishin.texts.languages import own_name

DRAFTS, LINKS, TRANSLATIONS = "drafts", "links", "translations"


@source(order=20)
def waiting_for(person: Person, day: date) -> list[Waiting]:
    """A fixed number of queries, however many documents somebody writes."""
    documents = Document.objects.filter(owner__in=organizations_edited_by(person))
    working = Edition.objects.filter(state=Edition.State.WORKING, document__in=documents).select_related(
        "document", "referred_by", "started_from"
    )
    return [
        *_to_decide(person, day),
        *_to_submit(person),
        *_to_explain(list(working.exclude(started_from=None))),
        *_to_adopt(list(working.exclude(version__contains="-draft."))),
        *_to_clear(documents, day),
        *_to_translate(documents, day),
    ]


def _name(edition: Edition) -> dict[str, str]:
    return {"document": edition.document.short_title(), "version": version_in_words(edition.version)}


def _door(edition: Edition, name: str) -> str:
    return reverse(f"guidelines:{name}", args=[edition.document.slug, edition.version])


def _to_decide(person: Person, day: date) -> Iterator[Waiting]:
    """What lies before an office that the person holds."""
    rows = OfficeDecision.objects.open().before(person, day).select_related("edition__document", "post__role")
    for question in rows.prefetch_related("post__dated_names", "post__role__dated_names"):
        title = _("Decide on %(document)s %(version)s") % _name(question.edition)
        why = _("It lies before you as %(post)s.") % {"post": question.post}
        yield Waiting(DRAFTS, _("Drafts"), title, _door(question.edition, "office"), _("Read and decide"), why)


def _to_submit(person: Person) -> Iterator[Waiting]:
    """What was drafted for a group of the person, as long as its referral waits for a report."""
    bodies = bodies_worked_for_by(person)
    waiting = Q(referred_by__state__in=Referral.WAITING_FOR_REPORT)
    rows = Edition.objects.filter(waiting, reported_by(bodies, via="referred_by__"), state=Edition.State.WORKING)
    for edition in rows.select_related("document", "referred_by"):
        referral = edition.referred_by
        assert referral is not None  # noqa: S101 - filtered above
        returned = referral.state == Referral.State.RETURNED
        why = _("It was returned: mend it and submit it again.") if returned else str(referral)
        title = _("Submit %(document)s %(version)s") % _name(edition)
        yield Waiting(DRAFTS, _("Drafts"), title, _door(edition, "submit"), _("Submit this draft"), why, referral.due_on)


def _to_explain(editions: list[Edition]) -> Iterator[Waiting]:
    found = changed_in(editions)
    for edition in editions:
        if count := sum(not change.is_explained for change in found[edition.pk].changes):
            title = _("Explain the changes of %(document)s %(version)s") % _name(edition)
            why = unexplained_in_words(count)
            due = edition.referred_by.due_on if edition.referred_by and edition.referred_by.waits_for_report else None
            yield Waiting(DRAFTS, _("Drafts"), title, _door(edition, "reasons"), _("Give the reasons"), why, due, count)


def _to_adopt(editions: list[Edition]) -> Iterator[Waiting]:
    """Where a body that may has approved this very text."""
    named = {name: edition for edition in editions for name in names_of_text(edition)}
    decisions = Decision.objects.filter(kind__in=Decision.APPROVALS, text_name__in=named).select_related("body")
    decided = [(named[decision.text_name], decision) for decision in decisions]
    hashes = edition_hashes([edition for edition, _decision in decided])
    seen = set()
    for edition in _decided_by_office(editions):
        yield _adopting(edition, _("The office has decided on this very text."))
    for edition, decision in decided:
        is_ours = is_named(edition.document, edition.revision, decision.body)
        if edition.pk in seen or decision.text_hash != hashes[edition.pk] or not is_ours:
            continue
        seen.add(edition.pk)
        yield _adopting(edition, _("A body has approved this very text."))


def _adopting(edition: Edition, why: str) -> Waiting:
    title = _("Adopt %(document)s %(version)s") % _name(edition)
    return Waiting(DRAFTS, _("Drafts"), title, _door(edition, "adopt"), _("Adopt this edition"), why)


def _decided_by_office(editions: Collection[Edition]) -> list[Edition]:
    decided = OfficeDecision.objects.filter(edition__in=editions, state=OfficeDecision.State.DECIDED)
    rows = [
        row for row in decided.select_related("edition__document", "post") if is_named(row.edition.document, row.edition.revision, row.post)
    ]
    hashes = edition_hashes([row.edition for row in rows]) if rows else {}
    return [row.edition for row in rows if hashes[row.edition_id] == row.text_hash]


def _to_clear(documents: QuerySet[Document], day: date) -> Iterator[Waiting]:
    links = list(ClauseLink.objects.filter(source__document__in=documents).select_related("source__document"))
    suspect = suspect_links(links, day=day)
    counts = Counter(link.source.document for link in links if link.pk in suspect)
    for document, count in counts.items():
        title = _("Look at the links of %(document)s") % {"document": document.short_title()}
        why = ngettext(
            "%(count)s clause at the other end changed in substance.", "%(count)s clauses at the other end changed in substance.", count
        ) % {"count": count}
        url = reverse("guidelines:links", args=[document.slug])
        yield Waiting(LINKS, _("Links of clauses"), title, url, _("Look at the links"), why, count=count)


def _to_translate(documents: QuerySet[Document], day: date) -> Iterator[Waiting]:
    """Of the editions in force, the translations whose source moved since they were made."""
    in_force = Edition.objects.in_force_on(day).filter(document__in=documents)
    newer = ClauseText.objects.filter(clause=OuterRef("clause"), language=OuterRef("language"), number__gt=OuterRef("number"))
    source = ClauseText.objects.binding().filter(clause=OuterRef("clause"), content_hash=OuterRef("source_hash"))
    texts = ClauseText.objects.filter(clause__edition__in=in_force).exclude(source_hash="")
    stale: Any = texts.filter(~Exists(newer), ~Exists(source)).order_by()
    counts = stale.values_list("clause__edition", "language").annotate(count=Count("pk"))
    found = list(counts)
    editions = {edition.pk: edition for edition in in_force.select_related("document")} if found else {}
    for pk, language, count in found:
        edition = editions[pk]
        title = _("Bring %(language)s of %(document)s up to date") % {**_name(edition), "language": own_name(language)}
        why = ngettext("%(count)s text is older than its source.", "%(count)s texts are older than their source.", count) % {"count": count}
        url = reverse("guidelines:translation", args=[edition.document.slug, edition.version, language])
        yield Waiting(TRANSLATIONS, _("Translations"), title, url, _("Open the translations"), why, count=count)
