"""The second factor: one code opens once, and its QR code brings its own white ground, so that a camera reads it in the dark scheme as well."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import qrcode  # type: ignore[import-untyped]
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from shishin.kit.at_once import unique_or
from shishin.people.errors import CodeWasUsed, SecondFactorUnreadable
from shishin.people.hiding import hide, is_hidden, reveal
from shishin.people.models import Person, UsedCode

REMEMBERED = timedelta(minutes=10)
"""Longer than any code of an app holds."""


PURPOSE = "second factor"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return hide(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Rows from before they were hidden say it as it is. With another key nothing may be guessed: there is no such factor any more."""
        if not is_hidden(encrypted_text):
            return encrypted_text
        try:
            return reveal(encrypted_text, purpose=PURPOSE)
        except ValueError:
            raise SecondFactorUnreadable from None

    def build_totp_svg(self, url: str) -> str:
        picture = qrcode.make(url, image_factory=SvgPathFillImage)
        with BytesIO() as file:
            picture.save(file)
            return file.getvalue().decode("utf-8").split("?>", 1)[-1]


@transaction.atomic
def use_code(person: Person, code: str) -> None:
    """Use a code up. Of two who bring the same one at once the second is refused, on whichever server."""
    now = timezone.now()
    person.used_codes.filter(used_at__lt=now - REMEMBERED).delete()
    digest = salted_hmac("shishin.people.used_code", "".join(code.split()), algorithm="sha256").hexdigest()
    with unique_or(CodeWasUsed):
        UsedCode.objects.create(person=person, code=digest, used_at=now)
