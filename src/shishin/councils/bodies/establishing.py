"""Establishing: bodies come, are renamed, and go; people get seats in them for a term."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from shishin.councils.errors.bodies import (
    AbolishedBeforeEstablished,
    BodyAddressTaken,
    BodyCircle,
    BodyIsAbolished,
    ReferralsStand,
    SameCapacity,
    TermEndsBeforeItBegan,
    TermHasEnded,
    TermsOverlap,
)
from shishin.councils.models import Body, Referral, Seat, StandingOrders
from shishin.councils.models.bodies import PARENT_BODY
from shishin.councils.models.referrals import is_confirmed
from shishin.kit.at_once import unique_or
from shishin.people.claims import claim, drop_claims
from shishin.people.models import Organization, Person
from shishin.people.naming import Keys, first_name, give_name
from shishin.trail.recording import Acting, record

RESERVED = ("add", "calendar", "decisions", "meetings", "papers", "referrals", "reports")
"""Pages under /councils/ that are not about one body."""
BODY_KEYS = Keys("councils.body_renamed", "councils.body_name_corrected")


@transaction.atomic
def establish_body(
    *,
    slug: str,
    kind: str,
    names: dict[str, str],
    by: Acting,
    organization: Organization | None = None,
    parent: Body | None = None,
    remit: dict[str, str] | None = None,
    standing_orders: StandingOrders | None = None,
    established_on: date | None = None,
    named_from: date | None = None,
) -> Body:
    """A new council, committee, task force or working group, named from its first day."""
    if slug in RESERVED or Body.objects.filter(slug=slug).exists():
        raise BodyAddressTaken(slug=slug)
    if parent:
        parent = Body.objects.select_for_update().get(pk=parent.pk)
        _refuse_abolished(parent, on=established_on or localdate())
    with unique_or(partial(BodyAddressTaken, slug=slug)):
        body = Body.objects.create(
            slug=slug,
            kind=kind,
            organization=organization,
            parent=parent,
            remit=remit or {},
            standing_orders=standing_orders,
            established_on=established_on,
        )
    first_name(body, names=names, valid_from=named_from or established_on or localdate())
    record(
        "councils.body_established",
        about=body,
        who=by,
        slug=slug,
        kind=str(kind),
        parent=str(parent.uuid) if parent else None,
        standing_orders=standing_orders.slug if standing_orders else None,
    )
    _claim_parent(body, by=by)
    return body


@transaction.atomic
def rename_body(body: Body, *, names: dict[str, str], valid_from: date, by: Acting, is_correction: bool = False) -> Body:
    """From a day on, a body is called otherwise; its earlier decisions keep the old name."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    give_name(body, names=names, valid_from=valid_from, by=by, keys=BODY_KEYS, is_correction=is_correction)
    return body


@transaction.atomic
def change_body(
    body: Body, *, kind: str, parent: Body | None, remit: dict[str, str], by: Acting, standing_orders: StandingOrders | None
) -> Body:
    """Kind, place, remit and standing orders of a body. Decisions keep the orders of their day."""
    # Lock them all: two changes at once could close a circle that neither sees.
    rows = {row.pk: row for row in Body.objects.select_for_update()}
    body = rows[body.pk]
    parent = rows[parent.pk] if parent else None
    if parent and parent.pk != body.parent_id:
        _refuse_abolished(parent, on=localdate())
        _refuse_circle(rows, body, parent)
    is_moved = body.parent_id != (parent.pk if parent else None)
    given = {"kind": kind, "parent": parent, "remit": remit, "standing_orders": standing_orders}
    if all(getattr(body, name) == value for name, value in given.items()):
        return body
    for name, value in given.items():
        setattr(body, name, value)
    body.save(update_fields=list(given))
    record(
        "councils.body_changed",
        about=body,
        who=by,
        kind=str(kind),
        parent=str(parent.uuid) if parent else None,
        remit=remit,
        standing_orders=standing_orders.slug if standing_orders else None,
    )
    if is_moved:
        _claim_parent(body, by=by)
    return body


@transaction.atomic
def abolish_body(body: Body, *, on: date, by: Acting) -> Body:
    """The last day of a body. Terms that go on end with it; what it decided stays."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.abolished_on:
        raise BodyIsAbolished(body=body, day=body.abolished_on)
    if body.established_on and on < body.established_on:
        raise AbolishedBeforeEstablished(abolished=on, established=body.established_on)
    # A proposal that it never took does not hold it up.
    waiting = Referral.objects.standing().filter(Q(asked_by=body) | (Q(asked_of=body) & is_confirmed()))
    if waiting:
        raise ReferralsStand(body=body, referrals=list(waiting), first=waiting[0])
    body.abolished_on = on
    body.save(update_fields=["abolished_on"])
    for seat in body.seats.filter(Q(until=None) | Q(until__gt=on), since__lte=on):
        end_seat(seat, until=on, by=by)
    record("councils.body_abolished", about=body, who=by, abolished_on=on.isoformat())
    return body


@transaction.atomic
def give_seat(body: Body, *, person: Person, capacity: str, since: date, by: Acting, until: date | None = None) -> Seat:
    """Give a person a seat for a term. Two terms of one person in one body do not overlap."""
    # Whose the account is follows from its seats: nobody changes it while it gets one.
    Person.objects.select_for_update().get(pk=person.pk)
    body = Body.objects.select_for_update().get(pk=body.pk)
    if until and until < since:
        raise TermEndsBeforeItBegan(since=since, until=until)
    if body.abolished_on and (until is None or until > body.abolished_on):
        raise BodyIsAbolished(body=body, day=body.abolished_on)
    overlapping = body.seats.filter(Q(until=None) | Q(until__gte=since), person=person)
    if until:
        overlapping = overlapping.filter(since__lte=until)
    if there := overlapping.first():
        raise TermsOverlap(person=there.person, body=there.body, since=there.since, seat=there)
    seat = Seat.objects.create(body=body, person=person, capacity=capacity, since=since, until=until)
    record(
        "councils.seat_given",
        about=body,
        who=by,
        seat=str(seat.uuid),
        person=str(person.uuid),
        capacity=str(capacity),
        since=since.isoformat(),
        until=until.isoformat() if until else None,
    )
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, until: date, by: Acting) -> Seat:
    """The last day of a term; an end that is set may only come nearer."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body", "person").get(pk=seat.pk)
    if until < seat.since:
        raise TermEndsBeforeItBegan(since=seat.since, until=until)
    if seat.until and seat.until <= until:
        raise TermHasEnded(until=seat.until)
    seat.until = until
    seat.save(update_fields=["until"])
    record("councils.seat_ended", about=seat.body, who=by, seat=str(seat.uuid), until=until.isoformat())
    return seat


@transaction.atomic
def change_seat(seat: Seat, *, capacity: str, since: date, by: Acting, until: date | None = None) -> Seat:
    """From a day on, somebody sits there in another capacity: the term so far ends the day before, and another one begins."""
    if seat.capacity == capacity:
        raise SameCapacity(person=seat.person, capacity=seat.get_capacity_display(), seat=seat)
    ended = end_seat(seat, until=since - timedelta(days=1), by=by)
    return give_seat(ended.body, person=ended.person, capacity=capacity, since=since, until=until, by=by)


def _claim_parent(body: Body, *, by: Acting) -> None:
    """A body stands below one of another organization there, once that one agreed."""
    if (parent := body.parent) is None:
        drop_claims(body.uuid)
    else:
        claim(PARENT_BODY, edge=body.uuid, target=parent.uuid, claimed_by=body.organization, kept_by=parent.organization, by=by)


def _refuse_circle(rows: dict[int, Body], body: Body, parent: Body) -> None:
    above: int | None = parent.pk
    while above is not None:
        if above == body.pk:
            raise BodyCircle(body=body, parent=parent)
        above = rows[above].parent_id


def _refuse_abolished(body: Body, *, on: date) -> None:
    """Nothing becomes part of a body that is there no more."""
    if body.abolished_on and body.abolished_on < on:
        raise BodyIsAbolished(body=body, day=body.abolished_on)
