"""The families: which there are, and the documents of one as a map and a list."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from shishin.guidelines.access import families_to_read
from shishin.guidelines.families import family_cards, family_page

ROWS = 50


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    return render(request, "guidelines/families.html", {"cards": family_cards(localdate(), reader=request.user)})


@require_safe
def family(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(families_to_read(request.user).select_related("owner").prefetch_related("owner__dated_names"), slug=slug)
    page = family_page(shown, show=request.GET.get("show", ""), day=localdate(), reader=request.user)
    rows = Paginator(page.rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "guidelines/family.html", {"page": page, "family": shown, "rows": rows})
