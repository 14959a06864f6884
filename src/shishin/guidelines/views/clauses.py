"""The page of a clause: its address stays for ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shishin.guidelines.finding import shelf_of, slug_of_alias
from shishin.guidelines.reading.clause_pages import clause_page
from shishin.kit.errors import NotFoundWithOffers


@require_safe
def clause(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The clause in force, or its last text; `?edition=` cites it as it stood in one edition, `?text=` one of its translations."""
    try:
        shelf = shelf_of(slug, reader=request.user)
    except NotFoundWithOffers:
        new_slug = slug_of_alias(slug)
        if new_slug is None:
            raise
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{reverse('guidelines:clause', args=[new_slug, key])}{f'?{query}' if query else ''}", permanent=True)
    asked = request.GET
    page = clause_page(
        shelf, key, version=asked.get("edition"), language=asked.get("language"), number=asked.get("text"), path=request.path
    )
    return render(request, "guidelines/clause.html", {"page": page, "document": shelf.document})
