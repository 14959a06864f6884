"""Refusals about meetings: their days, their agenda and what becomes of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere


class MeetingNumberTaken(RefusedHere):
    message = _("%(body)s already has a meeting number %(number)s.")
    way_out = _("Give the next number, or none.")


class SameMeeting(Refusal):
    message = _("%(body)s already has a meeting on %(day)s without a number.")
    way_out = _("Go on with the meeting that is there. A second one of the same form needs a number, a title or an hour of its own.")
    page_of = "meeting"


class MeetingBeforeTheBody(Refusal):
    message = _("%(body)s was established on %(day)s, after that meeting.")
    way_out = _("Choose a day from then on, or correct the day on which the body was established.")
    page_of = "body"


class CirculationEndsBeforeItBegins(RefusedHere):
    message = _("The answers would be due on %(ends)s, before the papers go round on %(begins)s.")
    way_out = _("Choose a last day for answers that is not before the first.")


class OnlyACirculationGoesOn(RefusedHere):
    message = _("Only a meeting by circulation has a last day for answers.")
    way_out = _("Leave that day empty, or choose “By circulation” as the form.")


class MeetingEndsBeforeItBegins(RefusedHere):
    message = _("The meeting would end before it begins.")
    way_out = _("Give the hour at which it begins and a later one at which it ends, or no hour at all.")


class MeetingIsCancelled(Refusal):
    message = _("This meeting was cancelled on %(day)s.")
    way_out = _("Add another meeting for another day.")
    route = "councils:record-meeting"
    route_by = ("meeting.body.slug",)


class AlreadyAnnounced(Refusal):
    message = _("This meeting has been public since %(day)s.")
    way_out = _("Change the meeting instead: the page and the calendars follow.")
    route = "councils:change-meeting"
    route_by = ("meeting.uuid",)


class CancelledWithoutReason(RefusedHere):
    message = _("A meeting is not cancelled without a reason.")
    way_out = _("Say why, in one sentence: it is shown on the page.")


class MeetingHasDecided(RefusedHere):
    message = _("Decisions were taken at this meeting, so it did take place.")
    way_out = _("Keep the meeting; a decision that does not hold is answered by a further decision.")


class AgendaItemIsUsed(Refusal):
    message = _("Statements or decisions belong to “%(item)s”.")
    way_out = _("Change the item, or move the statements to another one first.")
    route = "councils:change-agenda-item"
    route_by = ("item.uuid",)


class TextWithoutHash(RefusedHere):
    message = _("A text to decide on is fixed by its name and its hash together.")
    way_out = _("Choose the text from the list, or leave it out.")


class NotForDecision(RefusedHere):
    message = _("Only an item for decision fixes a text.")
    way_out = _("Choose “For decision”, or leave the text out.")
