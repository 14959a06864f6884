"""Naming: what editions and their standing are called on pages."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.editions.standing import Stand
from shishin.guidelines.models import Document, Edition
from shishin.kit.timeline import Tag
from shishin.texts.versions import PATTERN


def version_in_words(version: str) -> str:
    """`1.0.0-draft.1` is called 1.0.0 原案 on pages, a later one 1.0.0 原案2."""
    match = PATTERN.fullmatch(version)
    if match is None or match[4] is None:
        return version
    final = version.partition("-")[0]
    if match[4] == "1":
        return _("%(version)s draft") % {"version": final}
    return _("%(version)s draft %(number)s") % {"version": final, "number": match[4]}


def name_of_text(edition: Edition) -> str:
    """How a decision or a report names this text beside its hash."""
    return f"{edition.document.slug} {edition.version}"[:200]


def stand_tag(stand: Stand) -> Tag:
    return {
        Stand.IN_FORCE: Tag(_("In force"), "success", "check"),
        Stand.COMING: Tag(_("Not yet in force"), "warning", "clock"),
        Stand.SUPERSEDED: Tag(_("Superseded"), "", "history"),
        Stand.ENDED: Tag(_("No longer in force"), "danger", "cross"),
        Stand.DRAFT: Tag(_("Draft"), "info"),
        Stand.WITHDRAWN: Tag(_("Withdrawn"), "danger", "cross"),
        Stand.WORKING: Tag(_("Being written"), "missing"),
    }[stand]


def document_state_tag(document: Document) -> Tag | None:
    """How the document itself stands, where that is not as usual."""
    return {
        Document.State.SUPERSEDED: Tag(_("Succeeded by another document"), "", "history"),
        Document.State.ABOLISHED: Tag(_("Abolished"), "danger", "cross"),
        Document.State.OUT_OF_MANAGEMENT: Tag(_("No longer kept up"), "warning", "alert"),
    }.get(Document.State(document.state))


def day_of(edition: Edition) -> tuple[date | None, str]:
    """The day an edition is cited by, and what happened on it."""
    if edition.decided_on:
        return edition.decided_on, _("decided")
    if edition.published_on:
        return edition.published_on, _("published")
    if edition.in_force_from:
        return edition.in_force_from, _("in force from")
    return edition.drafted_on, _("drafted") if edition.drafted_on else ""


LONGEST_NAME = 24


def breadcrumbs_to_document(document: Document) -> list[tuple[str, str]]:
    return [
        (reverse("guidelines:families"), _("Guidelines")),
        (document.family.get_absolute_url(), str(document.family)),
        (document.get_absolute_url(), document.short_title()),
    ]


def breadcrumbs_to_edition(edition: Edition) -> list[tuple[str, str]]:
    return [*breadcrumbs_to_document(edition.document), (edition.get_absolute_url(), version_in_words(edition.version))]


def clause_name(label: str, words: str, *, otherwise: str = "") -> str:
    """What a clause is called in a list: its number and its heading, or how it begins."""
    return "　".join(part for part in (label, words) if part) or otherwise
