"""Pages for auditors and owners: the entries, the seals, and what is needed to verify them elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shishin.kit.listing import Listing
from shishin.trail import verify_alone
from shishin.trail.access import reader_of_trail
from shishin.trail.exporting import checkpoint, export_lines
from shishin.trail.forms import FilterForm
from shishin.trail.leaving import last_sent, ways
from shishin.trail.models import Seal
from shishin.trail.reading import PAGE, area, entries_matching, slice_of
from shishin.trail.sealing import waiting_entries
from shishin.trail.verifying import verify_newest_batch
from shishin.trail.waiting import words_of_way
from shishin.trail.witnessing import LARGEST_POST, chain_lines, take_post


@never_cache
@login_required
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    reader = reader_of_trail(request.user)
    before = _number(request, "before")
    form = FilterForm(request.GET or None)
    # A filter that cannot be read shows what is wrong with it, not an empty list.
    wanted = {} if not form.is_bound else form.cleaned_data if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "page": None, "before": before}
    if wanted is not None:
        listing = Listing(
            entries_matching(**wanted), request.GET, [area()], asked={name: str(field.label) for name, field in form.fields.items()}
        )
        page = slice_of(listing.rows, before=before, reader=reader)
        context |= {"listing": listing, "page": page, "query": listing.filter, "is_filtered": bool(listing.chips)}
    return render(request, "trail/entries.html", context)


@never_cache
@login_required
@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    reader_of_trail(request.user)
    before = _number(request, "before")
    rows = Seal.objects.defer("sealed_text").order_by("-batch")
    page = list(rows.filter(batch__lt=before)[: PAGE + 1] if before is not None else rows[: PAGE + 1])
    sent = last_sent()
    context = {
        "seals": page[:PAGE],
        "older": page[PAGE - 1].batch if len(page) > PAGE else None,
        "before": before,
        "waiting": waiting_entries().aggregate(count=Count("pk"), oldest=Min("happened_at")),
        "checkpoint": checkpoint() if page else None,
        "fault": verify_newest_batch(),
        "left": [(words_of_way(way), sent.get(way)) for way in ways()],
    }
    return render(request, "trail/seals.html", context)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    reader_of_trail(request.user)
    headers = {"Content-Disposition": 'attachment; filename="trail.jsonl"'}
    return StreamingHttpResponse(export_lines(), content_type="application/jsonl", headers=headers)


@never_cache
@require_safe
def newest_checkpoint(request: HttpRequest) -> HttpResponse:
    """For witnesses: four figures that say nothing of what was done. Empty before the first seal."""
    words = f"{checkpoint()}\n" if Seal.objects.exists() else ""
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def chain(request: HttpRequest) -> StreamingHttpResponse:
    """For witnesses: the seals after a batch, so that they see that the trail only grew."""
    after = _number(request, "after", lowest=-1)
    return StreamingHttpResponse(chain_lines(after=-1 if after is None else after), content_type="application/jsonl")


@csrf_exempt
@never_cache
@require_POST
def take_checkpoint(request: HttpRequest) -> HttpResponse:
    """For other sites: their signature is what lets them in, and no cookie is looked at."""
    answer = take_post(request.read(LARGEST_POST + 1))
    return HttpResponse(f"{answer.words}\n", status=answer.status, content_type="text/plain; charset=utf-8")


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    return FileResponse(
        Path(verify_alone.__file__).open("rb"), as_attachment=True, filename="verify_alone.py", content_type="text/x-python"
    )


def _number(request: HttpRequest, name: str, *, lowest: int = 0) -> int | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    if given == str(lowest):
        return lowest
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    return int(given)
