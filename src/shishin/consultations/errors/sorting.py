"""Refusals about putting opinions in order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class NothingChosen(RefusedHere):
    message = _(
        "None of the opinions that were chosen can be changed so: they were folded, split or answered meanwhile, or none was chosen."
    )
    way_out = _("Choose opinions in the queue.")


class NothingFree(RefusedHere):
    message = _("None of these opinions is open and free: all are answered, or somebody holds them.")
    way_out = _("Take a filter away, or wait until some are given back.")


class HoldsNothing(RefusedHere):
    message = _("You hold no opinion of this consultation.")
    way_out = _("Take some in the queue first.")


class HeldByOthers(RefusedHere):
    message = _("Somebody else holds %(count)s of these opinions just now.")
    way_out = _("Leave them out, or wait until they are given back.")


class PlaceOfAnotherDocument(RefusedHere):
    message = _("This clause is not one of the document that is consulted on.")
    way_out = _("Choose a clause of that document, or none for the whole.")


class ThemeOfAnotherConsultation(RefusedHere):
    message = _("This theme belongs to another consultation.")
    way_out = _("Choose a theme of this one.")


class NoThemeYet(Refusal):
    message = _("There is no theme yet that could be given.")
    way_out = _("Make one, or sign one that is proposed.")
    route = "consultations:themes"
    route_by = ("consultation.slug",)


class NoResponseToAttachTo(Refusal):
    message = _("There is no response that is still written.")
    way_out = _("Begin a new one in the queue, or take a final one back to a draft.")
    route = "consultations:responses"
    route_by = ("consultation.slug",)


class NothingToSign(RefusedHere):
    message = _("Nothing of this proposed theme is left to sign: all of it stands under a theme, or somebody else works on it just now.")
    way_out = _("Look at the themes again.")


class CannotBeSplit(RefusedHere):
    message = _("Only an opinion that is open, stands by itself and has nothing folded under it can be split.")
    way_out = _("Take it off its response, or take out what is folded first.")


class WaitsForModeration(Refusal):
    message = _("Somebody asked to withhold, mask or restore some of these, and that is not confirmed yet.")
    way_out = _("Have it confirmed or refused first.")
    route = "consultations:moderation"


class NothingIsCut(RefusedHere):
    message = _("A cut has words before and after it, and there is none such.")
    way_out = _("Put a cut mark between two points.")


class NotSplit(RefusedHere):
    message = _("This opinion is not split.")
    way_out = _("Put a whole together, not one of its parts.")


class NotOne(RefusedHere):
    message = _("Opinions that were split are put together one at a time.")
    way_out = _("Open the opinion, and put it together there.")


class PartIsSettled(RefusedHere):
    message = _("A part of this opinion has a response, is withheld, or has others folded under it.")
    way_out = _("Take it off its response, restore it, or take out what is folded first.")


class CannotFoldUnder(RefusedHere):
    message = _("Opinions fold under one that stands by itself and is not withheld.")
    way_out = _("Choose another one.")


class WithheldStays(RefusedHere):
    message = _("What is withheld, and what is folded under it, changes only when it is restored.")
    way_out = _("Restore it first, or leave it out.")


class AnsweredStays(RefusedHere):
    message = _("Nothing that is answered is withheld as well, and a final response answers %(count)s of these opinions.")
    way_out = _("Take them off their response first, or leave them out.")


class UnknownModerationReason(RefusedHere):
    message = _("The rules of this consultation know no reason “%(reason)s” to withhold or mask.")
    way_out = _("Choose one of those that they name.")


class RestoredWithoutReason(RefusedHere):
    message = _("What was withheld or masked is not restored without a reason.")
    way_out = _("Say why it can be read after all.")


class NothingToRestore(RefusedHere):
    message = _("Some of these opinions are neither withheld nor masked.")
    way_out = _("Leave them out.")


class NothingIsMasked(RefusedHere):
    message = _("“%(text)s” does not stand in the words of this opinion.")
    way_out = _("Copy what is to be masked from the words, one a line.")


class OriginalIsGone(RefusedHere):
    message = _("The words before they were masked are no longer kept.")
    way_out = _("They stay masked.")


class SecondPersonIsAnother(RefusedHere):
    message = _("The rules ask for a second person: nobody confirms what they asked for themselves.")
    way_out = _("Have a colleague confirm it.")


class NothingToConfirm(Refusal):
    message = _("This was confirmed, refused or taken back meanwhile.")
    way_out = _("Look at what still waits.")
    route = "consultations:moderation"


class ChangedMeanwhile(RefusedHere):
    message = _("Somebody changed %(count)s of these opinions since, or what they had is gone.")
    way_out = _("Undo what was done later first, or change them by hand.")


class NothingToUndo(RefusedHere):
    message = _("There is nothing of yours that can still be undone here.")
    way_out = _("Change the opinions by hand.")


class ThemeWithoutTitle(RefusedHere):
    message = _("A theme needs a title.")
    way_out = _("Give one in at least one language.")


class ThemeIsInUse(RefusedHere):
    message = _("“%(theme)s” has opinions or responses.")
    way_out = _("Merge it into another theme.")


class ThemeMergedIntoItself(RefusedHere):
    message = _("A theme is merged into another one of the same consultation.")
    way_out = _("Choose another theme.")
