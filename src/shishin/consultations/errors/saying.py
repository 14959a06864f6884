"""Refusals to whoever says something: each names where in the form it is (`at`), so that the page shows it there, beside the words."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shishin.consultations.models import Consultation
from shishin.kit.errors import Refusal, RefusedHere


class NotTaken(Refusal):
    """What was filled in is not taken as it stands."""

    at: str = ""
    """The name of the field, as the form has it; empty is the whole form."""

    page_of = "consultation"

    consultation: Consultation


class NotTakenHere(NotTaken, RefusedHere):
    """It is mended in the form."""

    page_of = ""


class RoundIsNotOpenYet(NotTaken):
    message = _("Opinions are not taken yet.")
    way_out = _("Look on the page of the consultation from when on they are.")


class RoundHasClosed(NotTaken):
    message = _("The time for opinions is over.")
    way_out = _("The page of the consultation says whether there will be another round.")


class DraftIsWithdrawn(NotTaken):
    message = _("The draft was withdrawn, and opinions on it are not taken any more.")
    way_out = _("The page of the consultation says what comes next.")


class ConsultationIsNotPublic(NotTakenHere):
    message = _("This consultation is not announced yet.")
    way_out = _("This is how the form will look.")


class FormIsNotOurs(NotTakenHere):
    message = _("This form does not come from this page as it was sent, or has become too old.")
    way_out = _("Send it once more: what you wrote stands in a new form.")


class UnknownStep(NotTakenHere):
    message = _("This form has no step “%(step)s”: nothing was sent.")
    way_out = _("Use its buttons: what you wrote stands in it.")


class NothingSaid(NotTakenHere):
    message = _("No opinion is written here yet.")
    way_out = _("Write what you think in the box.")
    at = "words-1"


class BoxWithoutWords(NotTakenHere):
    message = _("Box %(number)s says how you see it, and nothing in words.")
    way_out = _("Write a word about it, or take the choice out.")
    number: int


class TooManyBoxes(NotTakenHere):
    message = _("There are %(count)s boxes; at most %(most)s are taken at once.")
    way_out = _("Take some out and send them as a second form.")


class WordsTooLong(NotTakenHere):
    way_out = _("Shorten it, or say the rest in a further box.")
    number: int
    over: int

    def __init__(self, **arguments: Any) -> None:
        over = int(arguments["over"])
        words = ngettext("Box %(number)s is too long by %(over)s character.", "Box %(number)s is too long by %(over)s characters.", over)
        super().__init__(words % {"number": arguments["number"], "over": number_format(over, force_grouping=True)}, **arguments)


class ClauseOfAnotherText(NotTakenHere):
    message = _("Box %(number)s is about a clause that the draft of this round does not have.")
    way_out = _("Choose the clause once more.")
    number: int


class UnknownStance(NotTakenHere):
    message = _("Box %(number)s has a choice that this form does not offer.")
    way_out = _("Choose once more how you see it.")
    number: int


class FieldIsMissing(NotTakenHere):
    message = _("“%(label)s” is empty.")
    way_out = _("Fill it in.")


class FieldTooLong(NotTakenHere):
    message = _("“%(label)s” is too long by %(over)s characters.")
    way_out = _("Shorten it.")


class UnknownChoice(NotTakenHere):
    message = _("“%(label)s” has a choice that this form does not offer.")
    way_out = _("Choose once more.")


class NotForThatOrganization(NotTakenHere):
    message = _("You hold no post at the organization for which this is said.")
    way_out = _("Choose one of yours.")
    at = "organization"


class AttachmentsAreNotTaken(NotTakenHere):
    message = _("This consultation takes no files.")
    way_out = _("Say it in words, and send it once more.")
    at = "attachment"


class TooManyAttachments(NotTakenHere):
    message = _("There are %(count)s files; at most %(most)s are taken.")
    way_out = _("Choose fewer files once more.")
    at = "attachment"


class ReceiptUnknown(RefusedHere):
    message = _("No submission has this receipt.")
    way_out = _("Look at each letter once more: there are twelve, and neither 0, 1, I, L nor O is among them.")


class AlreadyTakenBack(Refusal):
    message = _("This submission was taken back.")
    way_out = _("While the round is open, you may say something new.")
    page_of = "consultation"

    consultation: Consultation


class NoLongerChanged(Refusal):
    message = _("What was said is changed only while its round is open.")
    way_out = _("What becomes of it stands here.")
    route = "consultations:receipts"
