"""Signing in: with a password, a second factor, or the office's own provider."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shishin.people.models import Person


def demo_is_closed() -> bool:
    """Demo accounts have known passwords: they work only where nobody else can reach the site, or where that is wanted."""
    return not (settings.IS_LOCAL or settings.DEMO_ON_PUBLIC_SITE)


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

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and demo_is_closed():
            clear_login(request)
            return render(request, "people/demo_closed.html", status=403)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
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


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that a try to sign in is counted under: the same for axes' check before and its count after."""
    given = credentials or request.POST
    for field in ("login", "username", "email"):
        if given.get(field):
            return str(given[field]).strip().lower()[:255]
    return ""


def address_of_client(request: HttpRequest) -> str:
    """Where a request comes from; X-Forwarded-For is believed as far as there are proxies of our own."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def locked_out(request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Too many tries: say so, and how long to wait."""
    tries = AccessAttempt.objects.filter(username=name_tried(request, credentials), ip_address=address_of_client(request))
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    lasts = timedelta(hours=settings.AXES_COOLOFF_TIME)
    left = max(last + lasts - timezone.now(), timedelta(minutes=1))
    minutes = -(-int(left.total_seconds()) // 60)
    response = render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
