"""Refusals of who adopts which kind of revision, and of version numbers that say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shishin.guidelines.errors.editions import beginning_of
from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.councils.models import Referral
    from shishin.guidelines.models import Edition


class NotTheBodyNamed(Refusal):
    message = _(
        "%(edition)s cannot be adopted by a decision of %(body)s: the procedure of the document names %(named)s for this revision (%(kind)s)."
    )
    way_out = _("Have it decided by %(named)s, or correct the procedure on the page of the document.")

    edition: Edition
    named: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "named": _(", ").join(self.named), "kind": self.edition.get_revision_display()}


class FormalButSubstantive(Refusal):
    message = _("%(edition)s is a formal revision, but it changes the substance: %(keys)s.")
    way_out = _("Make it a minor or major revision with the version number of one, or record those changes as formal.")

    keys: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "keys": beginning_of(self.keys)}


class VersionSaysOtherwise(Refusal):
    """The number moved as in another kind of revision than the one recorded."""

    message = _("%(version)s after %(before)s is the number of another kind of revision (%(says)s) than the one given (%(revision)s).")
    way_out = _("Change the version number or the kind of revision, so that both say the same.")


class VersionGoesBack(Refusal):
    message = _("%(version)s does not come after %(before)s, the edition before it.")
    way_out = _("Give it a higher version number.")


class UnknownRevision(Refusal):
    message = _("A procedure knows no kind of revision “%(kind)s”.")
    way_out = _("Use one of these: %(known)s.")

    known: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "known": ", ".join(self.known)}


class NoSuchBody(Refusal):
    message = _("There is no body at the address “%(slug)s”.")
    way_out = _("Establish the body first, or choose one that is there.")

    slugs: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "slug": ", ".join(self.slugs)}


class NotForTheSecretariat(Refusal):
    message = _(
        "%(body)s cannot decide on %(edition)s and adopt it in one step: the procedure does not name it as the secretariat for this revision."
    )
    way_out = _("Have the text decided by the body that the procedure names, then adopt it.")


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
