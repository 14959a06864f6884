"""Naming: how editions stand on a day, what they and their documents are called on pages, and how they are cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shishin.guidelines.models import Document, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.dates import day_in_words
from shishin.kit.identity import base, in_language
from shishin.kit.timeline import Tag
from shishin.texts.languages import own_name, spoken_about
from shishin.texts.manuscript import version_order


class StatusKind(StrEnum):
    WORKING = "working"
    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class EditionStatus:
    """How an edition stands on a day. `last_day` is known where another edition or the end of the document follows."""

    kind: StatusKind
    first_day: date | None = None
    last_day: date | None = None
    followed_by: Edition | None = None

    @property
    def is_in_force(self) -> bool:
        return self.kind == StatusKind.IN_FORCE


def in_time_order(editions: Iterable[Edition]) -> list[Edition]:
    """Oldest first; what has no day yet comes last."""

    def order(edition: Edition) -> tuple[date, tuple[int, int, int, int], int]:
        day = edition.decided_on or edition.published_on or edition.in_force_from or edition.drafted_on or date.max
        return day, version_order(edition.version), edition.pk

    return sorted(editions, key=order)


def statuses(editions: Sequence[Edition], *, day: date, abolished_on: date | None) -> dict[int, EditionStatus]:
    """How each edition of one document stands on a day."""
    adopted = [edition for edition in editions if edition.state == Edition.State.ADOPTED and not edition.withdrawn_on]
    begins = [(edition.in_force_from, edition) for edition in adopted if edition.in_force_from]
    binding = sorted(begins, key=lambda pair: pair[0])
    found: dict[int, EditionStatus] = {}
    for index, (first, edition) in enumerate(binding):
        follower = binding[index + 1] if index + 1 < len(binding) else None
        found[edition.pk] = _adopted(first, follower, day=day, abolished_on=abolished_on)
    for edition in editions:
        if edition.pk not in found:
            found[edition.pk] = _not_binding(edition)
    return found


def _adopted(first: date, follower: tuple[date, Edition] | None, *, day: date, abolished_on: date | None) -> EditionStatus:
    last = follower[0] - timedelta(days=1) if follower else None
    if abolished_on and (last is None or abolished_on < last):
        last = abolished_on
    if first > day:
        kind = StatusKind.COMING
    elif last is None or last >= day:
        kind = StatusKind.IN_FORCE
    elif last == abolished_on:
        kind = StatusKind.ENDED
    else:
        kind = StatusKind.SUPERSEDED
    return EditionStatus(kind, first_day=first, last_day=last, followed_by=follower[1] if follower else None)


def _not_binding(edition: Edition) -> EditionStatus:
    if edition.withdrawn_on:
        return EditionStatus(StatusKind.WITHDRAWN)
    return EditionStatus(StatusKind.WORKING if edition.is_working else StatusKind.DRAFT)


def name_of_text(edition: Edition) -> str:
    """How a decision or a report names this text beside its hash."""
    return f"{edition.document.slug} {edition.version}"[:200]


def names_of_text(edition: Edition) -> list[str]:
    """The name that it has now, then those of the versions that it had before."""
    return [name_of_text(edition), *(f"{edition.document.slug} {version}"[:200] for version in edition.former_versions)]


def print_key(edition: Edition, before: Edition | None = None) -> str:
    """How the address of a paper names an edition, or its comparison with the one before."""
    return " ".join([edition.document.slug, *([before.version] if before else []), edition.version])


def status_tag(kind: StatusKind) -> Tag:
    return {
        StatusKind.IN_FORCE: Tag(_("In force"), "success", "check"),
        StatusKind.COMING: Tag(_("Not yet in force"), "warning", "clock"),
        StatusKind.SUPERSEDED: Tag(_("Superseded"), "", "history"),
        StatusKind.ENDED: Tag(_("No longer in force"), "danger", "cross"),
        StatusKind.DRAFT: Tag(_("Draft"), "info"),
        StatusKind.WITHDRAWN: Tag(_("Withdrawn"), "danger", "cross"),
        StatusKind.WORKING: Tag(_("Being written"), "missing"),
    }[kind]


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


def days_of(edition: Edition) -> list[tuple[str, date]]:
    """What happened to an edition, each with its day."""
    days = (
        (_("Draft published"), edition.published_on if edition.is_draft else None),
        (_("Decided"), edition.decided_on),
        (_("Published"), None if edition.is_draft or edition.published_on == edition.decided_on else edition.published_on),
        (_("In force from"), edition.in_force_from),
    )
    return [(words, day) for words, day in days if day]


LONGEST_NAME = 24
EXAMPLE_NOTICE = gettext_lazy("A worked example, written for this site: not the text of Tokyo or of Japan.")
"""What every page and every file of a worked example says of itself."""


def breadcrumbs_to_family(document: Document) -> list[tuple[str, str]]:
    """A family that did not take the document is no way to it."""
    family = [(document.family.get_absolute_url(), str(document.family))] if document.is_in_family else []
    return [(reverse("guidelines:families"), _("Guidelines")), *family]


def breadcrumbs_to_document(document: Document) -> list[tuple[str, str]]:
    return [*breadcrumbs_to_family(document), (document.get_absolute_url(), document.short_title())]


def breadcrumbs_to_edition(edition: Edition) -> list[tuple[str, str]]:
    return [*breadcrumbs_to_document(edition.document), (edition.get_absolute_url(), version_in_words(edition.version))]


def clause_name(label: str, words: str, *, otherwise: str = "") -> str:
    """What a clause is called in a list: its number and its heading, or how it begins."""
    return "　".join(part for part in (label, words) if part) or otherwise


@dataclass(frozen=True, slots=True)
class Citation:
    """The words to copy, in one language, and the address they lead to."""

    language: str
    language_name: str
    words: str
    url: str

    @property
    def whole(self) -> str:
        return f"{self.words} {self.url}"


def cite_edition(edition: Edition, *, language: str) -> Citation:
    return _citation(edition, language=language, place="", path=edition.get_absolute_url(), query="")


def cite_clause(edition: Edition, *, key: str, label: str, heading: str, language: str, text_number: int | None = None) -> Citation:
    """A clause as it stands in one edition. `text_number` names one of several texts of a translation."""
    path = reverse("guidelines:clause", args=[edition.document.slug, key])
    query = f"edition={edition.version}"
    if text_number:
        query += f"&language={language}&text={text_number}"
    return _citation(edition, language=language, place=label or heading or key, path=path, query=query)


def _citation(edition: Edition, *, language: str, place: str, path: str, query: str) -> Citation:
    with override(spoken_about(language)):
        words = _words(edition, language=language, place=place)
    if language != edition.source_language and "language=" not in query:
        query = f"{query}&language={language}" if query else f"language={language}"
    url = f"{settings.SITE_URL.rstrip('/')}{path}{f'?{query}' if query else ''}"
    return Citation(language, own_name(language), words, url)


def _words(edition: Edition, *, language: str, place: str) -> str:
    day = edition.decided_on or edition.published_on or edition.drafted_on
    values = {
        "owner": cited_issuer(edition, language=base(language)),
        "title": edition.title(language),
        "version": version_in_words(edition.version),
        "place": place,
        "day": day_in_words(day, base(language)) if day else "",
        "language": own_name(language),
    }
    if place:
        words = _("%(owner)s, “%(title)s”, version %(version)s, %(place)s") % values
    else:
        words = _("%(owner)s, “%(title)s”, version %(version)s") % values
    values["words"] = words
    if day and edition.decided_on:
        words = _("%(words)s, decided on %(day)s.") % values
    elif day and edition.is_working:
        words = _("%(words)s, written on %(day)s and not published.") % values
    elif day:
        words = _("%(words)s, draft of %(day)s.") % values
    else:
        words = _("%(words)s.") % values
    if language != edition.source_language:
        values["words"] = words
        words = _("%(words)s Translation (%(language)s); the source text is the one that binds.") % values
    return words


KEPT = ("issuer_kind", "issuer_names")
"""The columns that `keep_issuer` fills."""


def issuer_of(edition: Edition, *, day: date, language: str | None = None) -> str:
    """Whose text it is: the owner by its name on a day, or the body that decided where the owner was not there yet."""
    return in_language(_issuer_on(edition, day)[1], language)


def cited_issuer(edition: Edition, *, language: str) -> str:
    """The issuer that a fixed edition keeps; of a working one, as things stand."""
    return in_language(edition.issuer_names if edition.issuer_kind else _issuer_on(edition, _day_of_citing(edition))[1], language)


def keep_issuer(edition: Edition) -> None:
    """Fill the columns named in `KEPT`, for the act that fixes the edition to save."""
    edition.issuer_kind, edition.issuer_names = _issuer_on(edition, _day_of_citing(edition))


def _issuer_on(edition: Edition, day: date) -> tuple[Edition.Issuer, dict[str, str]]:
    owner, decision = edition.document.owner, edition.adopted_by
    began = owner.established_on or min((name.valid_from for name in owner.dated_names.all()), default=day)
    if decision is not None and began > day:
        return Edition.Issuer.BODY, decision.body.names_on(decision.decided_on)
    return Edition.Issuer.ORGANIZATION, owner.names_on(day)


def _day_of_citing(edition: Edition) -> date:
    return edition.decided_on or edition.published_on or edition.drafted_on or localdate()
