"""The desk of a consultation: where it stands, its figures, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.access import can_run
from shishin.consultations.asking.public_pages import ConsultationPage, page_of
from shishin.consultations.asking.states import days_between, url_of
from shishin.consultations.models import Consultation, Round
from shishin.people.access import can_manage

State = Consultation.State
WORK: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("opinions", gettext_lazy("Opinions"), gettext_lazy("Put in order what was said: themes, copies, places.")),
    ("analysis", gettext_lazy("Analysis"), gettext_lazy("Let this site find what says nearly the same, and what it is about.")),
    ("themes", gettext_lazy("Themes"), gettext_lazy("Sign what is proposed; name, merge and split what opinions are answered by.")),
    ("responses", gettext_lazy("Responses"), gettext_lazy("Write the answers, hand them to offices, have them checked.")),
    ("publish", gettext_lazy("Results"), gettext_lazy("What is missing before they are published, and publishing them.")),
)
"""Pages of the other rooms: route, label, one sentence."""


class Link(NamedTuple):
    label: str
    url: str
    words: str = ""


class RoundRow(NamedTuple):
    """A round with what can be done about it now."""

    round: Round
    is_open: bool
    links: list[Link]


@dataclass
class Desk:
    """Nine queries, whatever there is."""

    page: ConsultationPage
    may_change: bool

    @property
    def consultation(self) -> Consultation:
        return self.page.consultation

    @property
    def state(self) -> str:
        return self.page.standing.state

    @property
    def is_over(self) -> bool:
        return self.page.standing.is_over

    @cached_property
    def work(self) -> list[Link]:
        """Nothing is put in order or answered before it is announced."""
        if not self.consultation.is_announced:
            return []
        return [Link(str(label), url_of(route, self.consultation.slug), str(words)) for route, label, words in WORK]

    @cached_property
    def next_step(self) -> Link | None:
        """The one solid button."""
        slug = self.consultation.slug
        if not self.may_change or self.is_over:
            return None
        if self.state == State.PREPARED:
            route, label = ("announce", _("Announce it to everybody")) if self.page.standing.rounds else ("add-round", _("Add a round"))
        elif self.state == State.ANSWERING and not self.page.figures.open:
            route, label = "publish", _("Publish the results")
        else:
            route, label = "opinions", _("Put the opinions in order")
        return Link(label, url_of(route, slug))

    @cached_property
    def days_since_closing(self) -> int | None:
        closed_at = self.page.standing.closed_at
        return days_between(closed_at, self.page.standing.moment) if closed_at and self.state == State.ANSWERING else None

    @cached_property
    def rounds(self) -> list[RoundRow]:
        standing = self.page.standing
        return [RoundRow(held, standing.is_open_in(held), list(self._links(held))) for held in standing.rounds]

    def _links(self, held: Round) -> Iterator[Link]:
        if not self.may_change or self.is_over:
            return
        yield Link(_("Change"), url_of("change-round", held.uuid))
        if self.consultation.is_announced and held.closes_at and not held.is_closed_at(self.page.standing.moment):
            yield Link(_("Extend"), url_of("extend-round", held.uuid))
        if self.consultation.is_announced:
            yield Link(_("Take opinions in"), url_of("take-in", held.uuid))


def way_to_desks(reader: Any) -> list[tuple[str, Any]]:
    """The breadcrumbs down to the list of them; auditors come to it, and to nothing else that is kept."""
    manage = [(reverse("people:manage"), _("Manage"))] if can_manage(reader) else []
    return [*manage, (reverse("consultations:manage"), _("Consultations"))]


def way_to_desk(consultation: Consultation, reader: Any) -> list[tuple[str, Any]]:
    return [*way_to_desks(reader), (url_of("desk", consultation.slug), str(consultation))]


def desk_of(consultation: Consultation, *, reader: Any) -> Desk:
    return Desk(page_of(consultation, reader=reader), can_run(reader, consultation))
