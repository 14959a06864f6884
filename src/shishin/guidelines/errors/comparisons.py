"""Refusals of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal


class WrongProfile(Refusal):
    """`faults` names each place of the profile that is wrong, in a sentence."""

    message = _("This is no profile of comparison tables. %(faults)s")
    way_out = _("Correct these places, or leave them out to get the defaults.")

    faults: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "faults": " ".join(self.faults)}
