"""The world that the matrix asks for: two organizations, each with a body, and everything that stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from shishin.councils.models import Body, Referral
from shishin.councils.tests.makers import make_body
from shishin.kit.models import Job
from shishin.people.default_data import load_default_data
from shishin.people.models import Person
from shishin.people.tests.makers import make_organization
from shishin.site.tests.access_matrix.cast import FIRST_DAY, SIDES, Side, sign_everybody_in
from shishin.site.tests.access_matrix.things import Thing, Things, by_uuid
from shishin.site.tests.access_matrix.things_of_bodies import things_of_bodies
from shishin.site.tests.access_matrix.things_of_consultations import things_of_consultations
from shishin.site.tests.access_matrix.things_of_governance import things_of_governance
from shishin.site.tests.access_matrix.things_of_people import things_of_people
from shishin.site.tests.access_matrix.things_of_plans import things_of_plans
from shishin.site.tests.access_matrix.things_of_texts import things_of_texts


@dataclass(frozen=True, slots=True)
class World:
    """Everything that the matrix asks for, and the session of everybody who asks."""

    things: Things
    sessions: dict[str, str]


def make_world() -> World:
    load_default_data()
    sides = {name: _side(name) for name in SIDES}
    bodies = things_of_bodies(sides)
    question = Referral.objects.get(uuid=bodies["question"]["own"].arguments["uuid"])
    things = {**bodies, **things_of_texts(sides, question=question), **things_of_people(sides), **things_of_consultations(sides)}
    things |= things_of_governance(sides)
    things |= things_of_plans(sides)
    sessions = sign_everybody_in(sides)
    return World({**things, "job": {side: job_of_secretariat(place) for side, place in sides.items()}}, sessions)


def job_of_secretariat(place: Side) -> Thing:
    """A job belongs to a person and to nobody else, whatever they hold."""
    posts = {"appointments__post__organization": place.organization, "appointments__since": FIRST_DAY, "appointments__until": None}
    person = Person.objects.get(**posts, appointments__post__role__slug="secretariat", is_owner=False)
    return by_uuid(Job.objects.create(kind="site.test", by=str(person.pk), language="en", address="/", state=Job.State.REFUSED))


def _side(name: str) -> Side:
    """The body stands below a council and has a group below it: it is asked, and it asks."""
    prefix = "own" if name == "own" else "other"
    organization = make_organization(f"{prefix}-office")
    part = make_organization(f"{prefix}-office-part", parent=organization)
    above = make_body(f"{prefix}-council", organization=organization)
    body = make_body(f"{prefix}-body", organization=organization, parent=above, kind=Body.Kind.COMMITTEE)
    group = make_body(f"{prefix}-group", organization=organization, parent=body, kind=Body.Kind.WORKING_GROUP)
    return Side(prefix, organization, part, above, body, group)
