"""Signing in: with a password, a second factor, or the office's own provider."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse


class PersonBackend(BaseBackend):
    pass


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    pass


def locked_out(request: HttpRequest, credentials: dict[str, str], *args: object) -> HttpResponse:
    return HttpResponse(status=429)
