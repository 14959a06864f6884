"""The second factor: its QR code brings its own white ground, so that a camera reads it in the dark scheme as well."""

from __future__ import annotations

from io import BytesIO

import qrcode  # type: ignore[import-untyped]
from allauth.mfa.adapter import DefaultMFAAdapter
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def build_totp_svg(self, url: str) -> str:
        picture = qrcode.make(url, image_factory=SvgPathFillImage)
        with BytesIO() as file:
            picture.save(file)
            return file.getvalue().decode("utf-8").split("?>", 1)[-1]
