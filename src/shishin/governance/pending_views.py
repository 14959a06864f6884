"""Names that pages lead to and another room answers: deleted when that is there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def pending(request: HttpRequest, **_arguments: str) -> HttpResponse:
    raise Http404
