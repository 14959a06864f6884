"""Refusals about attendance, statements and minutes."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shishin.councils.models import Meeting, Seat
from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal


class MinutesArePublished(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("The minutes were published on %(day)s and are fixed.") % {"day": day_in_words(meeting.minutes_published_on)},
            way_out=_("Add a remark below them instead."),
        )


class MinutesAreNotPublished(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The minutes are not published yet."), way_out=_("Change them directly."))


class MeetingNotHeldYet(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("This meeting ends on %(day)s; its minutes cannot be published before.") % {"day": day_in_words(meeting.last_day)},
            way_out=_("Publish them when it has been held, or correct the day of the meeting."),
        )


class MeetingNotAnnounced(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nobody knows of this meeting yet: it was not announced."), way_out=_("Announce it first, then publish its minutes.")
        )


class MinutesAreEmpty(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is neither a summary nor a statement to publish."), way_out=_("Write a summary, or add the statements."))


class SeatNotInTerm(Refusal):
    def __init__(self, seat: Seat, meeting: Meeting) -> None:
        super().__init__(
            _("%(person)s had no seat in this body on %(day)s.") % {"person": seat.person, "day": day_in_words(meeting.held_on)},
            way_out=_("Choose somebody who had one that day, or correct the term first."),
        )


class NotHowTheyMet(Refusal):
    def __init__(self, how: str, form: str) -> None:
        super().__init__(
            _("“%(how)s” does not fit a meeting with the form “%(form)s”.") % {"how": how, "form": form},
            way_out=_("Choose how they took part, or correct the form of the meeting."),
        )


class DelegateWithoutName(Refusal):
    def __init__(self, person: str) -> None:
        super().__init__(
            _("%(person)s sent a delegate whose name is missing.") % {"person": person}, way_out=_("Give the name of the delegate.")
        )


class NoSpeaker(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A statement needs a speaker."), way_out=_("Choose a member, or write the name of somebody without a seat."))


class UnknownSpeakers(Refusal):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("Nobody with a seat that day is called %(names)s.")
            % {"names": _(", ").join(_("“%(name)s”") % {"name": name} for name in names)},
            way_out=_("Correct the names, name them as guests, or begin a line with a space if it goes on with the statement before."),
        )


class StatementIsGone(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This statement is not in the minutes of this meeting any more."), way_out=_("Look at the minutes as they are now.")
        )


class AmbiguousSpeaker(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” may be more than one of those with a seat.") % {"name": name}, way_out=_("Write the full name in this line.")
        )


class NoStatements(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The text does not begin with a speaker."), way_out=_("Write each statement as a line: the speaker, a colon, the words.")
        )
