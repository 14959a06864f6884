"""Refusals about texts that are laid beside a draft, and the answers to what they would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.guidelines.models import ProposedChange


class NoTextGiven(Refusal):
    message = _("There is no text in what you gave.")
    way_out = _("Choose a file with words in it, or paste some, and try again.")


class PastedTooLong(Refusal):
    message = _("The pasted text has %(length)s characters; %(limit)s can be pasted at once.")
    way_out = _("Save it as a Word or Markdown file and give that, or paste it piece by piece.")

    length: int
    limit: int

    def places(self) -> dict[str, Any]:
        return {**super().places(), "length": f"{self.length:,}", "limit": f"{self.limit:,}"}


class TooManyClauses(Refusal):
    message = _("The text falls into %(count)s clauses; %(limit)s can be laid beside a draft at once.")
    way_out = _("Look whether lines were taken for headings, or give the text in parts.")

    count: int
    limit: int

    def places(self) -> dict[str, Any]:
        return {**super().places(), "count": f"{self.count:,}", "limit": f"{self.limit:,}"}


class NothingProposed(Refusal):
    message = _("The text changes nothing: the words of all its clauses (%(count)s) stand in this edition already.")
    way_out = _("Check that you gave the right text and the right language.")


class AlreadyAnswered(Refusal):
    """Carries the change, so that what was done can be shown."""

    message = _("%(person)s has answered this change already: %(answer)s.")
    way_out = _("Look below at how the clause stands now; undo the last step of the draft if it should be otherwise.")

    change: ProposedChange

    def places(self) -> dict[str, Any]:
        who = self.change.answered_by.display_name if self.change.answered_by else _("Somebody")
        return {**super().places(), "person": who, "answer": self.change.get_state_display()}


class ProposalIsClosed(Refusal):
    message = _("This proposal is closed, so its changes are not answered any more.")
    way_out = _("Give the text once more to have it laid beside the draft as it is now.")


class ChangedUnderProposal(Refusal):
    message = _("The words of “%(key)s” were changed since you saw them here, so nothing was done.")
    way_out = _("Look at both texts once more, as they are shown now, and answer again.")


class OthersStandBelow(Refusal):
    message = _("“%(key)s” is not taken out, because other clauses still stand below it.")
    way_out = _("Answer what is proposed for those first, or take it out with all of them on the page of the draft.")


class NotInATranslation(Refusal):
    message = _("A translation cannot bring in the clause “%(key)s”, which the text that binds does not have.")
    way_out = _("Say which clause these words translate, or add the clause in the language that binds first.")


class NotItsWords(Refusal):
    message = _("These words cannot be given to “%(key)s”.")
    way_out = _("Choose a clause of this edition for which this proposal has no other words.")
