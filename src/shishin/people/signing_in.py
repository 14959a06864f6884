"""Signing in: with a password, a second factor, or the office's own provider."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shishin.people.known_browsers import known_browser, remember_browser
from shishin.people.models import Person
from shishin.people.slowing import forget_tries, seconds_to_wait, time_to_wait
from shishin.people.tasks import mail_new_password

log = logging.getLogger(__name__)


FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
"""What a proxy adds to what it passes on."""


def demo_is_closed(request: HttpRequest | None = None) -> bool:
    """Demo accounts have known passwords: they work only where nobody else can reach the site, or where that is wanted.

    A request that came from another machine, or through a proxy, shows that somebody can, whatever the settings say.
    """
    if settings.DEMO_ON_PUBLIC_SITE:
        return False
    return not settings.IS_LOCAL or (request is not None and not _came_from_here(request))


def _came_from_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def can_sign_in(person: Person) -> bool:
    return person.is_active and not (person.is_demo and demo_is_closed())


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks log-in name or mail address with the password; asked again for each request of a session."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, Person) and can_sign_in(user)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth behaves here: nobody signs up alone, and a refusal says why."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Tries are counted before the password is looked at: many at once get no further than one by one."""
        tried = credentials.get("username") or credentials.get("email") or ""
        name, *place = whose_way_in(request, str(tried))
        if wait := seconds_to_wait("password", name, *place):
            log.warning("Tries to sign in as %s from %s are slowed down.", name, address_of_client(request))
            raise ImmediateHttpResponse(slowed_down(request, wait))
        person: Person | None = super().authenticate(request, **credentials)
        if person is not None:
            forget_tries("password", name, *place)
        return person

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """The worker writes it, with a link of its own: nobody waits for a mail server, and no link waits in the queue."""
        if user.email.lower() == email.lower():
            mail_new_password.enqueue(str(user.uuid))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Of all mails of allauth one is wanted, and it is not sent from here."""
        log.warning("A mail (%s) was not sent: the worker alone sends mails.", template_prefix)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and demo_is_closed(request):
            clear_login(request)
            return render(request, "people/demo_closed.html", status=403)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user)
        if user.language:
            remember_language(response, user.language)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The office's provider opens accounts that exist: connected before, or invited with the mail it has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return True


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def whose_way_in(request: HttpRequest, tried: str) -> tuple[str, str]:
    """Under what tries are counted: the account, and the browser that signed in there before, or else the address.

    A name without an account is shortened: people type passwords there.
    """
    tried = tried.strip()
    person = Person.objects.called(tried).first() if tried else None
    if person is None:
        return f"{tried[:3].lower()}…", address_of_client(request)
    return person.login_name, known_browser(request, person) or address_of_client(request)


def address_of_client(request: HttpRequest) -> str:
    """Where a request comes from; X-Forwarded-For is believed as far as there are proxies of our own."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def slowed_down(request: HttpRequest, wait: int) -> HttpResponse:
    """Too many tries: say so, and how long to wait."""
    response = render(request, "people/slowed_down.html", {"wait": time_to_wait(wait)}, status=429)
    response["Retry-After"] = str(wait)
    return response
