"""People, what they hold and where: kept ones, invited ones, and what is no more but still stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from shishin.people.address_links import address_token
from shishin.people.invitation_links import invitation_token
from shishin.people.models import NewAddress, Person, Post, Role
from shishin.people.tests.makers import make_organization, make_post
from shishin.site.tests.access_matrix.cast import Side, appointed, seated, somebody
from shishin.site.tests.access_matrix.things import Thing, Things, by_slug, by_uuid, moved


def things_of_people(sides: dict[str, Side]) -> Things:
    things: Things = {kind: {} for kind in ("organization", "post", "person", "appointment", "role", "invitation", "address")}
    for name, side in sides.items():
        clerk = appointed("staff", side.organization)
        held = clerk.appointments.get()
        things["organization"][name] = by_slug(side.part)
        things["post"][name] = by_slug(held.post)
        things["person"][name] = by_uuid(clerk)
        things["appointment"][name] = by_uuid(held)
    _gone(sides["own"], things)
    invited, spent = _invited(sides["own"]), _invited(sides["own"])
    things["person"]["draft"] = by_uuid(invited)
    things["person"]["owner"] = by_uuid(appointed("staff", sides["own"].organization, is_owner=True))
    things["person"]["stronger than the actor"] = by_uuid(appointed("auditor", sides["own"].organization))
    things["person"]["has only a seat"] = by_uuid(seated("member", sides["own"].body))
    things["person"]["nobody's"] = by_uuid(somebody("former"))
    things["address"] = {"own": _address(sides["own"], asked_at=timezone.now())}
    things["address"]["withdrawn"] = _address(sides["own"], asked_at=timezone.now() - NewAddress.LASTS)
    things["invitation"]["own"] = _invitation(invited)
    things["invitation"]["withdrawn"] = _invitation(spent)
    Person.objects.filter(pk=spent.pk).update(invited_at=timezone.now() + timedelta(seconds=1))  # invited once more since
    things["role"] = {"own": by_slug(Role.objects.get(slug="staff")), "unused": by_slug(Role.objects.get(slug="caio"))}
    return things


def _gone(own: Side, things: Things) -> None:
    """What is no more but still stands: an abolished organization and post, a deactivated person, an ended appointment."""
    abolished = make_organization("own-abolished", parent=own.organization, abolished_on=date(2021, 3, 31))
    post = make_post(own.organization, Role.objects.get(slug="staff"), slug="own-abolished-post")
    Post.objects.filter(pk=post.pk).update(abolished_on=date(2021, 3, 31))
    left = appointed("staff", own.organization, until=date(2021, 3, 31), is_active=False)
    things["organization"]["withdrawn"] = by_slug(abolished)
    things["post"]["withdrawn"] = by_slug(post)
    things["person"]["withdrawn"] = by_uuid(left)
    things["appointment"]["withdrawn"] = by_uuid(left.appointments.get())


def _invited(side: Side) -> Person:
    person = appointed("staff", side.organization, invited_at=timezone.now())
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person


def _invitation(person: Person) -> Thing:
    return Thing({"token": invitation_token(person)}, moved(person, "uuid"))


def _address(side: Side, *, asked_at: datetime) -> Thing:
    person = appointed("staff", side.organization)
    asked = NewAddress.objects.create(person=person, address=f"new-{person.email}", asked_at=asked_at)
    return Thing({"token": address_token(asked)}, moved(person, "uuid"))
