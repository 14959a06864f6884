"""The page of a clause: its address stays for ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shishin.guidelines.finding import shelf_of
from shishin.guidelines.reading.clause_pages import clause_page
from shishin.guidelines.views.old_names import follow_old_names


@require_safe
@follow_old_names
def clause(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The clause in force, or its last text; `?edition=` cites it as it stood in one edition, `?text=` one of its translations."""
    shelf, asked = shelf_of(slug, reader=request.user), request.GET
    page = clause_page(
        shelf, key, version=asked.get("edition"), language=asked.get("language"), number=asked.get("text"), path=request.path
    )
    return render(request, "guidelines/clause.html", {"page": page, "document": shelf.document})
