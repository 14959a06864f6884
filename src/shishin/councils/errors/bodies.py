"""Refusals of councils: what was not done, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from shishin.councils.models import Body, Meeting, Referral, Seat
from shishin.kit.dates import day_in_words
from shishin.kit.errors import Refusal


class BodyAddressTaken(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            _("The address “%(slug)s” is already in use.") % {"slug": slug},
            way_out=_("Choose another address, or change the body that has it."),
        )


class BodyIsAbolished(Refusal):
    def __init__(self, body: Body, day: date) -> None:
        super().__init__(
            _("%(body)s was abolished on %(day)s.") % {"body": body, "day": day_in_words(day)},
            way_out=_("Choose a day up to then, or another body."),
        )


class BodyCircle(Refusal):
    def __init__(self, body: Body, parent: Body) -> None:
        super().__init__(
            _("%(body)s cannot stand under %(parent)s, because %(parent)s stands under it.") % {"body": body, "parent": parent},
            way_out=_("Choose a body that is not below it."),
        )


class ReferralsStand(Refusal):
    def __init__(self, body: Body, referrals: Sequence[Referral]) -> None:
        titles = _(", ").join(_("“%(name)s”") % {"name": referral} for referral in referrals)
        super().__init__(
            _("%(body)s has referrals that are not ended: %(titles)s.") % {"body": body, "titles": titles},
            way_out=_("Answer their reports or withdraw them first; another body can be asked anew."),
        )


class AbolishedBeforeEstablished(Refusal):
    def __init__(self, established: date, abolished: date) -> None:
        super().__init__(
            _("The last day %(abolished)s is before the first day %(established)s.")
            % {"abolished": day_in_words(abolished), "established": day_in_words(established)},
            way_out=_("Choose a last day that is not before the first."),
        )


class TermsOverlap(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("%(person)s already has a seat in %(body)s from %(since)s.")
            % {"person": seat.person, "body": seat.body, "since": day_in_words(seat.since)},
            way_out=_("End that term first, or choose days that do not overlap."),
        )


class TermEndsBeforeItBegan(Refusal):
    def __init__(self, since: date, until: date) -> None:
        super().__init__(
            _("The last day %(until)s is before the first day %(since)s.") % {"since": day_in_words(since), "until": day_in_words(until)},
            way_out=_("Choose a last day that is not before the first."),
        )


class TermHasEnded(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("This term already ends on %(until)s.") % {"until": day_in_words(seat.until)},
            way_out=_("Give an earlier day to end it sooner."),
        )


class SameCapacity(Refusal):
    def __init__(self, seat: Seat) -> None:
        super().__init__(
            _("%(person)s already sits there as %(capacity)s.") % {"person": seat.person, "capacity": seat.get_capacity_display()},
            way_out=_("Choose another capacity, or end the term."),
        )


class AnotherBodysMeeting(Refusal):
    def __init__(self, body: Body, meeting: Meeting) -> None:
        super().__init__(
            _("The meeting %(meeting)s is not one of %(body)s.") % {"meeting": meeting, "body": body},
            way_out=_("Choose a meeting of the body that decided."),
        )
