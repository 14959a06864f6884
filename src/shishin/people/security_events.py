"""Security events: what people change about their own way in is in the trail as well."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from shishin.people.models import Person
from shishin.trail.recording import record


@receiver([password_changed, password_set])
def note_password_changed(user: Person, **_kwargs: Any) -> None:
    record("people.password_changed", about=user, who=user)


@receiver(password_reset)
def note_password_reset(user: Person, **_kwargs: Any) -> None:
    record("people.password_reset", about=user, who=user)


@receiver(authenticator_added)
def note_second_factor_added(user: Person, authenticator: Any, **_kwargs: Any) -> None:
    record("people.second_factor_added", about=user, who=user, kind=str(authenticator.type))


@receiver(authenticator_removed)
def note_second_factor_removed(user: Person, authenticator: Any, **_kwargs: Any) -> None:
    record("people.second_factor_removed", about=user, who=user, kind=str(authenticator.type))


@receiver(authenticator_reset)
def note_second_factor_renewed(user: Person, authenticator: Any, **_kwargs: Any) -> None:
    record("people.second_factor_renewed", about=user, who=user, kind=str(authenticator.type))
