"""The cast: everybody who asks. Each holds one thing only, so that what lets them in is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import yaml
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.councils.models import Body, Seat
from shishin.people.models import Appointment, Organization, Person, Post, Role
from shishin.people.tests.makers import PASSWORD

FIRST_DAY = date(2020, 4, 1)
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]
ROLES = tuple(
    row["slug"] for row in yaml.safe_load(files("shishin.people").joinpath("data/roles.yaml").read_text(encoding="utf-8"))["roles"]
)
CAPACITIES = tuple(Seat.Capacity.values)
SIDES = ("own", "other's")

ROLE_NAMES = tuple(f"{role} ({side})" for side in SIDES for role in ROLES)
SEAT_NAMES = tuple(f"{capacity} seat ({side})" for side in SIDES for capacity in CAPACITIES)
BYGONE = ("secretariat until yesterday", "secretariat from tomorrow", "secretariat seat until yesterday", "secretariat seat from tomorrow")
FURTHER = (*BYGONE, "secretariat of a part", "nobody's clerk")
"""Those who hold nothing that somebody else does not hold as well, but at another time or place."""
SIGNED_IN = ("owner", *ROLE_NAMES, *SEAT_NAMES, *FURTHER)
NOT_SIGNED_IN = ("anonymous", "deactivated", "code not given yet")
UNSAID = {"own": "Unsaidown", "other": "Unsaidother"}
"""Words of what is not public yet, one for each side: nobody else may meet them on any page."""

EVERYBODY = (*NOT_SIGNED_IN, *SIGNED_IN)


@dataclass(frozen=True, slots=True)
class Side:
    """An organization with a part below it, and a body with one above and one below it."""

    prefix: str
    organization: Organization
    part: Organization
    above: Body
    body: Body
    group: Body


def sign_everybody_in(sides: dict[str, Side]) -> dict[str, str]:
    """The session of each."""
    sessions = {"anonymous": "", "deactivated": _deactivated(sides["own"]), "code not given yet": _half_signed_in()}
    sessions["owner"] = _session(somebody("owner", is_owner=True))
    sessions["nobody's clerk"] = _session(somebody("nobodys-clerk"))
    for side, place in sides.items():
        for role in ROLES:
            sessions[f"{role} ({side})"] = _session(appointed(role, place.organization))
        for capacity in CAPACITIES:
            sessions[f"{capacity} seat ({side})"] = _session(seated(capacity, place.body))
    own, yesterday, tomorrow = sides["own"], localdate() - timedelta(days=1), localdate() + timedelta(days=1)
    sessions["secretariat until yesterday"] = _session(appointed("secretariat", own.organization, until=yesterday))
    sessions["secretariat from tomorrow"] = _session(appointed("secretariat", own.organization, since=tomorrow))
    sessions["secretariat seat until yesterday"] = _session(seated("secretariat", own.body, until=yesterday))
    sessions["secretariat seat from tomorrow"] = _session(seated("secretariat", own.body, since=tomorrow))
    sessions["secretariat of a part"] = _session(appointed("secretariat", own.part))
    assert set(sessions) == set(EVERYBODY)
    return sessions


def somebody(login_name: str, **values) -> Person:
    name = f"{login_name}-{Person.objects.count()}"
    return Person.objects.create(login_name=name, email=f"{name}@example.jp", **values)


def appointed(role: str, organization: Organization, *, since: date = FIRST_DAY, until: date | None = None, **values) -> Person:
    person = somebody(role, **values)
    post = Post.objects.create(slug=person.login_name, organization=organization, role=Role.objects.get(slug=role))
    Appointment.objects.create(person=person, post=post, since=since, until=until)
    return person


def seated(capacity: str, body: Body, *, since: date = FIRST_DAY, until: date | None = None) -> Person:
    person = somebody(capacity)
    Seat.objects.create(person=person, body=body, capacity=capacity, since=since, until=until)
    return person


def _deactivated(side: Side) -> str:
    """Might have done everything: owner, of the secretariat and of the chair. The session is still there."""
    person = appointed("secretariat", side.organization, is_owner=True)
    Seat.objects.create(person=person, body=side.body, capacity="chair", since=FIRST_DAY)
    session = _session(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    return session


def _half_signed_in() -> str:
    """An owner whose password was right and whose code is still asked for."""
    person = somebody("two-steps", is_owner=True)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.login_name, "password": PASSWORD})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _session(person: Person) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
