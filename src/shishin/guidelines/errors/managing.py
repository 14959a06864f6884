"""Refusals about numbering schemes and profiles that are kept as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    pass


class SchemeNameTaken(Refusal):
    message = _("There is already a numbering scheme with the address “%(slug)s”.")
    way_out = _("Choose another address, or change the scheme that has it.")


class SchemeIsFixed(Refusal):
    message = _("%(edition)s is numbered by “%(scheme)s”, and its numbers are cited already.")
    way_out = _("Add a scheme of its own, and choose it for the documents that come.")


class WrongProfile(Refusal):
    """`faults` names each place of the profile that is wrong, in a sentence."""

    message = _("This is no profile of comparison tables. %(faults)s")
    way_out = _("Correct these places, or leave them out to get the defaults.")

    faults: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "faults": " ".join(self.faults)}
