"""Reading an edition: the whole, a chapter, the summary, and what can be taken away."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from shishin.guidelines.access import families_edited_by, families_to_read
from shishin.guidelines.editions.naming import status_tag
from shishin.guidelines.editions.procedures import lineage_among
from shishin.guidelines.editions.readable import ReadableDocument, follow_old_names, no_clause, readable_document
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.clause_pages import clause_page
from shishin.guidelines.reading.edition_pages import EditionPage, edition_page
from shishin.guidelines.reading.editions import Part
from shishin.guidelines.reading.families import family_cards, family_page
from shishin.guidelines.reading.feeds import DocumentFeed, is_public
from shishin.guidelines.reading.formation_pages import formation_of
from shishin.guidelines.reading.summarizing import summary_of
from shishin.kit.same_for_everybody import same_for_everybody


@same_for_everybody
@require_safe
@follow_old_names
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition in force today."""
    readable = readable_document(slug, reader=request.user)
    return _show(request, readable, readable.shown_first.version, is_address_of_document=True)


@same_for_everybody
@require_safe
@follow_old_names
def edition(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    return _show(request, readable_document(slug, reader=request.user), version)


def _show(request: HttpRequest, readable: ReadableDocument, version: str, *, is_address_of_document: bool = False) -> HttpResponse:
    page = _page(request, readable, version, is_whole="whole" in request.GET)
    return render(
        request, "guidelines/edition.html", {"page": page, "document": readable.document, "is_address_of_document": is_address_of_document}
    )


def _page(request: HttpRequest, readable: ReadableDocument, version: str, *, is_whole: bool = False) -> EditionPage:
    wanted = request.GET.get("language")
    return edition_page(readable, readable.edition(version), language=wanted, path=request.path, is_whole=is_whole)


@same_for_everybody
@require_safe
@follow_old_names
def chapter(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    """One part of a long edition; the address of a clause within it leads to its place there."""
    page = _page(request, readable_document(slug, reader=request.user), version)
    parts = page.parts
    at = next((index for index, part in enumerate(parts) if part.head.key == key), None)
    if at is None:
        return redirect(_place_of(page, parts, key, reader=request.user))
    before, after = parts[at - 1] if at else None, parts[at + 1] if at + 1 < len(parts) else None
    context = {
        "part": parts[at],
        "contents": page.contents(parts[at].head),
        "text": page.part_text(parts[at]),
        "before": (page.part_url(before), before.head.name) if before else None,
        "after": (page.part_url(after), after.head.name) if after else None,
    }
    return render(request, "guidelines/chapter.html", {"page": page, "document": page.document, **context})


def _place_of(page: EditionPage, parts: list[Part], key: str, *, reader: object) -> str:
    for part in parts:
        if any(clause.key == key for clause in part.clauses()):
            return f"{page.part_url(part)}#{key}"
    raise no_clause(key, page.document, reader=reader, edition=page.edition)


@same_for_everybody
@require_safe
@follow_old_names
def summary(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    page = _page(request, readable_document(slug, reader=request.user), version)
    return render(request, "guidelines/summary.html", {"page": page, "document": page.document, "sections": summary_of(page.reading)})


@same_for_everybody
@require_safe
@follow_old_names
def clause(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The clause in force, or its last text; `?edition=` cites it as it stood in one edition, `?text=` one of its translations."""
    readable, asked = readable_document(slug, reader=request.user), request.GET
    page = clause_page(
        readable, key, version=asked.get("edition"), language=asked.get("language"), number=asked.get("text"), path=request.path
    )
    return render(request, "guidelines/clause.html", {"page": page, "document": readable.document})


@same_for_everybody
@require_safe
def families(request: HttpRequest) -> HttpResponse:
    return render(request, "guidelines/families.html", {"cards": family_cards(localdate(), reader=request.user)})


@same_for_everybody
@require_safe
def family(request: HttpRequest, slug: str) -> HttpResponse:
    families = families_to_read(request.user) | families_edited_by(request.user)
    wanted = get_object_or_404(families.select_related("owner").prefetch_related("owner__dated_names"), slug=slug)
    page = family_page(wanted, request.GET, day=localdate(), reader=request.user)
    return render(request, "guidelines/family.html", {"page": page, "family": wanted})


@same_for_everybody
@require_safe
@follow_old_names
def formation(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    readable = readable_document(slug, reader=request.user)
    edition = readable.edition(version)
    context = {
        "document": readable.document,
        "edition": edition,
        "version": version_in_words(edition.version),
        "tag": status_tag(readable.status(edition).kind),
        "before": lineage_among(edition, readable.editions).before,
        "formation": formation_of(readable, edition),
        "has_feed": is_public(readable),
    }
    return render(request, "guidelines/formation.html", context)


@same_for_everybody
@require_safe
@follow_old_names
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What everyone may read, whoever asks: a reader program keeps it."""
    return DocumentFeed()(request, readable=readable_document(slug, reader=AnonymousUser()))
