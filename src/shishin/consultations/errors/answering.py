"""Refusals about responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Consultation, Response
from shishin.kit.errors import Refusal, RefusedHere


class ResponseWasChangedMeanwhile(RefusedHere):
    message = _("Somebody changed this response while you wrote: nothing was overwritten.")
    way_out = _("Both texts stand below; put together what shall hold, and save again.")


class ResponseWasChangedBeforeThat(RefusedHere):
    message = _("Somebody changed this response since you opened this page.")
    way_out = _("Read it as it stands here now, and decide again.")


class UnknownDisposition(RefusedHere):
    message = _("The rules of this consultation know no disposition “%(disposition)s”.")
    way_out = _("Choose one of theirs.")


class LackingResponses(Refusal):
    """Responses without something that they need. Of one the way out is its page, of several their list."""

    consultation: Consultation
    responses: Sequence[Response]

    def places(self) -> dict[str, Any]:
        return {"responses": [response.number for response in self.responses]}

    def begins_at(self) -> str:
        if len(self.responses) == 1:
            return self.responses[0].get_absolute_url()
        return reverse("consultations:responses", args=[self.consultation.slug])


class ResponsesWithoutDisposition(LackingResponses):
    message = _("These responses say nothing of what became of their opinions: %(responses)s.")
    way_out = _("Choose the disposition of each.")


class ResponsesWithoutView(LackingResponses):
    message = _("These responses have no view in any language: %(responses)s.")
    way_out = _("Write in each what we think of it.")


class ResponsesWithoutPromise(LackingResponses):
    message = _("What these responses promise is not written down: %(responses)s.")
    way_out = _("Write in each what is promised, or choose another disposition.")


class ResponsesWithoutChange(LackingResponses):
    message = _("These responses name no clause that they changed: %(responses)s.")
    way_out = _("Name the clause in each, or choose another disposition.")


class ResponsesAreNotFinal(LackingResponses):
    message = _("Responses are not final: %(responses)s.")
    way_out = _("Check them and make them final.")


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
