"""The way to a document or an edition, from the top down, for the pages on which something is done with it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.models import Document, Edition


def breadcrumbs_to_document(document: Document) -> list[tuple[str, str]]:
    return [
        (reverse("guidelines:families"), _("Guidelines")),
        (document.family.get_absolute_url(), str(document.family)),
        (document.get_absolute_url(), document.short_title()),
    ]


def breadcrumbs_to_edition(edition: Edition) -> list[tuple[str, str]]:
    return [*breadcrumbs_to_document(edition.document), (edition.get_absolute_url(), version_in_words(edition.version))]
