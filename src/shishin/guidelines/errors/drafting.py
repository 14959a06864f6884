"""Refusals of what is done while an edition is being written, and about texts that are laid beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.errors.editions import OfEdition
from shishin.kit.errors import Refusal, RefusedHere

if TYPE_CHECKING:
    from shishin.guidelines.models import ClauseText, ProposedChange
    from shishin.texts.manuscript import Passage


class EditedMeanwhile(RefusedHere):
    """Carries both texts, so that they can be shown side by side and brought together."""

    message = _("Somebody else saved the text of “%(key)s” while you were writing, so yours was not saved yet.")
    way_out = _("Compare both texts, bring them together and save again. Neither of them is lost.")

    key: str
    language: str
    theirs: ClauseText
    mine: Passage


class ContinuedElsewhere(Refusal):
    message = _("%(edition)s is not changed any more: %(following)s was started from it.")
    way_out = _("Write in %(following)s, or discard it first.")
    page_of = "following"


class CoverChangedMeanwhile(OfEdition):
    route = "guidelines:cover"
    message = _("Somebody else changed the cover page of %(edition)s while you were writing, so yours was not saved.")
    way_out = _("Open the page anew, and carry over what you wrote here.")


class NoTitle(OfEdition):
    route = "guidelines:cover"
    message = _("%(edition)s needs a title in the language that binds.")
    way_out = _("Write what the text is called.")


class ClauseIsGone(OfEdition):
    message = _("The clause “%(key)s” no longer stands in this edition: somebody took it out or put another in its place.")
    way_out = _("Go back to the draft and look how it stands now.")
    route = "guidelines:draft"


class ClauseOfAnotherEdition(RefusedHere):
    message = _("The clause “%(key)s” belongs to another edition.")
    way_out = _("Choose a clause of the edition that you are writing.")


class SomethingPointsAtClause(Refusal):
    message = _("The clause “%(key)s” or one below it cannot be taken out: the check of a link names it.")
    way_out = _("Delete its text and keep the number, or leave it as it is.")
    route = "guidelines:vacate-clause"
    route_by = ("edition.document.slug", "edition.version", "key")


class WrongDepth(RefusedHere):
    message = _("Nothing can stand at level %(depth)s there: a level would be missing above it.")
    way_out = _("Choose a level from 1 to %(deepest)s.")


class IntoItself(RefusedHere):
    message = _("A clause cannot be moved below itself.")
    way_out = _("Choose a place outside of it and of what stands below it.")


class NothingAroundCursor(RefusedHere):
    message = _("A clause is split at the cursor where words stand before and after it.")
    way_out = _("Put the cursor into the text where the second clause shall begin, and split it there.")


class NoParts(RefusedHere):
    message = _("Nothing is split by this: a split has at least two parts, each with words.")
    way_out = _("Choose above where to cut, or write the words of each part.")


class NotSideBySide(OfEdition):
    message = _("These clauses cannot be merged: they do not follow one another at the same level below the same clause.")
    way_out = _("Move them next to each other first.")
    route = "guidelines:draft"


class NoNumberToKeep(Refusal):
    message = _("The clause “%(key)s” did not stand in the edition before, so it has no number that readers know.")
    way_out = _("Take it out altogether.")
    route = "guidelines:drop-clause"
    route_by = ("edition.document.slug", "edition.version", "key")


class NothingWritten(RefusedHere):
    message = _("The translation “%(language)s” of “%(key)s” would be without words.")
    way_out = _("Write at least one part of it.")


class UnfitKey(RefusedHere):
    message = _("“%(key)s” cannot be the key of a clause.")
    way_out = _("Use small Latin letters, digits and hyphens, at most 100, and begin with a letter or digit.")


class KeyTaken(RefusedHere):
    message = _("The key “%(key)s” belongs to another clause of this document, now or in an earlier edition.")
    way_out = _("Choose another key, or leave it empty and one is made.")


class NothingToUndo(RefusedHere):
    message = _("There is nothing to undo in %(edition)s.")
    way_out = _("Change the clause itself, or discard the edition and start it again.")


class DoneSince(RefusedHere):
    message = _("Somebody did something since.")
    way_out = _("Look at what would be undone now.")


class ChangedSince(OfEdition):
    message = _("“%(operation)s” (%(key)s) cannot be undone: what it touched was changed since in another way.")
    way_out = _("Change the clause by hand instead.")
    route = "guidelines:draft"


class ChangeIsGone(RefusedHere):
    message = _("What was chosen is not among the changes of this edition any more.")
    way_out = _("Look at the changes as they are now and choose again.")


class NoTextGiven(RefusedHere):
    message = _("There is no text in what you gave.")
    way_out = _("Choose a file with words in it, or paste some, and try again.")


class PastedTooLong(RefusedHere):
    message = _("The pasted text has %(length)s characters; %(limit)s can be pasted at once.")
    way_out = _("Save it as a Word or Markdown file and give that, or paste it piece by piece.")


class TooManyClauses(RefusedHere):
    message = _("The text falls into %(count)s clauses; %(limit)s can be laid beside a draft at once.")
    way_out = _("Look whether lines were taken for headings, or give the text in parts.")


class NothingProposed(RefusedHere):
    message = _("The text changes nothing: the words of all its clauses (%(count)s) stand in this edition already.")
    way_out = _("Check that you gave the right text and the right language.")


class AlreadyAnswered(RefusedHere):
    """Carries the change, so that what was done can be shown."""

    message = _("%(person)s has answered this change already: %(answer)s.")
    way_out = _("Look below at how the clause stands now; undo the last step of the draft if it should be otherwise.")

    change: ProposedChange

    def places(self) -> dict[str, Any]:
        by, day = self.change.answered_by, localdate(self.change.answered_at)
        who = by.name_on(day) if by else _("Somebody")
        return {**super().places(), "person": who, "answer": self.change.get_state_display()}


class ProposalIsClosed(OfEdition):
    message = _("This proposal is closed, so its changes are not answered any more.")
    way_out = _("Give the text once more to have it laid beside the draft as it is now.")
    route = "guidelines:propose"


class ChangedUnderProposal(RefusedHere):
    message = _("The words of “%(key)s” were changed since you saw them here, so nothing was done.")
    way_out = _("Look at both texts once more, as they are shown now, and answer again.")


class OthersStandBelow(OfEdition):
    message = _("“%(key)s” is not taken out, because other clauses still stand below it.")
    way_out = _("Answer what is proposed for those first, or take it out with all of them on the page of the draft.")
    route = "guidelines:draft"


class NotInATranslation(RefusedHere):
    message = _("A translation cannot bring in the clause “%(key)s”, which the text that binds does not have.")
    way_out = _("Say which clause these words translate, or add the clause in the language that binds first.")


class NotItsWords(RefusedHere):
    message = _("These words cannot be given to “%(key)s”.")
    way_out = _("Choose a clause of this edition for which this proposal has no other words.")
