"""Citing: how an edition or a clause is named in another text, per language, with an address that does not change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.models import Edition
from shishin.kit.dates import day_in_words
from shishin.kit.identity import base, in_language
from shishin.texts.languages import own_name


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
    with override(base(language)):
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
