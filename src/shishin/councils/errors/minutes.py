"""Refusals about attendance, statements and minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import Refusal, RefusedHere
from shishin.kit.identity import join_words


class MinutesArePublished(Refusal):
    message = _("The minutes were published on %(day)s and are fixed.")
    way_out = _("Add a remark below them instead.")
    route = "councils:correct-minutes"
    route_by = ("meeting.uuid",)


class MinutesAreNotPublished(Refusal):
    message = _("The minutes are not published yet.")
    way_out = _("Change them directly.")
    route = "councils:minutes"
    route_by = ("meeting.uuid",)


class MeetingNotHeldYet(Refusal):
    message = _("This meeting ends on %(day)s; its minutes cannot be published before.")
    way_out = _("Publish them when it has been held, or correct the day of the meeting.")
    route = "councils:change-meeting"
    route_by = ("meeting.uuid",)


class MeetingNotAnnounced(Refusal):
    message = _("Nobody knows of this meeting yet: it was not announced.")
    way_out = _("Announce it first, then publish its minutes.")
    route = "councils:announce"
    route_by = ("meeting.uuid",)


class MinutesAreEmpty(Refusal):
    message = _("There is neither a summary nor a statement to publish.")
    way_out = _("Write a summary, or add the statements.")
    route = "councils:minutes"
    route_by = ("meeting.uuid",)


class SeatNotInTerm(Refusal):
    message = _("%(person)s had no seat in this body on %(day)s.")
    way_out = _("Choose somebody who had one that day, or correct the term first.")
    page_of = "body"


class NotHowTheyMet(Refusal):
    message = _("“%(how)s” does not fit a meeting with the form “%(form)s”.")
    way_out = _("Choose how they took part, or correct the form of the meeting.")
    route = "councils:change-meeting"
    route_by = ("meeting.uuid",)


class DelegateWithoutName(RefusedHere):
    message = _("%(person)s sent a delegate whose name is missing.")
    way_out = _("Give the name of the delegate.")


class NoSpeaker(RefusedHere):
    message = _("A statement needs a speaker.")
    way_out = _("Choose a member, or write the name of somebody without a seat.")


class UnknownSpeakers(RefusedHere):
    message = _("Nobody with a seat that day is called %(names)s, or more than one is.")
    way_out = _("Write the full names, name them as guests, or begin a line with a space if it goes on with the statement before.")

    names: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {"names": join_words(gettext("“%(name)s”") % {"name": name} for name in self.names)}


class StatementIsGone(Refusal):
    message = _("This statement is not in the minutes of this meeting any more.")
    way_out = _("Look at the minutes as they are now.")
    route = "councils:minutes"
    route_by = ("meeting.uuid",)


class NoStatements(RefusedHere):
    message = _("The text does not begin with a speaker.")
    way_out = _("Write each statement as a line: the speaker, a colon, the words.")
