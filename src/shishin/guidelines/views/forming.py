"""How editions came about, as a page and as a feed."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shishin.guidelines.feeds import DocumentFeed, is_public
from shishin.guidelines.finding import shelf_of
from shishin.guidelines.lineage import lineage_among
from shishin.guidelines.naming import stand_tag, version_in_words
from shishin.guidelines.reading.formation_pages import formation_of
from shishin.guidelines.views.old_names import follow_old_names


@require_safe
@follow_old_names
def formation(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    shelf = shelf_of(slug, reader=request.user)
    edition = shelf.edition(version)
    shown = {
        "document": shelf.document,
        "edition": edition,
        "version": version_in_words(edition.version),
        "tag": stand_tag(shelf.standing(edition).stand),
        "before": lineage_among(edition, shelf.editions).before,
        "formation": formation_of(shelf, edition),
        "has_feed": is_public(shelf),
    }
    return render(request, "guidelines/formation.html", shown)


@require_safe
@follow_old_names
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What everyone may read, whoever asks: a reader program keeps it."""
    return DocumentFeed()(request, shelf=shelf_of(slug, reader=AnonymousUser()))
