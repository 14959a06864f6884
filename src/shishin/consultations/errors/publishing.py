"""What keeps results from being published, each with its list."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Consultation, Response
from shishin.guidelines.models import Edition
from shishin.kit.errors import Refusal, RefusedHere


class KeptBack(Refusal):
    """What is missing is mended on a page of the consultation."""

    route = "consultations:desk"
    route_by = ("consultation.slug",)

    consultation: Consultation


class RoundsAreOpen(KeptBack):
    message = _("Rounds are not closed yet: %(rounds)s.")
    way_out = _("Wait for their end: it only ever moves later.")

    rounds: Sequence[str]


class OpinionsAreOpen(KeptBack):
    message = _("Voices without a final response: %(count)s.")
    way_out = _("Answer them, or withhold them with a reason.")
    route = "consultations:opinions"

    count: int


class ModerationWaits(Refusal):
    message = _("Withholding, masking or restoring was asked for and is neither confirmed nor refused yet: %(count)s.")
    way_out = _("Have it confirmed or refused first: what becomes public is read by many.")
    route = "consultations:moderation"

    count: int


class PlacesDidNotChange(KeptBack):
    message = _("In %(edition)s these did not change: %(clauses)s.")
    way_out = _("Name a clause that changed, or the edition in which it did.")
    route = "consultations:responses"

    edition: Edition
    clauses: Sequence[str]


class NoEditionNamed(RefusedHere):
    message = _("Responses name clauses that they changed, and no edition is named in which they did.")
    way_out = _("Choose the edition that the results went into.")


class EditionOfAnotherDocument(RefusedHere):
    message = _("“%(edition)s” is no published text of the document that was consulted on.")
    way_out = _("Choose a published draft or an adopted edition of it.")

    edition: Edition


class CarriedAreNotFollowed(KeptBack):
    message = _("What earlier consultations carried to this one is not followed by a response: %(carried)s.")
    way_out = _("Write a response that follows each of them.")
    route = "consultations:responses"

    carried: Sequence[str]


class ResultsAreNotPublished(RefusedHere):
    message = _("The results of “%(consultation)s” are not published yet.")
    way_out = _("Until then a response is changed, not corrected.")

    consultation: Consultation


class CorrectionWithoutWords(RefusedHere):
    message = _("A correction says what was wrong.")
    way_out = _("Write it in at least one language.")


class ResponseWasCorrected(Refusal):
    message = _("Response %(number)s was corrected already.")
    way_out = _("Correct the correction.")
    page_of = "response"

    response: Response
    number: int
