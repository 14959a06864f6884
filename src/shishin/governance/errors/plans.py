"""Refusals about plans: writing, disposing of what was not done, submitting, advising, adopting, publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere
from shishin.kit.identity import join_words

if TYPE_CHECKING:
    from shishin.governance.models import PlanEdition


class PlanAddressTaken(Refusal):
    message = _("The address “%(slug)s” is already in use.")
    way_out = _("Choose another address, or open the plan that has it.")
    route = "governance:plan"
    route_by = ("slug",)


class PlanWithoutTitle(RefusedHere):
    message = _("A plan needs a title.")
    way_out = _("Enter it in at least one language.")


class PlanEndsBeforeItBegins(RefusedHere):
    message = _("The last year %(last)s is before the first year %(first)s.")
    way_out = _("Choose a last year that is not before the first.")


class UnknownRule(RefusedHere):
    message = _("The clock of a plan has no such rule.")
    way_out = _("Say after how many months it is due, 1 to 60, or by which day of each fiscal year, such as 06-30.")


class PlanIsClosed(Refusal):
    message = _("“%(plan)s” was closed on %(ended_on)s.")
    way_out = _("See what became of it.")
    page_of = "plan"


class SucceedsItselfAsPlan(RefusedHere):
    message = _("A plan does not succeed itself.")
    way_out = _("Choose another plan, or none.")


class ClosedWithoutReason(RefusedHere):
    message = _("A plan does not end in silence: a reason is missing.")
    way_out = _("Say why it is closed.")


class EditionIsOpen(Refusal):
    message = _("“%(edition)s” of this plan is not adopted yet.")
    way_out = _("Finish it first.")
    page_of = "edition"


class YearOutsidePlan(RefusedHere):
    message = _("%(year)s is not within the plan, which runs from %(first)s to %(last)s.")
    way_out = _("Choose a year within it, or change the years of the plan.")


class YearHasEdition(RefusedHere):
    message = _("There is an edition for %(year)s already.")
    way_out = _("Say why there has to be another one in this year, and it becomes number %(number)s; or choose another year.")


class YearBeforeTheLast(RefusedHere):
    message = _("%(year)s is before %(last)s, for which the last edition was adopted.")
    way_out = _("Choose that year, with a reason, or a later one.")


class NotBeingWritten(Refusal):
    message = _("“%(edition)s” is not being written: it is fixed.")
    way_out = _("Take it back first if it is submitted; what was adopted is changed by the next edition.")
    page_of = "edition"


class AdvisedOn(Refusal):
    message = _("Advice was given on “%(edition)s”, so it is not discarded.")
    way_out = _("Read the advice, and write on.")
    route = "governance:advice"
    route_by = ("edition.plan.slug", "edition.address")


class HeadingMissing(RefusedHere):
    message = _("A heading is missing in the language of the plan.")
    way_out = _("Enter it.")


class ChapterHasMeasures(RefusedHere):
    message = _("Under “%(chapter)s” there are measures.")
    way_out = _("Move them to another chapter first, or remove them.")


class NoUnit(RefusedHere):
    message = _("Nobody is in charge of “%(measure)s”.")
    way_out = _("Enter the unit in charge.")


class EndsBeforeItsBeginning(RefusedHere):
    message = _("“%(measure)s” would end in %(last)s, before it begins in %(first)s.")
    way_out = _("Choose a last quarter that is not before the first.")


class OutsideItsMeasure(RefusedHere):
    message = _("The milestone “%(milestone)s” in %(quarter)s lies outside its measure, %(first)s to %(last)s.")
    way_out = _("Choose a quarter of the measure, or make the measure longer.")


class MilestonesInACircle(RefusedHere):
    message = _("The milestone “%(milestone)s” would wait for itself.")
    way_out = _("Choose an earlier milestone, or none.")


class AmountTwice(RefusedHere):
    message = _("There are two amounts “%(kind)s” for %(year)s.")
    way_out = _("Keep one of them.")


class AmountBelowNothing(RefusedHere):
    message = _("%(amount)s is no amount.")
    way_out = _("Enter it in whole units of the currency, not below 0.")


class NoSuchClauseToServe(RefusedHere):
    message = _("“%(line)s” stands in no edition in force.")
    way_out = _("Choose a clause of an edition in force.")


class WrittenMeanwhile(RefusedHere):
    message = _("“%(measure)s” was changed by somebody else while you were writing.")
    way_out = _("The text as it is now stands beside yours: put them together, and save again.")


class NotInEdition(RefusedHere):
    message = _("“%(name)s” is not in this edition.")
    way_out = _("Choose something that is.")


class IndicatorWithoutUnit(RefusedHere):
    message = _("“%(indicator)s” has no unit.")
    way_out = _("Enter the unit, for example %% or 件.")


class TargetIsBaseline(RefusedHere):
    message = _("The target for %(year)s is the same as the baseline, so nothing would have to be reached.")
    way_out = _("Enter another target, or another baseline.")


class TargetBeforeBaseline(RefusedHere):
    message = _("The target for %(year)s is before the baseline of %(baseline_year)s.")
    way_out = _("Choose a later year, or an earlier baseline.")


class TargetAwayFromDirection(RefusedHere):
    message = _("The target %(value)s for %(year)s lies on the wrong side of the baseline %(baseline)s: %(direction)s.")
    way_out = _("Mend the target, the baseline or the direction.")


# Disposals.


class NothingWasNotDone(RefusedHere):
    message = _("“%(name)s” is no measure of the edition before that has to be disposed of.")
    way_out = _("Choose one of the list.")


class NothingBefore(Refusal):
    message = _("“%(edition)s” was not started from another edition, so there is nothing to dispose of.")
    way_out = _("Write its measures.")
    route = "governance:edit-edition"
    route_by = ("edition.plan.slug", "edition.address")


class NoReasonOfDisposal(RefusedHere):
    message = _("A measure is not disposed of in silence: a reason is missing.")
    way_out = _("Say why. One reason may serve several measures.")


class NotDoneYet(Refusal):
    message = _("“%(measure)s” is not reported as done.")
    way_out = _("Report its progress first.")
    route = "governance:progress"
    route_by = ("plan.slug",)


class IsStillThere(RefusedHere):
    message = _("“%(measure)s” stands in this edition, so it is not dropped.")
    way_out = _("Choose carried or changed, or remove it from the edition.")


class IsNotThere(RefusedHere):
    message = _("“%(measure)s” does not stand in this edition, so it is not carried over.")
    way_out = _("Bring it back, or say what it became or why it is dropped.")


class BecameNothing(RefusedHere):
    message = _("“%(measure)s” does not stand in this edition, and nothing says what it became.")
    way_out = _("Choose the measures that it became.")


# Submitting, advising, adopting.


class NothingToSubmit(Refusal):
    message = _("“%(edition)s” has no measure.")
    way_out = _("Write at least one.")
    route = "governance:edit-edition"
    route_by = ("edition.plan.slug", "edition.address")


class NotDisposedOf(Refusal):
    """No unmet measure goes in silence."""

    message = _("Nothing says what becomes of %(measures)s, which the edition before had and which was not done.")
    way_out = _("Dispose of each with a reason.")
    route = "governance:dispose"
    route_by = ("edition.plan.slug", "edition.address")

    edition: PlanEdition
    names: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {"measures": join_words(gettext("“%(name)s”") % {"name": name} for name in self.names)}


class NotSubmitted(Refusal):
    message = _("“%(edition)s” is not submitted.")
    way_out = _("See how it stands.")
    page_of = "edition"


class NoWordsOfReturn(RefusedHere):
    message = _("An edition is not returned in silence: a reason is missing.")
    way_out = _("Say what has to be changed.")


class NoWordsOfAdvice(RefusedHere):
    message = _("Advice needs words.")
    way_out = _("Say what you advise.")


class AdviceIsAnswered(RefusedHere):
    message = _("This advice is answered already.")
    way_out = _("Read the answer; it is not changed.")


class NoWordsOfAnswer(RefusedHere):
    message = _("Advice that is not taken up in full needs an answer in words.")
    way_out = _("Say why.")


class DecisionIsNoApproval(RefusedHere):
    message = _("The decision does not approve the text.")
    way_out = _("Choose a decision that does.")


class AnotherPlanTextWasDecided(RefusedHere):
    message = _("%(decision)s decided on another text than “%(edition)s”.")
    way_out = _("Choose the decision on this very text, or ask for a new one.")


class NotABodyOfThePlan(RefusedHere):
    message = _("%(body)s does not adopt this plan: %(named)s.")
    way_out = _("Choose a decision of a body that does, or change the bodies of the plan.")


class AdviceIsOpen(Refusal):
    message = _("Advice on “%(edition)s” is not answered: %(count)s.")
    way_out = _("Answer it first.")
    route = "governance:advice"
    route_by = ("edition.plan.slug", "edition.address")


class NotAdopted(Refusal):
    message = _("“%(edition)s” is not adopted.")
    way_out = _("See how it stands.")
    page_of = "edition"


class PublishedAlready(Refusal):
    message = _("“%(edition)s” was published on %(day)s.")
    way_out = _("See it.")
    page_of = "edition"


class WithdrawnAlready(Refusal):
    message = _("“%(edition)s” was withdrawn on %(day)s.")
    way_out = _("See it.")
    page_of = "edition"


class WithdrawnWithoutReason(RefusedHere):
    message = _("An edition is not withdrawn in silence: a reason is missing.")
    way_out = _("Say why.")


# Progress.


class QuarterNotBegun(RefusedHere):
    message = _("%(quarter)s has not begun yet.")
    way_out = _("Report it from its first day on.")


class NothingReported(RefusedHere):
    message = _("“%(state)s” needs a few words.")
    way_out = _("Say what was done, or what comes next.")


class NoSuchMeasure(RefusedHere):
    message = _("The plan has no such measure or indicator.")
    way_out = _("Choose one of its editions.")


class ReportedMeanwhile(RefusedHere):
    message = _("Somebody reported this meanwhile: “%(state)s”. %(words)s")
    way_out = _("Compare it with what you wrote, and send yours again if it is to count.")


class QuarterNotStored(RefusedHere):
    message = _("Nothing of this page is stored yet.")
    way_out = _("See what stands beside the measures below, and send it again.")
