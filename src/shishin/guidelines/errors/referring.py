"""Refusals of drafting for a referral and of submitting what was drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.councils.models import Referral


class ReferralIsAnswered(Refusal):
    message = _("The referral “%(referral)s” does not wait for a draft: %(state)s.")
    way_out = _("Choose a referral that is open or was returned.")

    referral: Referral

    def places(self) -> dict[str, Any]:
        return {**super().places(), "state": self.referral.get_state_display()}


class DraftedForNone(Refusal):
    message = _("%(edition)s was not drafted for a referral, so there is nobody to submit it to.")
    way_out = _("Say first for which referral it is drafted.")


class SubmittedAlready(Refusal):
    message = _("%(edition)s was submitted and waits for an answer.")
    way_out = _("Wait until the report is accepted or returned.")
