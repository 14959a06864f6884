"""States: how a consultation stands at a moment, in the tags that every page shows, and the way to say something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.consultations.models import Consultation, Round, Tally
from shishin.consultations.models.consultations import ConsultationQuerySet
from shishin.kit.same_for_everybody import changes_at
from shishin.kit.timeline import Tag

SOON = 7
"""Days before its end from which on a consultation is about to close."""
State = Consultation.State
LOOKS = {
    State.PREPARED: ("missing", "hidden"),
    State.ANNOUNCED: ("info", ""),
    State.OPEN: ("strong", ""),
    State.ANSWERING: ("warning", "clock"),
    State.PUBLISHED: ("success", "check"),
    State.ENDED: ("", ""),
}


def url_of(route: str, *arguments: object) -> str:
    """The address of a page of consultations."""
    return reverse(f"consultations:{route}", args=arguments)


def say_url(held: Round) -> str:
    """Where opinions are given in a round."""
    return url_of("say", held.consultation.slug, held.number)


def days_between(earlier: datetime, later: datetime) -> int:
    """Days of the calendar, as people count them."""
    return (localdate(later) - localdate(earlier)).days


@dataclass(frozen=True)
class Standing:
    """A consultation as it stands at a moment, worked out from rounds that were read."""

    consultation: Consultation
    rounds: tuple[Round, ...]
    moment: datetime

    @cached_property
    def state(self) -> str:
        return self.consultation.state_at(self.moment, self.rounds)

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_over(self) -> bool:
        return self.state in (State.PUBLISHED, State.ENDED)

    def is_open_in(self, held: Round) -> bool:
        """Its time alone opens nothing: not before it is announced, and not after all is ended."""
        return self.is_open and held.is_open_at(self.moment)

    @cached_property
    def open_round(self) -> Round | None:
        """The one in which something can be said longest, on this site if there is one."""
        ahead = [held for held in self.rounds if self.is_open_in(held)]
        return max(ahead, key=lambda held: (held.takes_form, held.closes_at), default=None)

    @property
    def closes_at(self) -> datetime | None:
        return self.open_round.closes_at if self.open_round else None

    @cached_property
    def opens_at(self) -> datetime | None:
        """When the next round opens."""
        return min((held.opens_at for held in self.rounds if held.opens_at and held.opens_at > self.moment), default=None)

    @cached_property
    def closed_at(self) -> datetime | None:
        """When the last round closed."""
        return max((held.closes_at for held in self.rounds if held.closes_at and held.closes_at <= self.moment), default=None)

    @property
    def say_url(self) -> str:
        return say_url(self.open_round) if self.open_round and self.open_round.takes_form else ""

    @cached_property
    def round_with_draft(self) -> Round | None:
        """The one whose draft is read: of the open round, else of the last that showed one."""
        showing = [held for held in self.rounds if held.draft]
        return self.open_round if self.open_round in showing else next(reversed(showing), None)

    @property
    def tags(self) -> list[Tag]:
        state = Tag(str(State(self.state).label), *LOOKS[State(self.state)])
        if self.closes_at is None:
            return [state]
        # At midnight the day before is over.
        days = days_between(self.moment, self.closes_at - timedelta(microseconds=1))
        return [state, Tag(_left_in_words(days), "warning" if days <= SOON else "", "clock")]


def _left_in_words(days: int) -> str:
    """By the calendar: minutes before midnight nobody reads of a day that is left."""
    if days > 1:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return _("Closes tomorrow") if days else _("Closes today")


def has_opinions(consultation: str = "pk") -> Exists:
    """Whether anything was said, of a consultation or of what names one by this path. Before results are published all is counted."""
    return Exists(Tally.objects.filter(round__consultation=OuterRef(consultation)))


def results_in_words(is_any: bool) -> str:
    return _("Every opinion has its answer") if is_any else _("No opinion was given")


def standings(consultations: ConsultationQuerySet, moment: datetime) -> list[Standing]:
    """Four queries, however many there are. Pages that are kept change when one of their rounds opens or closes."""
    rows = consultations.select_related("organization", "document")
    rows = rows.prefetch_related("organization__dated_names", "rounds__draft__document")
    found = []
    for one in rows:
        rounds = tuple(one.rounds.all())
        for held in rounds:
            held.consultation = one
        found.append(Standing(one, rounds, moment))
    note_changes((held for standing in found for held in standing.rounds), moment)
    return found


def note_changes(rounds: Iterable[Round], moment: datetime) -> None:
    """By the clock, a page with these rounds changes when one of them opens or closes."""
    for held in rounds:
        for turn in (held.opens_at, held.closes_at):
            if turn and turn > moment:
                changes_at(turn)


def under_way(consultations: ConsultationQuerySet) -> ConsultationQuerySet:
    """Neither published nor ended: what a list shows in full."""
    return consultations.filter(results_published_at=None, ended_at=None)


def over(consultations: ConsultationQuerySet) -> ConsultationQuerySet:
    return consultations.filter(Q(results_published_at__isnull=False) | Q(ended_at__isnull=False))
