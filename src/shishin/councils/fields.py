"""Fields of forms in several rooms: the hash of a text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

HASH = RegexValidator(r"^[0-9a-f]{64}$", _("A hash has 64 figures and small letters from a to f."))


class HashField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("It stands on the page of the edition. The decision holds for this text and no other."))
        super().__init__(label=_("Hash of the text"), max_length=64, validators=[HASH], **kwargs)
