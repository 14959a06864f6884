"""allauth's forms with our labels: a placeholder is no label."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shishin.people.errors import CodeWasUsed
from shishin.people.models import Person
from shishin.people.second_factor import use_code
from shishin.people.slowing import forget_tries, seconds_to_wait, time_to_wait

LABELS = {
    "login": _("Log-in name or mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
    "email": _("Mail address"),
    "code": _("Sign-in code"),
}
HINTS = {
    "password1": _("At least 12 characters. A sentence is easy to keep in mind."),
    "code": _("Six figures from the app, or a recovery code."),
}


def count_try(way: str, *whose: object) -> None:
    """Count a try of a form; too many are told how long to wait."""
    if wait := seconds_to_wait(way, *whose):
        raise ValidationError(time_to_wait(wait))


class Labelled:
    """Labels and hints in our words, for a form of allauth."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs["autocomplete"] = "one-time-code"


class SignIn(Labelled, LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class CodeOnce(Labelled):
    """A code opens once, and wrong ones are waited for, over all processes and servers."""

    user: Person

    def clean_code(self) -> str:
        count_try("code", self.user.uuid)
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            use_code(self.user, code)
        except CodeWasUsed as refusal:
            raise ValidationError(refusal.in_full) from refusal
        forget_tries("code", self.user.uuid)
        return code


class AskForPassword(Labelled, ReauthenticateForm):  # type: ignore[misc]
    pass


class ResetPassword(Labelled, ResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        """Nobody's letter box is filled by a stranger. It says the same whether there is such an account or not."""
        email: str = super().clean_email()
        count_try("reset", email.lower())
        return email


class ResetPasswordByKey(Labelled, ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePassword(Labelled, ChangePasswordForm):  # type: ignore[misc]
    def clean_oldpassword(self) -> str:
        count_try("change", self.user.uuid)
        password: str = super().clean_oldpassword()
        forget_tries("change", self.user.uuid)
        return password


class SetPassword(Labelled, SetPasswordForm):  # type: ignore[misc]
    pass


class AskForCode(CodeOnce, AuthenticateForm):  # type: ignore[misc]
    pass


class AskForCodeAgain(CodeOnce, ReauthenticateByCodeForm):  # type: ignore[misc]
    pass


class AddSecondFactor(Labelled, ActivateTOTPForm):  # type: ignore[misc]
    pass
