"""Refusals of comparisons."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal


class WrongProfile(Refusal):
    """`faults` names each place of the profile that is wrong, in a sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            _("This is no profile of comparison tables. %(faults)s") % {"faults": " ".join(faults)},
            way_out=_("Correct these places, or leave them out to get the defaults."),
        )
