"""Admission: a view lets in so many requests at once; whoever comes beyond that is asked to come again in a moment, with all they sent still in the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from shishin.kit.request_log import note_refusal

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
COME_AGAIN = 5
"""Seconds."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
LEAST_SHOWN = 20
"""A text of so many characters is somebody's words, and is shown; shorter ones go along."""


def at_most(places: int) -> Callable[[View], View]:
    """`@at_most(3)`: so many requests at once in each process of the web server, so that the other pages always have a thread."""

    def decorate(view: View) -> View:
        free = BoundedSemaphore(places)

        @wraps(view)
        def admitted(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if not free.acquire(blocking=False):
                return _come_again(request)
            try:
                return view(request, *arguments, **named)
            finally:
                free.release()

        return cast(View, admitted)

    return decorate


def _come_again(request: HttpRequest) -> HttpResponse:
    note_refusal("NoPlace")
    sent = [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]
    shown = {
        "sent": sent,
        "words": [str(value) for _name, value in sent if len(str(value)) >= LEAST_SHOWN],
        "files": [(name, file.name) for name, files in request.FILES.lists() for file in files],
        "here": request.get_full_path(),
        "is_sent": request.method == "POST",
        "seconds": COME_AGAIN,
    }
    answer = render(request, "kit/come_again.html", shown, status=503)
    answer["Retry-After"] = str(COME_AGAIN)
    add_never_cache_headers(answer)
    return answer
