"""The world that the matrix asks for: two organizations, each with a body, and everything that stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from shishin.councils.models import Body, Referral
from shishin.councils.tests.makers import make_body
from shishin.people.default_data import load_default_data
from shishin.people.tests.makers import make_organization
from shishin.site.tests.access_matrix.cast import SIDES, Side, sign_everybody_in
from shishin.site.tests.access_matrix.things import Things
from shishin.site.tests.access_matrix.things_of_bodies import things_of_bodies
from shishin.site.tests.access_matrix.things_of_people import things_of_people
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
    things = {**bodies, **things_of_texts(sides, question=question), **things_of_people(sides)}
    return World(things, sign_everybody_in(sides))


def _side(name: str) -> Side:
    """The body stands below a council and has a group below it: it is asked, and it asks."""
    prefix = "own" if name == "own" else "other"
    organization = make_organization(f"{prefix}-office")
    part = make_organization(f"{prefix}-office-part", parent=organization)
    above = make_body(f"{prefix}-council", organization=organization)
    body = make_body(f"{prefix}-body", organization=organization, parent=above, kind=Body.Kind.COMMITTEE)
    group = make_body(f"{prefix}-group", organization=organization, parent=body, kind=Body.Kind.WORKING_GROUP)
    return Side(prefix, organization, part, above, body, group)
