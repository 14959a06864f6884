"""Hiding: what the database keeps but must not say without the key of the site."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hmac import HMAC

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "hidden:"
"""Stands before what is hidden, and before nothing else that is kept."""


def hide(text: str, *, purpose: str) -> str:
    return MARK + _locks(purpose).encrypt(text.encode()).decode()


def is_hidden(text: str) -> bool:
    return text.startswith(MARK)


def reveal(hidden: str, *, purpose: str) -> str:
    """The text, as long as the key of the site is the one it was hidden with; else ValueError."""
    try:
        return _locks(purpose).decrypt(hidden.removeprefix(MARK).encode()).decode()
    except InvalidToken as error:
        raise ValueError("hidden with another key") from error


def name_without_key(text: str, *, purpose: str) -> str:
    """A name under which something is found again by who knows the text, and from which nobody gets back to it."""
    return _hmac(purpose, text, settings.SECRET_KEY).hexdigest()[:40]


def _locks(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(_hmac(purpose, "", key).digest())) for key in keys])


def _hmac(purpose: str, text: str, secret: str | bytes) -> HMAC:
    return salted_hmac(f"shishin.people.hiding.{purpose}", text, secret=secret, algorithm="sha256")
