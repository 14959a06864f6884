"""Refusals about meetings: their days, their agenda and what becomes of them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shishin.councils.models import AgendaItem, Body, Meeting
from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal


class MeetingNumberTaken(Refusal):
    def __init__(self, body: Body, number: int) -> None:
        super().__init__(
            _("%(body)s already has a meeting number %(number)s.") % {"body": body, "number": number},
            way_out=_("Give the next number, or none."),
        )


class SameMeeting(Refusal):
    def __init__(self, body: Body, day: date) -> None:
        super().__init__(
            _("%(body)s already has a meeting on %(day)s without a number.") % {"body": body, "day": day_in_words(day)},
            way_out=_("Go on with the meeting that is there. A second one of the same form needs a number, a title or an hour of its own."),
        )


class MeetingBeforeTheBody(Refusal):
    def __init__(self, body: Body, established: date) -> None:
        super().__init__(
            _("%(body)s was established on %(day)s, after that meeting.") % {"body": body, "day": day_in_words(established)},
            way_out=_("Choose a day from then on, or correct the day on which the body was established."),
        )


class CirculationEndsBeforeItBegins(Refusal):
    def __init__(self, begins: date, ends: date) -> None:
        super().__init__(
            _("The answers would be due on %(ends)s, before the papers go round on %(begins)s.")
            % {"ends": day_in_words(ends), "begins": day_in_words(begins)},
            way_out=_("Choose a last day for answers that is not before the first."),
        )


class OnlyACirculationGoesOn(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only a meeting by circulation has a last day for answers."),
            way_out=_("Leave that day empty, or choose “By circulation” as the form."),
        )


class MeetingEndsBeforeItBegins(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The meeting would end before it begins."),
            way_out=_("Give the hour at which it begins and a later one at which it ends, or no hour at all."),
        )


class MeetingIsCancelled(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("This meeting was cancelled on %(day)s.") % {"day": day_in_words(meeting.cancelled_on)},
            way_out=_("Add another meeting for another day."),
        )


class AlreadyAnnounced(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("This meeting has been public since %(day)s.") % {"day": day_in_words(meeting.announced_on)},
            way_out=_("Change the meeting instead: the page and the calendars follow."),
        )


class CancelledWithoutReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A meeting is not cancelled without a reason."), way_out=_("Say why, in one sentence: it is shown on the page."))


class MeetingHasDecided(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Decisions were taken at this meeting, so it did take place."),
            way_out=_("Keep the meeting; a decision that does not hold is answered by a further decision."),
        )


class AgendaItemIsUsed(Refusal):
    def __init__(self, item: AgendaItem) -> None:
        super().__init__(
            _("Statements or decisions belong to “%(item)s”.") % {"item": item},
            way_out=_("Change the item, or move the statements to another one first."),
        )


class TextWithoutHash(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A text to decide on is fixed by its name and its hash together."),
            way_out=_("Give both, as they stand on the page of the edition, or neither."),
        )


class NotForDecision(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only an item for decision fixes a text."), way_out=_("Choose “For decision”, or leave the text and its hash empty.")
        )
