"""Refusals about duties: who owes what, what it stands on, and who performs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere
from shishin.kit.identity import join_words

if TYPE_CHECKING:
    from shishin.governance.models import DutyStatus


class DutyAddressTaken(Refusal):
    message = _("The address “%(slug)s” is already in use.")
    way_out = _("Choose another address, or change the duty that has it.")
    route = "governance:duty"
    route_by = ("slug",)


class NoTitle(RefusedHere):
    message = _("A duty needs a title.")
    way_out = _("Enter it in at least one language.")


class NoRole(RefusedHere):
    message = _("“%(duty)s” says not whose duty it is: a duty without parts needs a role.")
    way_out = _("Choose the role whose holders perform it, or say that it is a function with parts.")


class NobodyOwesIt(RefusedHere):
    message = _("“%(duty)s” would be owed by nobody.")
    way_out = _("Choose the kinds of organization that owe it.")


class NotAFunction(Refusal):
    message = _("“%(parent)s” is no function with parts, so nothing can stand under it.")
    way_out = _("Break it down first.")
    route = "governance:break-down"
    route_by = ("parent.slug",)


class OfAnotherList(RefusedHere):
    message = _("“%(parent)s” stands in the list of %(owner)s.")
    way_out = _("Choose a function of the same list.")


class DutyCircle(RefusedHere):
    message = _("“%(duty)s” cannot stand under “%(parent)s”, because “%(parent)s” stands under it.")
    way_out = _("Choose a function that is not below it.")


class NothingUnderIt(RefusedHere):
    message = _("“%(duty)s” is broken down into nothing.")
    way_out = _("Enter at least one part.")


class DutyHasEnded(Refusal):
    message = _("“%(duty)s” ended on %(until)s.")
    way_out = _("See what the list has now.")
    route = "governance:duties"


class PartsStand(Refusal):
    message = _("“%(duty)s” has parts that have not ended: %(parts)s.")
    way_out = _("End them first, or move them.")
    page_of = "duty"

    def places(self) -> dict[str, Any]:
        titles = [f"“{part}”" for part in vars(self)["parts"]]
        return {**vars(self), "parts": join_words(titles)}


class NoReasonToEnd(RefusedHere):
    message = _("A duty does not end in silence: a reason is missing.")
    way_out = _("Say why nobody owes it any more.")


class EndsBeforeItIsOwed(RefusedHere):
    message = _("The last day %(until)s is before the first day %(since)s.")
    way_out = _("Choose a last day that is not before the first.")


class NoSuchClauseInForce(RefusedHere):
    message = _("“%(line)s” stands in no edition in force on %(day)s.")
    way_out = _("Choose a clause of an edition in force.")


class ClauseMovedOn(RefusedHere):
    message = _("“%(line)s” got another text since it was read.")
    way_out = _("Read it as it stands now, and say once more whether the duty stands on it.")


class NoBasis(RefusedHere):
    message = _("“%(duty)s” does not stand on “%(line)s”.")
    way_out = _("Choose one of its bases.")


class NoWordsOfPractice(RefusedHere):
    message = _("A practice needs a few words.")
    way_out = _("Say what is done there, in at least one language.")


class NotOwed(Refusal):
    message = _("%(organization)s does not owe “%(duty)s” in %(year)s.")
    way_out = _("See what it owes in that year.")
    route = "governance:organization"
    route_by = ("organization.slug",)


class YearNotBegun(RefusedHere):
    message = _("%(year)s has not begun yet: nobody performs anything in it.")
    way_out = _("State it from its first day on.")


class NoWordsOfStatus(RefusedHere):
    message = _("“%(state)s” needs a few words.")
    way_out = _("Say what is missing, or why it does not apply.")


class StatedMeanwhile(RefusedHere):
    message = _("%(by)s stated this meanwhile: “%(state)s”. %(words)s")
    way_out = _("Compare it with what you wrote, and send yours again if it is to count.")

    status: DutyStatus

    def places(self) -> dict[str, Any]:
        by = self.status.by or _("Somebody")
        return {"by": by, "state": self.status.get_state_display(), "words": self.status.words}


class YearIsPublished(RefusedHere):
    message = _("%(year)s was published on %(published_on)s.")
    way_out = _("What is corrected in it is public at once.")


class YearsCountedOtherwise(RefusedHere):
    message = _("Fiscal years were counted in another way when the first plan or status was stored.")
    way_out = _("Set SHISHIN_FISCAL_YEAR_BEGINS=%(begins)s and SHISHIN_FISCAL_YEAR_NAMED=%(named)s again.")
