"""Finding what somebody may write in: an edition that is being written, one of its clauses, a language."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.access import edition_to_edit, editions_to_draft
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.editions.readable import no_clause
from shishin.guidelines.models import Clause, Edition
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.texts.languages import USUAL, is_language, own_name


def draft_to_write(reader: Any, slug: str, version: str) -> Edition:
    """Who writes the document and asks for an edition that is fixed learns where the next one begins."""
    drafts = editions_to_draft(reader).select_related("document__family", "started_from", "referred_by")
    if draft := drafts.filter(document__slug=slug, version=version).first():
        return draft
    edition = edition_to_edit(reader, slug, version)
    name = {"version": version_in_words(edition.version)}
    start = reverse("guidelines:start-next", args=[slug, version])
    raise NotFoundWithSuggestions(
        _("%(version)s is published or adopted, so nobody writes in it any more.") % name,
        offers=[(start, _("Start the next edition from %(version)s") % name), (edition.get_absolute_url(), _("Read %(version)s") % name)],
    )


def clause_to_write(reader: Any, slug: str, version: str, key: str) -> Clause:
    edition = draft_to_write(reader, slug, version)
    clause = Clause.objects.select_related("line").filter(edition=edition, line__key=key).first()
    if clause is None:
        raise no_clause(key, edition.document, reader=reader, edition=edition)
    clause.edition = edition
    return clause


def refuse_language(clause: Clause, language: str) -> None:
    """What is no tag of a language is no address; those that are usual are offered."""
    if is_language(language):
        return
    place = [clause.edition.document.slug, clause.edition.version, clause.line.key]
    offers = [(reverse("guidelines:edit-clause", args=[*place, tag]), own_name(tag)) for tag in USUAL]
    raise NotFoundWithSuggestions(_("“%(language)s” is not the tag of a language.") % {"language": language}, offers=offers)
