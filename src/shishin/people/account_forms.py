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
from django.utils.translation import gettext_lazy as _

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


class AskForPassword(Labelled, ReauthenticateForm):  # type: ignore[misc]
    pass


class ResetPassword(Labelled, ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordByKey(Labelled, ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePassword(Labelled, ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPassword(Labelled, SetPasswordForm):  # type: ignore[misc]
    pass


class AskForCode(Labelled, AuthenticateForm):  # type: ignore[misc]
    pass


class AskForCodeAgain(Labelled, ReauthenticateByCodeForm):  # type: ignore[misc]
    pass


class AddSecondFactor(Labelled, ActivateTOTPForm):  # type: ignore[misc]
    pass
