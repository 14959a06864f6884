"""Refusals of drafting for a referral and of submitting what was drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.councils.models import Referral
    from shishin.guidelines.models import Edition


class ReferralIsAnswered(Refusal):
    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _("The referral “%(referral)s” does not wait for a draft: %(state)s.")
            % {"referral": referral, "state": referral.get_state_display()},
            way_out=_("Choose a referral that is open or was returned."),
        )


class DraftedForNone(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s was not drafted for a referral, so there is nobody to submit it to.") % {"edition": edition},
            way_out=_("Say first for which referral it is drafted."),
        )


class SubmittedAlready(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("%(edition)s was submitted and waits for an answer.") % {"edition": edition},
            way_out=_("Wait until the report is accepted or returned."),
        )
