"""Reading an edition: the whole, a chapter, the summary, and what can be taken away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.guidelines.downloads import NoSuchFormat
from shishin.guidelines.finding import Shelf, language_to_read, shelf_of
from shishin.guidelines.formats import downloads
from shishin.guidelines.nearest import no_clause
from shishin.guidelines.reading.edition_pages import EditionPage, edition_page
from shishin.guidelines.reading.editions import Part, hashes_of
from shishin.guidelines.reading.summarizing import summary_of
from shishin.guidelines.views.old_names import follow_old_names
from shishin.kit.errors import NotFoundWithOffers
from shishin.kit.files import download as as_file


@require_safe
@follow_old_names
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition in force today."""
    shelf = shelf_of(slug, reader=request.user)
    return _show(request, shelf, shelf.shown_first.version, is_address_of_document=True)


@require_safe
@follow_old_names
def edition(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    return _show(request, shelf_of(slug, reader=request.user), version)


def _show(request: HttpRequest, shelf: Shelf, version: str, *, is_address_of_document: bool = False) -> HttpResponse:
    page = _page(request, shelf, version, is_whole="whole" in request.GET)
    return render(
        request, "guidelines/edition.html", {"page": page, "document": shelf.document, "is_address_of_document": is_address_of_document}
    )


def _page(request: HttpRequest, shelf: Shelf, version: str, *, is_whole: bool = False) -> EditionPage:
    wanted = request.GET.get("language")
    return edition_page(shelf, shelf.edition(version), language=wanted, path=request.path, is_whole=is_whole)


@require_safe
@follow_old_names
def chapter(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    """One part of a long edition; the address of a clause within it leads to its place there."""
    page = _page(request, shelf_of(slug, reader=request.user), version)
    parts = page.parts
    at = next((index for index, part in enumerate(parts) if part.head.key == key), None)
    if at is None:
        return redirect(_place_of(page, parts, key, reader=request.user))
    before, after = parts[at - 1] if at else None, parts[at + 1] if at + 1 < len(parts) else None
    shown = {
        "part": parts[at],
        "contents": page.contents(parts[at].head),
        "text": page.part_text(parts[at]),
        "before": (page.part_url(before), before.head.name) if before else None,
        "after": (page.part_url(after), after.head.name) if after else None,
    }
    return render(request, "guidelines/chapter.html", {"page": page, "document": page.document, **shown})


def _place_of(page: EditionPage, parts: list[Part], key: str, *, reader: object) -> str:
    for part in parts:
        if any(clause.key == key for clause in part.clauses()):
            return f"{page.part_url(part)}#{key}"
    raise no_clause(key, page.document, reader=reader, edition=page.edition)


@require_safe
@follow_old_names
def summary(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    page = _page(request, shelf_of(slug, reader=request.user), version)
    return render(request, "guidelines/summary.html", {"page": page, "document": page.document, "sections": summary_of(page.reading)})


@require_safe
@follow_old_names
def download(request: HttpRequest, slug: str, version: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    shelf = shelf_of(slug, reader=request.user)
    wanted = shelf.edition(version)
    try:
        form = downloads.named(format)
    except NoSuchFormat as missing:
        offers = [(reverse("guidelines:download", args=[slug, version, name]), name) for name in downloads.names()]
        raise NotFoundWithOffers(_("There is no format “%(format)s”.") % {"format": format}, offers=offers) from missing
    choices = hashes_of(wanted).choices
    language = language_to_read(request.GET.get("language"), choices, source=wanted.source_language, path=request.path)
    return as_file(form.write(wanted, language), name=form.file_name(wanted, language))
