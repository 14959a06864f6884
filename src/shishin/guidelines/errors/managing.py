"""Refusals about numbering schemes and profiles that are kept as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.guidelines.models import Edition, NumberingScheme


class SchemeNameTaken(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            _("There is already a numbering scheme with the address “%(slug)s”.") % {"slug": slug},
            way_out=_("Choose another address, or change the scheme that has it."),
        )


class SchemeIsFixed(Refusal):
    def __init__(self, scheme: NumberingScheme, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s is numbered by “%(scheme)s”, and its numbers are cited already.") % {"edition": edition, "scheme": scheme},
            way_out=_("Add a scheme of its own, and choose it for the documents that come."),
        )
