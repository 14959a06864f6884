"""Refusals of councils: what was not done, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere
from shishin.kit.identity import join_words

if TYPE_CHECKING:
    from shishin.councils.models import Body, Referral


class BodyAddressTaken(Refusal):
    message = _("The address “%(slug)s” is already in use.")
    way_out = _("Choose another address, or change the body that has it.")
    route = "councils:body"
    route_by = ("slug",)


class BodyIsAbolished(RefusedHere):
    message = _("%(body)s was abolished on %(day)s.")
    way_out = _("Choose a day up to then, or another body.")


class BodyCircle(RefusedHere):
    message = _("%(body)s cannot stand under %(parent)s, because %(parent)s stands under it.")
    way_out = _("Choose a body that is not below it.")


class ReferralsStand(Refusal):
    message = _("%(body)s has referrals that are not ended: %(titles)s.")
    way_out = _("Answer their reports or withdraw them first; another body can be asked anew.")
    page_of = "first"

    body: Body
    referrals: Sequence[Referral]

    def places(self) -> dict[str, Any]:
        titles = join_words(gettext("“%(name)s”") % {"name": referral} for referral in self.referrals)
        return {"body": self.body, "titles": titles}


class AbolishedBeforeEstablished(RefusedHere):
    message = _("The last day %(abolished)s is before the first day %(established)s.")
    way_out = _("Choose a last day that is not before the first.")


class TermsOverlap(Refusal):
    message = _("%(person)s already has a seat in %(body)s from %(since)s.")
    way_out = _("End that term first, or choose days that do not overlap.")
    route = "councils:end-seat"
    route_by = ("seat.uuid",)


class TermEndsBeforeItBegan(RefusedHere):
    message = _("The last day %(until)s is before the first day %(since)s.")
    way_out = _("Choose a last day that is not before the first.")


class TermHasEnded(RefusedHere):
    message = _("This term already ends on %(until)s.")
    way_out = _("Give an earlier day to end it sooner.")


class SameCapacity(Refusal):
    message = _("%(person)s already sits there as %(capacity)s.")
    way_out = _("Choose another capacity, or end the term.")
    route = "councils:end-seat"
    route_by = ("seat.uuid",)


class AnotherBodysMeeting(RefusedHere):
    message = _("The meeting %(meeting)s is not one of %(body)s.")
    way_out = _("Choose a meeting of the body that decided.")
