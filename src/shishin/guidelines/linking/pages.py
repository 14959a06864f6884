"""What the page of a document's links and that of a clause show: who details, implements, supersedes or refers to whom, and which links to look at first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.changes.judging import Aspect, in_attributes
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.linking.links import clauses_in_force, suspect_links
from shishin.guidelines.models import Clause, ClauseLink, ClauseText, Document, Edition, Line, LinkCheck
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.markdown import plain
from shishin.kit.timeline import Tag
from shishin.people.claims import unconfirmed_tags
from shishin.people.models import Organization
from shishin.texts.plain_lines import plain_lines

SHOWN = 40
"""Characters of a clause without a heading, where it is named in a list."""


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """One end of a link, as it stands in the edition in force; without a clause it is not in force."""

    document: Document
    key: str
    clause: Clause | None
    text: ClauseText | None
    label: str

    @property
    def name(self) -> str:
        return clause_name(self.label, plain(self.text.heading) if self.text else "", otherwise=self.key)

    @property
    def language(self) -> str:
        return self.text.language if self.text else ""

    @property
    def words(self) -> str:
        return words_of(self.text)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link with both ends, its checks, and what changed at the target since the last of them."""

    link: ClauseLink
    source: LinkEnd
    target: LinkEnd
    is_suspect: bool
    checks: Sequence[LinkCheck]
    before: ClauseText | None
    """The words of the target when it was last checked, where it changed since."""
    notes: Sequence[str]
    unconfirmed: Tag | None

    @property
    def last_check(self) -> LinkCheck | None:
        return self.checks[-1] if self.checks else None

    @property
    def is_gone(self) -> bool:
        return self.is_suspect and self.target.clause is None


def links_of(document: Document) -> Any:
    rows = ClauseLink.objects.with_confirmation().filter(source__document=document)
    return rows.select_related("source__document", "target__document__owner")


def link_rows(links: Any, *, reader: Any, day: date) -> list[LinkRow]:
    """Suspect ones first. Twelve queries at most, whatever the number of links."""
    readable = Clause.objects.filter(edition__in=editions_to_read(reader), line=OuterRef("target"))
    visible: list[ClauseLink] = list(
        links.filter(Exists(readable)).order_by("source__key", "target__document__slug", "target__key", "kind")
    )
    if not visible:
        return []
    suspect = suspect_links(visible, day=day)
    unconfirmed = unconfirmed_tags(visible, _keeper)
    checks = _checks(visible)
    now = clauses_in_force({line for link in visible for line in (link.source_id, link.target_id)}, day=day)
    texts = binding_texts(
        {clause.pk for clause in now.values()} | {check.target_clause_id for rows in checks.values() for check in rows[-1:]}
    )
    labels = _binding_labels(clause.edition for clause in now.values())
    rows = [
        _row(link, suspect=suspect, checks=checks, now=now, texts=texts, labels=labels, unconfirmed=unconfirmed.get(link.pk))
        for link in visible
    ]
    return sorted(rows, key=lambda row: (not row.is_suspect, bool(row.checks)))


def _keeper(link: ClauseLink) -> Organization:
    """Who agrees to it."""
    return link.target.document.owner


def _checks(links: Collection[ClauseLink]) -> dict[int, list[LinkCheck]]:
    by_link: defaultdict[int, list[LinkCheck]] = defaultdict(list)
    rows = LinkCheck.objects.filter(link__in=links).select_related("checked_by", "target_clause__edition__document")
    for check in rows.order_by("checked_on", "pk"):
        by_link[check.link_id].append(check)
    return by_link


def binding_texts(clauses: Iterable[int]) -> dict[int, ClauseText]:
    """The words that bind, of clauses by number. One query."""
    return {text.clause_id: text for text in ClauseText.objects.binding().filter(clause__in=list(clauses)).order_by("number")}


def _binding_labels(editions: Iterable[Edition]) -> dict[int, str]:
    """In the language that binds, as the words beside them."""
    labels = labels_in((edition, edition.source_language) for edition in editions)
    return {clause: label for (clause, _language), label in labels.items()}


def _row(
    link: ClauseLink,
    *,
    suspect: Collection[int],
    checks: Mapping[int, Sequence[LinkCheck]],
    now: Mapping[UUID, Clause],
    texts: Mapping[int, ClauseText],
    labels: Mapping[int, str],
    unconfirmed: Tag | None,
) -> LinkRow:
    ends = [_end(line, now, texts, labels) for line in (link.source, link.target)]
    seen = checks.get(link.pk, [])
    is_suspect = link.pk in suspect
    before = seen[-1].target_clause if seen else None
    notes = notes_between(before, ends[1].clause) if is_suspect and before and ends[1].clause else []
    return LinkRow(link, ends[0], ends[1], is_suspect, seen, texts.get(before.pk) if is_suspect and before else None, notes, unconfirmed)


def line_names(lines: Collection[Line], *, day: date) -> dict[UUID, str]:
    """What clauses are called, with their documents; one that is not in force by its key. Three queries."""
    return {pk: f"{end.document.short_title()}　{end.name}" for pk, end in ends_in_force(lines, day=day).items()}


def ends_in_force(lines: Collection[Line], *, day: date) -> dict[UUID, LinkEnd]:
    """Clauses as they stand in the edition in force, in the language that binds. Three queries."""
    now = clauses_in_force({line.pk for line in lines}, day=day)
    texts = binding_texts({clause.pk for clause in now.values()})
    labels = _binding_labels(clause.edition for clause in now.values())
    return {line.pk: _end(line, now, texts, labels) for line in lines}


def _end(line: Line, now: Mapping[UUID, Clause], texts: Mapping[int, ClauseText], labels: Mapping[int, str]) -> LinkEnd:
    clause = now.get(line.pk)
    if clause is None:
        return LinkEnd(line.document, line.key, None, None, "")
    return LinkEnd(line.document, line.key, clause, texts.get(clause.pk), labels.get(clause.pk, ""))


def words_of(text: ClauseText | None) -> str:
    """Heading and body as plain lines."""
    if text is None:
        return ""
    return "\n".join(part for part in (plain(text.heading), *plain_lines(text.body, language=text.language)) if part)


def notes_between(before: Clause, now: Clause) -> list[str]:
    """What changed besides the words."""
    notes = []
    aspects = in_attributes(before, now)
    if Aspect.FORCE in aspects:
        notes.append(_("Its force was “%(old)s” and is “%(new)s”.") % {"old": before.get_force_display(), "new": now.get_force_display()})
    if Aspect.GATE in aspects:
        notes.append(_("It stops at the gate now.") if now.is_hard_gate else _("It no longer stops at the gate."))
    if Aspect.VACATED in aspects and now.is_vacated:
        notes.append(_("Its text was deleted; the number stays."))
    if Aspect.APPLICABILITY in aspects:
        notes.append(_("What it applies to changed."))
    return notes


def sources_of(document: Document) -> list[tuple[str, str]]:
    """The clauses from which a link can be drawn, in reading order: those of the newest edition, by key and name."""
    edition = document.editions.select_related("document__numbering").filter(withdrawn_on=None).order_by("pk").last()
    if edition is None:
        return []
    labels = _binding_labels([edition])
    clauses = list(Clause.objects.filter(edition=edition).select_related("line").order_by("position"))
    texts = binding_texts(clause.pk for clause in clauses)
    ends = [LinkEnd(document, clause.line.key, clause, texts.get(clause.pk), labels.get(clause.pk, "")) for clause in clauses]
    return [(end.key, f"{end.name}　{end.words[:SHOWN]}" if end.text and not end.text.heading else end.name) for end in ends]


Kind = ClauseLink.Kind


@dataclass(frozen=True, slots=True)
class LinkedClause:
    """Another clause with its whole text, what it is to this one, and whether somebody must look at the link again."""

    relation: str
    document: Document
    key: str
    version: str
    label: str
    heading: str
    body: str
    language: str
    is_suspect: bool
    unconfirmed: Tag | None


def linked_clauses(line: Line, *, reader: Any, day: date, language: str) -> list[LinkedClause]:
    """Both ways, those from elsewhere once this side agreed, each in the language if it has a translation. Six queries whatever the number."""
    readable = Clause.objects.filter(edition__in=editions_to_read(reader))
    rows = (
        ClauseLink.objects.with_confirmation()
        .filter(Q(source=line) | Q(target=line, is_confirmed=True))
        .filter(Exists(readable.filter(line=OuterRef("source"))), Exists(readable.filter(line=OuterRef("target"))))
        .select_related("source__document", "target__document__owner")
        .order_by("kind", "source__document__slug", "source__key", "target__document__slug", "target__key")
    )
    links = list(rows)
    if not links:
        return []
    texts = _texts_in_force([link.target_id if link.source_id == line.pk else link.source_id for link in links], day, language)
    labels = labels_in((text.clause.edition, text.language) for text in texts.values())
    suspect = suspect_links(links, day=day)
    unconfirmed = unconfirmed_tags(links, _keeper)
    return [_linked(link, line, texts, labels, is_suspect=link.pk in suspect, unconfirmed=unconfirmed.get(link.pk)) for link in links]


def _texts_in_force(lines: Sequence[UUID], day: date, language: str) -> dict[UUID, ClauseText]:
    binding = Q(language=F("clause__edition__source_language"))
    texts = ClauseText.objects.filter(clause__edition__in=Edition.objects.in_force_on(day), clause__line__in=lines)
    texts = texts.filter(binding | Q(language=language)).select_related("clause__edition__document__numbering")
    # The text asked for comes last, and of its corrections the newest.
    return {text.clause.line_id: text for text in sorted(texts, key=lambda text: (text.language == language, text.number))}


def _linked(
    link: ClauseLink,
    line: Line,
    texts: dict[UUID, ClauseText],
    labels: Mapping[tuple[int, str], str],
    *,
    is_suspect: bool,
    unconfirmed: Tag | None,
) -> LinkedClause:
    is_from_here = link.source_id == line.pk
    other = link.target if is_from_here else link.source
    text = texts.get(other.pk)
    return LinkedClause(
        relation=_from_here(link.kind) if is_from_here else _to_here(link.kind),
        document=other.document,
        key=other.key,
        version=version_in_words(text.clause.edition.version) if text else "",
        label=labels.get((text.clause_id, text.language), "") if text else "",
        heading=plain(text.heading) if text else "",
        body=text.body if text else "",
        language=text.language if text else "",
        is_suspect=is_suspect,
        unconfirmed=unconfirmed,
    )


def _from_here(kind: str) -> str:
    return {
        Kind.DETAILS: _("This clause details"),
        Kind.IMPLEMENTS: _("This clause implements"),
        Kind.SUPERSEDES: _("This clause supersedes"),
        Kind.REFERS_TO: _("This clause refers to"),
    }[Kind(kind)]


def _to_here(kind: str) -> str:
    return {
        Kind.DETAILS: _("Details this clause"),
        Kind.IMPLEMENTS: _("Implements this clause"),
        Kind.SUPERSEDES: _("Supersedes this clause"),
        Kind.REFERS_TO: _("Refers to this clause"),
    }[Kind(kind)]
