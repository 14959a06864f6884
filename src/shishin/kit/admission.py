"""Admission: a view lets in so many requests at once; whoever comes beyond that is asked to come again in a moment, with all they sent still in the page.

The page serves for whatever else keeps a request from being taken that somebody wrote for long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from threading import BoundedSemaphore
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

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
    if request.method == "POST":
        lead = _("What you sent was not taken in yet, and nothing of it is lost: it is on this page. Send it once more in a few seconds.")
    else:
        lead = _("Open this page once more in a few seconds.")
    answer = sent_back(request, _("Very many people are here at this moment"), lead, status=503)
    answer["Retry-After"] = str(COME_AGAIN)
    return answer


def sent_back(request: HttpRequest, title: str, lead: str, *, button: str = "", without: Collection[str] = (), status: int) -> HttpResponse:
    """All that was sent, to be read and sent once more; `without` the fields that say what is to be done with it."""
    sent = [(name, value) for name, values in request.POST.lists() if name not in (TOKEN, *without) for value in values]
    shown = {
        "title": title,
        "lead": lead,
        "button": button or _("Send once more"),
        "sent": sent,
        "words": [str(value) for _name, value in sent if len(str(value)) >= LEAST_SHOWN],
        "files": [(name, file.name) for name, files in request.FILES.lists() for file in files],
        "here": request.get_full_path(),
        "is_sent": request.method == "POST",
    }
    answer = render(request, "kit/come_again.html", shown, status=status)
    add_never_cache_headers(answer)
    return answer
