"""Browsers in which somebody signed in before: a stranger's tries do not slow them down."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from shishin.people.models import Person

COOKIE = "known_browser"
LASTS = 365 * 24 * 3600
"""Seconds."""


def known_browser(request: HttpRequest, person: Person) -> str:
    """A number of the browser where this person signed in before; nothing for any other."""
    try:
        uuid, number = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(number) if uuid == str(person.uuid) else ""


def remember_browser(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """The cookie says nothing but that this person signed in here; the password is asked for all the same."""
    number = known_browser(request, person) or secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        signing.dumps([str(person.uuid), number], salt=COOKIE),
        max_age=LASTS,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
