"""Who may keep which bodies, preside over them, and read what they have not made public. Reading the rest is open to all."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.councils.models import AgendaItem, Body, Meeting, Paper, Referral, Report, Seat, StandingOrders, Statement
from shishin.councils.models.referrals import ReferralQuerySet, answered_by, is_confirmed, reported_by
from shishin.people.abilities import READ_EVERYTHING, declare_ability
from shishin.people.access import SeatedPeople, is_owner, may, organizations_where, seated_people
from shishin.people.models import Organization, Person

ADMINISTER_BODIES = declare_ability("administer_bodies", _("Keep bodies, seats, meetings and decisions"), order=40, manages=True)

KEEPING = (Seat.Capacity.SECRETARIAT,)
PRESIDING = (Seat.Capacity.CHAIR, Seat.Capacity.SECRETARIAT)
WORKING = (Seat.Capacity.CHAIR, Seat.Capacity.MEMBER, Seat.Capacity.DELEGATE, Seat.Capacity.SECRETARIAT)
"""Capacities whose holders write and report for a body; an observer reads."""


def bodies_sat_in_by(user: Any, *, capacities: tuple[str, ...] = (), day: date | None = None) -> QuerySet[Body]:
    """Bodies in which somebody has a seat on a day, in one of these capacities or in any."""
    return Body.objects.filter(_sat_in(user, capacities, day=day))


def _sat_in(user: Any, capacities: tuple[str, ...] = (), *, day: date | None = None) -> Q:
    if not isinstance(user, Person) or not user.is_active:
        return Q(pk__in=())
    seats = Seat.objects.on(day or localdate()).filter(person=user)
    return Q(pk__in=(seats.filter(capacity__in=capacities) if capacities else seats).values("body"))


@seated_people.fill
def people_with_seats(user: Any, organizations: QuerySet[Organization]) -> SeatedPeople:
    """Seats that are not over, in bodies that are still there."""
    seats = Seat.objects.not_over_on(localdate()).order_by()
    there, elsewhere = seats.filter(body__organization__in=organizations), seats.exclude(body__in=bodies_kept_by(user))
    return SeatedPeople(there.values("person"), elsewhere.values("person"))


def require_keeper(user: Any) -> Person:
    """Somebody who may keep bodies somewhere; everyone else gets a 404."""
    if not may(user, ADMINISTER_BODIES):
        raise Http404
    return user


def bodies_kept_by(user: Any) -> QuerySet[Body]:
    """Bodies of the organizations where somebody may; those of none are the owners'. A secretariat's seat keeps its body."""
    return _kept_or_sat_in(user, KEEPING)


def bodies_presided_by(user: Any) -> QuerySet[Body]:
    """Bodies for which somebody may record decisions and answer reports: who keeps them, and their chair."""
    return _kept_or_sat_in(user, PRESIDING)


def bodies_worked_for_by(user: Any) -> QuerySet[Body]:
    """Bodies for which somebody may write and report: who keeps them, and their members."""
    return _kept_or_sat_in(user, WORKING)


def bodies_read_by(user: Any) -> QuerySet[Body]:
    """Bodies whose unpublished meetings, papers and referrals somebody may read: any seat, whoever keeps them, auditors."""
    return Body.objects.all() if may(user, READ_EVERYTHING) else _kept_or_sat_in(user)


def _kept_or_sat_in(user: Any, capacities: tuple[str, ...] = ()) -> QuerySet[Body]:
    if is_owner(user):
        return Body.objects.all()
    theirs = organizations_where(user, ADMINISTER_BODIES)
    return Body.objects.filter(Q(organization__in=theirs) | _sat_in(user, capacities))


def meetings_to_read(user: Any) -> QuerySet[Meeting]:
    """Announced meetings, and those of bodies that somebody belongs to."""
    return Meeting.objects.filter(Q(announced_on__isnull=False) | Q(body__in=bodies_read_by(user)))


def referrals_to_read(user: Any) -> ReferralQuerySet:
    """Published referrals, and those from or to bodies that somebody belongs to; a proposal that waits for an answer, its keepers."""
    return Referral.objects.filter(Q(published_on__isnull=False) | _between(user))


def _between(user: Any, via: str = "") -> Q:
    """Referrals between bodies that somebody belongs to; `via` is the way to them from another table."""
    theirs = bodies_read_by(user)
    taken = is_confirmed(via=via) | Q(**{f"{via}asked_of__in": bodies_kept_by(user)})
    return Q(**{f"{via}asked_by__in": theirs}) | (Q(**{f"{via}asked_of__in": theirs}) & taken)


def referrals_to_list(user: Any) -> ReferralQuerySet:
    """As they stand in lists that are nobody's own: an unconfirmed proposal only for those who belong to the body that makes it."""
    return referrals_to_read(user).filter(is_confirmed() | Q(asked_by__in=bodies_read_by(user)))


def reports_to_read(user: Any) -> QuerySet[Report]:
    """Published reports on published referrals, and those between bodies that somebody belongs to."""
    public = Q(published_on__isnull=False, referral__published_on__isnull=False)
    return Report.objects.filter(public | _between(user, "referral__"))


def can_keep(user: Any, body: Body) -> bool:
    return bodies_kept_by(user).filter(pk=body.pk).exists()


def can_preside(user: Any, body: Body) -> bool:
    return bodies_presided_by(user).filter(pk=body.pk).exists()


def can_work_for(user: Any, body: Body) -> bool:
    return bodies_worked_for_by(user).filter(pk=body.pk).exists()


def body_to_keep(user: Any, slug: str) -> Body:
    return get_object_or_404(bodies_kept_by(user).select_related("organization", "parent"), slug=slug)


def seat_to_keep(user: Any, uuid: str) -> Seat:
    return get_object_or_404(Seat.objects.filter(body__in=bodies_kept_by(user)).select_related("body", "person"), uuid=uuid)


def body_to_preside(user: Any, slug: str) -> Body:
    return get_object_or_404(bodies_presided_by(user).select_related("organization", "parent", "standing_orders"), slug=slug)


def _referrals_between() -> QuerySet[Referral]:
    rows = Referral.objects.with_confirmation().select_related("asked_by", "asked_of__organization", "meeting")
    return rows.prefetch_related("asked_by__dated_names", "asked_of__dated_names")


def referral_to_read(user: Any, uuid: str) -> Referral:
    return get_object_or_404(_referrals_between().filter(pk__in=referrals_to_read(user).values("pk")), uuid=uuid)


def referral_to_preside(user: Any, uuid: str) -> Referral:
    """Publishing, extending and withdrawing are for those who preside over the body that asked."""
    return get_object_or_404(_referrals_between().filter(asked_by__in=bodies_presided_by(user)), uuid=uuid)


def referral_to_report_on(user: Any, uuid: str) -> Referral:
    theirs = bodies_worked_for_by(user)
    return get_object_or_404(_referrals_between().filter(reported_by(theirs)), uuid=uuid)


def report_to_answer(user: Any, uuid: str) -> Report:
    """Accepting, returning and publishing a report are for those who preside over the body above."""
    theirs = bodies_presided_by(user)
    rows = Report.objects.select_related("referral__asked_by", "referral__asked_of").filter(answered_by(theirs, via="referral__"))
    return get_object_or_404(rows, uuid=uuid)


def standing_orders_kept_by(user: Any) -> QuerySet[StandingOrders]:
    """Those that no body has which somebody else keeps: changing them must not reach further than its keeper."""
    elsewhere = Body.objects.exclude(pk__in=bodies_kept_by(user)).filter(standing_orders__isnull=False)
    return StandingOrders.objects.exclude(pk__in=elsewhere.values("standing_orders"))


def standing_orders_to_keep(user: Any, slug: str) -> StandingOrders:
    return get_object_or_404(standing_orders_kept_by(require_keeper(user)), slug=slug)


def belongs_to(user: Any, body: Body) -> bool:
    """Whether somebody reads what a body has not made public."""
    return bodies_read_by(user).filter(pk=body.pk).exists()


def meeting_to_read(user: Any, uuid: str) -> Meeting:
    rows = meetings_to_read(user).select_related("body__organization")
    return get_object_or_404(rows.prefetch_related("body__dated_names", "body__organization__dated_names"), uuid=uuid)


def meeting_to_keep(user: Any, uuid: str) -> Meeting:
    rows = Meeting.objects.filter(body__in=bodies_kept_by(user)).select_related("body")
    return get_object_or_404(rows.prefetch_related("body__dated_names"), uuid=uuid)


def named(rows: QuerySet[Any], written: str) -> Any:
    """The row that an address names by its UUID, if it names one."""
    try:
        return rows.filter(uuid=UUID(written)).first()
    except ValueError:
        return None


def meetings_to_file_for(user: Any) -> QuerySet[Meeting]:
    """Meetings that somebody may file papers for, the next ones first; nobody else gets to the page."""
    kept = bodies_kept_by(user)
    if not kept.exists():
        raise Http404
    rows = Meeting.objects.filter(body__in=kept, cancelled_on=None).select_related("body")
    return rows.prefetch_related("body__dated_names").order_by("-held_on", "-pk")


def agenda_item_to_keep(user: Any, uuid: str) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.filter(meeting__body__in=bodies_kept_by(user)).select_related("meeting__body"), uuid=uuid)


def paper_to_keep(user: Any, uuid: str) -> Paper:
    return get_object_or_404(Paper.objects.filter(meeting__body__in=bodies_kept_by(user)).select_related("meeting__body"), uuid=uuid)


def statement_to_keep(user: Any, uuid: str) -> Statement:
    return get_object_or_404(Statement.objects.filter(meeting__body__in=bodies_kept_by(user)).select_related("meeting__body"), uuid=uuid)


def paper_of_mine(user: Any, uuid: str) -> Paper:
    """A paper of a body in which somebody sits, published or not: who only looks on marks nothing as read."""
    rows = Paper.objects.filter(removed_on=None, meeting__body__in=bodies_sat_in_by(user))
    return get_object_or_404(rows.select_related("meeting__body"), uuid=uuid)


def paper_to_open(user: Any, uuid: str) -> Paper:
    """A paper whose file somebody may read: everybody an open one, and all of them who belongs to the body."""
    rows = Paper.objects.filter(removed_on=None, meeting__in=meetings_to_read(user)).select_related("meeting__body")
    paper = get_object_or_404(rows, uuid=uuid)
    if not paper.is_open_on(localdate()) and not belongs_to(user, paper.meeting.body):
        raise Http404
    return paper
