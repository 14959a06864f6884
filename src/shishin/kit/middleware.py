"""What every request passes: no address with NUL in it, no page of somebody in a cache of all, and a refusal that no form showed becomes a page with the way out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import retarget

from shishin.kit.at_once import AlreadyStored, GoneMeanwhile, WaitedForOthers, is_deadlock, is_unique_violation
from shishin.kit.errors import Refusal
from shishin.kit.request_log import note_refusal

logger = logging.getLogger(__name__)


class NulMiddleware:
    """No address of ours has the character NUL, and PostgreSQL takes it in no text: asking with it is a mistake or an attack."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in the address")
        return self.get_response(request)


class PrivateMiddleware:
    """What somebody gets who is signed in is kept by no cache on the way. Their browser may, so that going back does not lose what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-cache"
        return answer


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_unique_violation(exception):
            exception = AlreadyStored()
        elif is_deadlock(exception):
            exception = WaitedForOthers()
        elif isinstance(exception, ObjectDoesNotExist) and request.method == "POST":
            # It was there when the page looked for it. The log keeps where, lest a mistake of ours looks like this.
            logger.warning("A row went while somebody was about to change it.", exc_info=exception)
            exception = GoneMeanwhile()
        if not isinstance(exception, Refusal):
            return None
        note_refusal(exception.code)
        if getattr(request, "htmx", None):
            # Above the page, not in place of what the person was about to send.
            answer = render(request, "kit/refusal.html#refusal", {"refusal": exception}, status=409)
            retarget(answer, "#messages")
            answer["HX-Reswap"] = "innerHTML show:#messages:top"
            return answer
        return render(request, "kit/refusal.html", {"refusal": exception, "back": way_back(request)}, status=409)


def way_back(request: HttpRequest) -> str:
    """The page that the reader came from, if it is one of ours; else the home page."""
    came_from = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return get_script_prefix()
