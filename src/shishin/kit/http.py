"""Answers that both a browser and htmx understand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


def go_to(request: HtmxRequest, to: Any) -> HttpResponse:
    """Send the browser on. htmx would swap a plain 302's target into the page."""
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url(to))
    return redirect(to)
