"""Refusals about referrals and the reports that answer them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class NotBelow(Refusal):
    message = _("%(asked_of)s does not stand below %(asked_by)s.")
    way_out = _("Choose a group below it, or change the place of the group first.")
    page_of = "asked_of"


class NotAbove(Refusal):
    message = _("%(asked_of)s does not stand above %(asked_by)s.")
    way_out = _("Choose a council above it, or change the place of the committee first.")
    page_of = "asked_by"


class QuestionMissing(RefusedHere):
    message = _("A referral needs a title and a question or proposal.")
    way_out = _("Write both, in at least one language.")


class SameReferral(Refusal):
    message = _("“%(referral)s” was put to %(asked_of)s on %(day)s already.")
    way_out = _("Go on with the referral that is there, or give this one another title.")
    page_of = "referral"


class DueBeforeReferred(RefusedHere):
    message = _("The due day %(due)s is before the day of the referral, %(referred)s.")
    way_out = _("Choose a due day that is not before it, or leave it open.")


class DueDayNotLater(RefusedHere):
    message = _("The report is due on %(due)s already.")
    way_out = _("Choose a later day.")


class ReferralHasEnded(Refusal):
    message = _("“%(referral)s” ended on %(day)s: %(state)s.")
    way_out = _("Make a new referral if the question is open again.")
    route = "councils:body"
    route_by = ("referral.asked_by.slug",)


class ReportWaits(RefusedHere):
    message = _("The report of %(day)s still waits for an answer.")
    way_out = _("Wait until it is accepted or returned; a returned one is followed by another.")


class ReportAnswered(Refusal):
    message = _("This report was answered on %(day)s: %(outcome)s.")
    way_out = _("An answer stays. Make a new referral if the question is open again.")
    route = "councils:body"
    route_by = ("referral.asked_by.slug",)


class DraftMissing(RefusedHere):
    message = _("A report with a draft needs the draft.")
    way_out = _("Submit the draft from its own page, or report “no change” with its reason.")


class DraftNotExpected(RefusedHere):
    message = _("A report of “no change” carries no draft.")
    way_out = _("Leave the draft out, or report with a draft.")


class ReasonMissing(RefusedHere):
    message = _("The reason is missing.")
    way_out = _("Give it in at least one sentence: others will read it.")


class DayBefore(RefusedHere):
    message = _("%(day)s is before %(earlier)s, when the step before it was taken.")
    way_out = _("Choose a day that is not before it.")


class NoPartOfReferral(RefusedHere):
    message = _("%(meeting)s is not a meeting of a body that takes part in “%(referral)s”.")
    way_out = _("Choose a meeting of the body that asks or of the one that is asked.")


class AlreadyPublished(RefusedHere):
    message = _("It has been public since %(day)s.")
    way_out = _("There is nothing left to do.")


class ReferralNotPublished(Refusal):
    message = _("The referral “%(referral)s” is not public yet.")
    way_out = _("Publish the referral first.")
    page_of = "referral"
