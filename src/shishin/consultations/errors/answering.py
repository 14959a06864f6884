"""Refusals about responses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Response
from shishin.kit.errors import Refusal, RefusedHere


class ResponseWasChangedMeanwhile(RefusedHere):
    message = _("Somebody changed this response while you wrote: nothing was overwritten.")
    way_out = _("Both texts stand below; put together what shall hold, and save again.")


class UnknownDisposition(RefusedHere):
    message = _("The rules of this consultation know no disposition “%(disposition)s”.")
    way_out = _("Choose one of theirs.")


class ResponseWithoutDisposition(RefusedHere):
    message = _("Response %(number)s says nothing of what became of its opinions.")
    way_out = _("Choose its disposition first.")

    number: int


class ResponseWithoutView(RefusedHere):
    message = _("Response %(number)s has no view in any language.")
    way_out = _("Write what we think of it first.")

    number: int


class CheckedByItsWriter(RefusedHere):
    message = _("Response %(number)s is checked by somebody other than who wrote it.")
    way_out = _("Ask a colleague to check it.")

    number: int


class ResponseIsNotChecked(RefusedHere):
    message = _("Response %(number)s was not checked yet.")
    way_out = _("It is made final after somebody else has checked it.")

    number: int


class ResponseIsFinal(Refusal):
    message = _("Response %(number)s is final.")
    way_out = _("Take it back to a draft first.")
    page_of = "response"

    response: Response
    number: int


class AnotherConsultationsResponse(RefusedHere):
    message = _("This response belongs to another consultation.")
    way_out = _("Choose one of this consultation.")


class NothingToAttach(RefusedHere):
    message = _("None of these opinions can be answered: they are withheld, split, or stand under another one.")
    way_out = _("Choose opinions that are open, or those above them.")


class UnknownClause(RefusedHere):
    message = _("The document has no clause “%(key)s”.")
    way_out = _("Choose one from the list.")


class NotCarried(RefusedHere):
    message = _("That response was not carried to this consultation.")
    way_out = _("Choose one of those that were.")
