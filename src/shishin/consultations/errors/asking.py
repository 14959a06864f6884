"""Refusals about preparing and announcing a consultation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shishin.consultations.models import Consultation, Round
from shishin.guidelines.models import Document, Edition
from shishin.kit.errors import Refusal, RefusedHere


class ConsultationAddressIsTaken(RefusedHere):
    message = _("There is a consultation with the address “%(slug)s” already.")
    way_out = _("Choose another address.")


class ConsultationWithoutTitle(RefusedHere):
    message = _("A consultation needs a title.")
    way_out = _("Give one in at least one language.")


class UnknownFact(RefusedHere):
    message = _("The rules of this consultation print no fact “%(name)s”.")
    way_out = _("Use only the facts that they name.")


class AlreadyAnnounced(Refusal):
    message = _("“%(consultation)s” is announced: what was announced changes only with a reason that its page shows.")
    way_out = _("Change it with a reason.")
    route = "consultations:change"

    consultation: Consultation

    def route_arguments(self) -> Sequence[Any]:
        return [self.consultation.slug]


class NotAnnouncedYet(Refusal):
    message = _("“%(consultation)s” is not announced yet.")
    way_out = _("Announce it first.")
    route = "consultations:announce"

    consultation: Consultation

    def route_arguments(self) -> Sequence[Any]:
        return [self.consultation.slug]


class ConsultationIsOver(Refusal):
    message = _("“%(consultation)s” is over: its results are published, or it was ended.")
    way_out = _("What is wrong with results is corrected by a dated remark or a further response.")
    page_of = "consultation"

    consultation: Consultation


class ChangeWithoutReason(RefusedHere):
    message = _("What was announced does not change without a reason.")
    way_out = _("Say why: the page of the consultation shows it.")


class NoRounds(Refusal):
    message = _("“%(consultation)s” has no round in which anybody could say something, or did.")
    way_out = _("Add a round first.")
    route = "consultations:add-round"

    consultation: Consultation

    def route_arguments(self) -> Sequence[Any]:
        return [self.consultation.slug]


class RoundWithoutTime(Refusal):
    message = _("Round %(number)s takes opinions on this site and has no time for it.")
    way_out = _("Say from when until when.")
    route = "consultations:change-round"

    round: Round

    def places(self) -> dict[str, Any]:
        return {"number": self.round.number}

    def route_arguments(self) -> Sequence[Any]:
        return [self.round.uuid]


class RoundEndsBeforeItOpens(RefusedHere):
    message = _("A round closes after it opens.")
    way_out = _("Correct one of the two.")


class TimeIsTooShort(Refusal):
    """行政手続法 §39(3), §40(1): at least thirty days, or a reason that is published."""

    message = _("Round %(number)s is open for %(days)s; the rules ask for at least %(least)s, or a reason.")
    way_out = _("Let it close later, or say why the time is shorter.")
    route = "consultations:change-round"

    round: Round
    open_days: int
    least_days: int

    def places(self) -> dict[str, Any]:
        return {
            "number": self.round.number,
            "days": ngettext("%(days)s day", "%(days)s days", self.open_days) % {"days": self.open_days},
            "least": ngettext("%(days)s day", "%(days)s days", self.least_days) % {"days": self.least_days},
        }

    def route_arguments(self) -> Sequence[Any]:
        return [self.round.uuid]


class DraftOfAnotherDocument(RefusedHere):
    message = _("“%(draft)s” is no text of “%(document)s”.")
    way_out = _("Choose a published draft of the document that is consulted on.")

    draft: Edition
    document: Document | None


class DraftIsNotPublic(Refusal):
    message = _("“%(draft)s” is not published: nobody could read what they are asked about.")
    way_out = _("Publish the draft first.")
    page_of = "draft"

    draft: Edition


class DraftWasWithdrawn(RefusedHere):
    message = _("“%(draft)s” was withdrawn on %(day)s.")
    way_out = _("Choose a draft that is not withdrawn.")

    draft: Edition

    def places(self) -> dict[str, Any]:
        return {"draft": self.draft, "day": self.draft.withdrawn_on}


class TooManyRounds(RefusedHere):
    message = _("A consultation has at most %(most)s rounds.")
    way_out = _("Give what came to one of the rounds there are.")


class RoundHasOpinions(RefusedHere):
    message = _("Round %(number)s has opinions already.")
    way_out = _("It stays; a round may be extended, and others may be added.")


class RoundNotLater(RefusedHere):
    message = _("A round is only ever extended: it closes on %(closes)s.")
    way_out = _("Choose a later moment.")

    round: Round

    def places(self) -> dict[str, Any]:
        return {"closes": f"{localtime(self.round.closes_at):%Y-%m-%d %H:%M}" if self.round.closes_at else "–"}


class RoundIsOver(RefusedHere):
    message = _("This round has closed.")
    way_out = _("Add a further round, and say why.")


class EndedWithoutReason(RefusedHere):
    """行政手続法 §43(4): where nothing is enacted, that is said too."""

    message = _("A consultation does not end without results and without a reason.")
    way_out = _("Say why nothing is enacted.")
