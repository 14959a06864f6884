"""Refusals of what is done with editions and documents, and of who adopts which kind of revision."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from shishin.kit.errors import Refusal, RefusedHere
from shishin.kit.identity import join_words

if TYPE_CHECKING:
    from shishin.guidelines.models import Edition


def beginning_of(keys: Sequence[str]) -> str:
    """The first of many, for a sentence."""
    return ", ".join(keys[:5]) + ("…" if len(keys) > 5 else "")


def one_of(known: Sequence[str]) -> str:
    return _("Use one of these: %(known)s.") % {"known": ", ".join(known)} if known else str(_("Import a text first."))


class OfEdition(Refusal):
    """About an edition: the way out begins on its page, or on that of `route`."""

    edition: Edition

    def begins_at(self) -> str:
        return super().begins_at() if self.route else self.edition.get_absolute_url()

    def route_arguments(self) -> Sequence[Any]:
        return self.edition.document.slug, self.edition.version


class OnlyADraftVersion(OfEdition):
    route = "guidelines:start-next"
    message = _("%(edition)s has the version number of a draft, and a draft never becomes the adopted text.")
    way_out = _("Start a new edition from it under its final version number, then adopt that one.")


class NotADraftVersion(OfEdition):
    route = "guidelines:version"
    message = _("%(edition)s does not have the version number of a draft, so it cannot be published as one.")
    way_out = _("Give the draft a version number such as 1.0.0-draft.1, or adopt the edition.")


class NothingToRead(OfEdition):
    route = "guidelines:draft"
    message = _("%(edition)s has no clauses.")
    way_out = _("Write or import its text first.")


class NoSource(RefusedHere):
    message = _("%(edition)s cannot be taken over without its source.")
    way_out = _("Say where the text was adopted, best with its address on the web.")


class NotApproved(RefusedHere):
    message = _("%(edition)s cannot be adopted: “%(decision)s” does not approve it.")
    way_out = _("Choose a decision that approves the text.")


class AnotherTextWasDecided(OfEdition):
    route = "guidelines:draft"
    message = _("%(edition)s cannot be adopted: “%(decision)s” decided on another text.")
    way_out = _("Restore the text that was decided on, or have the present text decided.")


class ChangesWithoutReason(OfEdition):
    route = "guidelines:reasons"
    message = ngettext_lazy(
        "%(edition)s changes %(count)s clause in substance without a reason: %(keys)s.",
        "%(edition)s changes %(count)s clauses in substance without a reason: %(keys)s.",
        "count",
    )
    way_out = _("Give a reason for each, or mark the change as formal.")

    edition: Edition
    keys: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "count": len(self.keys), "keys": beginning_of(self.keys)}


class ClausesNotPrintable(RefusedHere):
    message = ngettext_lazy(
        "%(edition)s cannot be fixed: %(count)s clause cannot be printed (%(names)s).",
        "%(edition)s cannot be fixed: %(count)s clauses cannot be printed (%(names)s).",
        "count",
    )
    way_out = _("Write it another way, most often its table or its notes, then try again.")

    faults: Sequence[Any] = ()

    def places(self) -> dict[str, Any]:
        return {**super().places(), "names": beginning_of(vars(self)["names"])}


class NotPrintable(OfEdition):
    message = ngettext_lazy(
        "%(edition)s cannot be printed: %(count)s clause is more than the printer takes (%(names)s).",
        "%(edition)s cannot be printed: %(count)s clauses are more than the printer takes (%(names)s).",
        "count",
    )
    is_tried = False
    """Whether somebody has looked for the clauses."""
    way_out = _("Read it as a page or take it as Markdown; who writes it can write the clause another way.")

    def places(self) -> dict[str, Any]:
        return {**super().places(), "names": beginning_of(vars(self)["names"])}


class ComparisonNotPrintable(OfEdition):
    message = _("The comparison of %(edition)s with %(old)s cannot be printed: it is more than the printer takes.")
    way_out = _("Read it as a page, or take it as an HTML file.")


class NotPrintedYet(RefusedHere):
    message = _("%(edition)s was not printed yet, so nobody knows whether each clause can be.")
    way_out = _("Open this page again: the text is printed then, and any clause that cannot be is named.")


class TextChangedMeanwhile(RefusedHere):
    message = _("%(edition)s was changed while it was printed.")
    way_out = _("Go back and open the page again: the text is printed as it stands then.")


class DocumentIsAbolished(RefusedHere):
    message = _("%(document)s was abolished on %(abolished)s, so nothing of it can come into force on %(day)s.")
    way_out = _("Choose an earlier day, or put the text into a document that is still in force.")


class SourceTooLong(RefusedHere):
    message = _("The source has %(length)s characters; %(limit)s are kept.")
    way_out = _("Give the address of the text alone.")


class OutOfOrder(Refusal):
    message = _("%(edition)s cannot come into force before %(later)s (%(day)s).")
    way_out = _("Choose a later day, or withdraw %(later)s first.")
    page_of = "later"


class DayTaken(Refusal):
    message = _("%(edition)s cannot come into force on %(day)s: %(other)s does.")
    way_out = _("Choose another day, or withdraw %(other)s first.")
    page_of = "other"


class NothingToWithdraw(OfEdition):
    message = _("%(edition)s is a working edition, so there is nothing to withdraw.")
    way_out = _("Change it, or leave it unpublished.")


class AlreadyWithdrawn(RefusedHere):
    message = _("%(edition)s was already withdrawn on %(day)s.")
    way_out = _("Leave it as it is: an edition is withdrawn once.")


class NoReason(RefusedHere):
    message = _("The reason is missing.")
    way_out = _("Say in one sentence why, so that readers understand it later.")


class VersionTaken(RefusedHere):
    message = _("%(document)s already has an edition %(version)s.")
    way_out = _("Choose another version number.")


class UnknownEditionBefore(RefusedHere):
    message = _("%(document)s has no edition %(version)s to start from.")
    way_out = _("Import that edition first, or correct “started_from”.")


class ChangeOfUnknownClause(RefusedHere):
    message = _("A change names the clause %(key)s, which edition %(version)s does not have.")
    way_out = _("Correct the key in the list of changes.")


class ChangeWithoutEditionBefore(RefusedHere):
    message = _("Edition %(version)s lists changes but does not say from which edition it started.")
    way_out = _("Give “started_from”, or take the changes away.")


class KeyOfAnotherClause(RefusedHere):
    message = _("The key %(key)s belongs to a clause of an earlier edition, so a new clause cannot have it.")
    way_out = _("Give the new clause a key that this document has never used, or record it as kept.")


class UnfitChange(RefusedHere):
    """`rule` says what fits."""

    message = _("A change of the kind “%(kind)s” does not fit the clauses it names.")
    way_out = "%(rule)s"


class UnfitManuscript(RefusedHere):
    """Something in a text that cannot be stored; message and way out come from the check that found it."""


class NotAVersion(RefusedHere):
    message = _("“%(version)s” is not a version number.")
    way_out = _("Write it as 1.0.0, or 1.0.0-draft.1 for a draft.")


class NotAnAddress(RefusedHere):
    message = _("“%(address)s” cannot be an address.")
    way_out = _("Use lower-case letters a to z, digits and hyphens.")


class NotALanguage(RefusedHere):
    message = _("“%(language)s” is not a language tag.")
    way_out = _("Use a tag such as ja, en or ja-simple.")


class AliasTaken(Refusal):
    message = _("The address %(name)s already leads to %(document)s.")
    way_out = _("Choose another address.")
    page_of = "document"


class FamilyAddressTaken(Refusal):
    """Names the family where whoever asks may know of it."""

    message = _("The address %(slug)s already belongs to the family “%(family)s” of %(owner)s.")
    way_out = _("Choose another address, or use that family: a document of another organization shows in it once its keeper agrees.")
    page_of = "family"


class FamilyAddressTakenUnseen(RefusedHere):
    message = _("The address %(slug)s already belongs to a family whose texts are not public yet.")
    way_out = _("Choose another address.")


class CodeTaken(Refusal):
    message = _("The code %(code)s already belongs to %(document)s.")
    way_out = _("Choose another code; a code is unique in its family.")
    page_of = "document"


class UnknownNumbering(RefusedHere):
    message = _("There is no numbering scheme “%(slug)s”.")
    way_out = _("Use one of these: %(known)s.")


class NotAWorkingEdition(OfEdition):
    message = _("%(edition)s is no longer a working edition, so it cannot be changed.")
    way_out = _("Start a new edition from it.")


class SomethingPointsAtIt(Refusal):
    message = _("%(edition)s cannot be discarded, because %(what)s points at it.")
    way_out = _("Discard that first, or keep this edition.")
    page_of = "at"


class NotATranslation(OfEdition):
    message = _("“%(language)s” is the language that binds, so a text in it is no translation.")
    way_out = _("Change the words in a working edition.")


class AlreadyTranslated(RefusedHere):
    message = _("The clause “%(key)s” already has a translation “%(language)s”.")
    way_out = _("Correct that translation.")


class NotYetTranslated(RefusedHere):
    message = _("The clause “%(key)s” has no translation “%(language)s” to correct.")
    way_out = _("Add a translation.")


class CorrectedMeanwhile(RefusedHere):
    message = _("Somebody corrected the translation “%(language)s” of “%(key)s” while you were writing.")
    way_out = _("Compare your words with theirs, bring both together and store them again.")


class SameWords(RefusedHere):
    message = _("The translation “%(language)s” of “%(key)s” already says this.")
    way_out = _("Change the words, or leave them as they are.")


class NoSuchDocument(RefusedHere):
    """With the nearest of those known."""

    message = _("There is no document “%(slug)s”.")
    way_out = "%(ways)s"

    slug: str
    known: Sequence[str]

    def places(self) -> dict[str, Any]:
        near = get_close_matches(self.slug, self.known, n=5, cutoff=0.5) or list(self.known[:5])
        return {**super().places(), "ways": one_of(near)}


class NoSuchEdition(RefusedHere):
    message = _("%(document)s has no edition %(version)s.")
    way_out = "%(ways)s"

    known: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "ways": one_of(self.known)}


class DocumentOfAnother(RefusedHere):
    message = _("The address “%(slug)s” belongs to a document of another organization.")
    way_out = _("Choose another address, or ask that organization.")


class NotTheBodyNamed(Refusal):
    message = _(
        "%(edition)s cannot be adopted by a decision of %(body)s: the procedure of the document names %(named)s for this revision (%(kind)s)."
    )
    way_out = _("Have it decided by %(named)s, or correct the procedure on the page of the document.")
    route = "guidelines:procedure"

    edition: Edition
    named: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "named": join_words(self.named), "kind": self.edition.get_revision_display()}

    def route_arguments(self) -> Sequence[Any]:
        return [self.edition.document.slug]


class FormalButSubstantive(OfEdition):
    route = "guidelines:version"
    message = _("%(edition)s is a formal revision, but it changes the substance: %(keys)s.")
    way_out = _("Make it a minor or major revision with the version number of one, or record those changes as formal.")

    keys: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {**super().places(), "keys": beginning_of(self.keys)}


class VersionSaysOtherwise(RefusedHere):
    """The number moved as in another kind of revision than the one recorded."""

    message = _("%(version)s after %(before)s is the number of another kind of revision (%(says)s) than the one given (%(revision)s).")
    way_out = _("Change the version number or the kind of revision, so that both say the same.")


class VersionGoesBack(RefusedHere):
    message = _("%(version)s does not come after %(before)s, the edition before it.")
    way_out = _("Give it a higher version number.")


class UnknownRevision(RefusedHere):
    message = _("A procedure knows no kind of revision “%(kind)s”.")
    way_out = _("Use one of these: %(known)s.")


class NoSuchBody(Refusal):
    message = _("There is no body at the address “%(slug)s”.")
    way_out = _("Establish the body first, or choose one that is there.")
    route = "councils:bodies"


class NotForTheSecretariat(Refusal):
    message = _(
        "%(body)s cannot decide on %(edition)s and adopt it in one step: the procedure does not name it as the secretariat for this revision."
    )
    way_out = _("Have the text decided by the body that the procedure names, then adopt it.")
    page_of = "body"


class ReferralIsAnswered(RefusedHere):
    message = _("The referral “%(referral)s” does not wait for a draft: %(state)s.")
    way_out = _("Choose a referral that is open or was returned.")


class DraftedForNone(OfEdition):
    route = "guidelines:referral"
    message = _("%(edition)s was not drafted for a referral, so there is nobody to submit it to.")
    way_out = _("Say first for which referral it is drafted.")


class SubmittedAlready(OfEdition):
    route = "guidelines:formation"
    message = _("%(edition)s was submitted and waits for an answer.")
    way_out = _("Wait until the report is accepted or returned.")
