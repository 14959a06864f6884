"""Refusals about referrals and the reports that answer them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shishin.councils.models import Body, Meeting, Referral, Report
from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal


class NotBelow(Refusal):
    def __init__(self, asked_by: Body, asked_of: Body) -> None:
        super().__init__(
            _("%(asked_of)s does not stand below %(asked_by)s.") % {"asked_by": asked_by, "asked_of": asked_of},
            way_out=_("Choose a group below it, or change the place of the group first."),
        )


class NotAbove(Refusal):
    def __init__(self, asked_by: Body, asked_of: Body) -> None:
        super().__init__(
            _("%(asked_of)s does not stand above %(asked_by)s.") % {"asked_by": asked_by, "asked_of": asked_of},
            way_out=_("Choose a council above it, or change the place of the committee first."),
        )


class QuestionMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A referral needs a title and a question or proposal."), way_out=_("Write both, in at least one language."))


class SameReferral(Refusal):
    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _("“%(referral)s” was put to %(asked_of)s on %(day)s already.")
            % {"referral": referral, "asked_of": referral.asked_of, "day": day_in_words(referral.referred_on)},
            way_out=_("Go on with the referral that is there, or give this one another title."),
        )


class DueBeforeReferred(Refusal):
    def __init__(self, referred: date, due: date) -> None:
        super().__init__(
            _("The due day %(due)s is before the day of the referral, %(referred)s.")
            % {"due": day_in_words(due), "referred": day_in_words(referred)},
            way_out=_("Choose a due day that is not before it, or leave it open."),
        )


class DueDayNotLater(Refusal):
    def __init__(self, due: date) -> None:
        super().__init__(_("The report is due on %(due)s already.") % {"due": day_in_words(due)}, way_out=_("Choose a later day."))


class ReferralHasEnded(Refusal):
    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _("“%(referral)s” ended on %(day)s: %(state)s.")
            % {"referral": referral, "day": day_in_words(referral.ended_on), "state": referral.get_state_display()},
            way_out=_("Make a new referral if the question is open again."),
        )


class ReportWaits(Refusal):
    def __init__(self, report: Report) -> None:
        super().__init__(
            _("The report of %(day)s still waits for an answer.") % {"day": day_in_words(report.reported_on)},
            way_out=_("Wait until it is accepted or returned; a returned one is followed by another."),
        )


class ReportAnswered(Refusal):
    def __init__(self, report: Report) -> None:
        super().__init__(
            _("This report was answered on %(day)s: %(outcome)s.")
            % {"day": day_in_words(report.answered_on), "outcome": report.get_outcome_display()},
            way_out=_("An answer stays. Make a new referral if the question is open again."),
        )


class DraftMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A report with a draft needs the name and the hash of the draft."),
            way_out=_("Take both from the page of the edition, or report “no change” with its reason."),
        )


class DraftNotExpected(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A report of “no change” carries no draft."), way_out=_("Leave name and hash empty, or report with a draft."))


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The reason is missing."), way_out=_("Give it in at least one sentence: others will read it."))


class DayBefore(Refusal):
    def __init__(self, day: date, earlier: date) -> None:
        super().__init__(
            _("%(day)s is before %(earlier)s, when the step before it was taken.")
            % {"day": day_in_words(day), "earlier": day_in_words(earlier)},
            way_out=_("Choose a day that is not before it."),
        )


class NoPartOfReferral(Refusal):
    def __init__(self, meeting: Meeting, referral: Referral) -> None:
        super().__init__(
            _("%(meeting)s is not a meeting of a body that takes part in “%(referral)s”.") % {"meeting": meeting, "referral": referral},
            way_out=_("Choose a meeting of the body that asks or of the one that is asked."),
        )


class AlreadyPublished(Refusal):
    def __init__(self, day: date) -> None:
        super().__init__(_("It has been public since %(day)s.") % {"day": day_in_words(day)}, way_out=_("There is nothing left to do."))


class ReferralNotPublished(Refusal):
    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _("The referral “%(referral)s” is not public yet.") % {"referral": referral}, way_out=_("Publish the referral first.")
        )
