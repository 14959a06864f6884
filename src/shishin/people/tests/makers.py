"""The least that is valid: organizations, roles, posts, and the fixed cast of people."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from shishin.people.abilities import ADMINISTER_PEOPLE, READ_EVERYTHING, READ_TRAIL
from shishin.people.models import (
    ORGANIZATION_ABOVE,
    Appointment,
    Claim,
    Organization,
    OrganizationName,
    Person,
    PersonName,
    Post,
    Role,
    RoleName,
)

PASSWORD = "correct horse battery staple"
FIRST_DAY = date(2020, 4, 1)
numbers = count(1)


def make_organization(slug: str = "", *, name: str = "", **values) -> Organization:
    slug = slug or f"organization-{next(numbers)}"
    organization = Organization.objects.create(slug=slug, **{"kind": Organization.Kind.MUNICIPALITY, **values})
    OrganizationName.objects.create(organization=organization, names={"ja": name or slug, "en": name or slug}, valid_from=FIRST_DAY)
    if organization.parent:
        agree_to(ORGANIZATION_ABOVE, edge=organization, target=organization.parent, ours=organization, theirs=organization.parent)
    return organization


def make_role(slug: str = "", *, abilities: tuple[str, ...] = ()) -> Role:
    slug = slug or f"role-{next(numbers)}"
    role, is_new = Role.objects.get_or_create(slug=slug, defaults={"abilities": sorted(abilities)})
    if is_new:
        RoleName.objects.create(role=role, names={"ja": slug, "en": slug}, valid_from=FIRST_DAY)
    return role


def make_post(organization: Organization | None = None, role: Role | None = None, *, slug: str = "") -> Post:
    return Post.objects.create(
        slug=slug or f"post-{next(numbers)}", organization=organization or make_organization(), role=role or make_role()
    )


def make_person(login_name: str = "", *, name: str = "", password_is_set: bool = True, **values) -> Person:
    """Somebody who can sign in with `PASSWORD`, or was not here yet, and holds no post."""
    login_name = login_name or f"person-{next(numbers)}"
    person = Person(login_name=login_name, **{"email": f"{login_name}@example.jp", **values})
    person.set_password(PASSWORD if password_is_set else None)
    person.save()
    PersonName.objects.create(person=person, names={"ja": name or login_name, "en": name or login_name}, valid_from=FIRST_DAY)
    return person


def make_holder(role: Role, organization: Organization | None = None, *, login_name: str = "", **values) -> Person:
    """Somebody who has held a post with a role since the first day."""
    person = make_person(login_name, **values)
    Appointment.objects.create(person=person, post=make_post(organization, role), since=FIRST_DAY)
    return person


def make_secretariat(organization: Organization | None = None, **values) -> Person:
    abilities = ("edit_documents", "import_texts", "administer_bodies")
    return make_holder(make_role("secretariat", abilities=abilities), organization, **values)


def make_people_office(organization: Organization | None = None, **values) -> Person:
    return make_holder(make_role("people-office", abilities=(ADMINISTER_PEOPLE,)), organization, **values)


def make_auditor(organization: Organization | None = None, **values) -> Person:
    return make_holder(make_role("auditor", abilities=(READ_EVERYTHING, READ_TRAIL)), organization, **values)


def make_owner(login_name: str = "", **values) -> Person:
    return make_person(login_name, is_owner=True, **values)


def make_deactivated(organization: Organization | None = None, **values) -> Person:
    """Once of the secretariat; the post still runs, the account does not."""
    return make_secretariat(organization, is_active=False, **values)


def agree_to(kind: str, *, edge, target, ours=None, theirs=None) -> Claim:
    """An edge that stood at the upgrade."""
    agreed = {"state": Claim.State.AGREED, "how": Claim.How.UPGRADE, "asked_at": now(), "answered_at": now()}
    return Claim.objects.create(kind=kind, edge=edge.uuid, target=target.uuid, claimed_by=ours, kept_by=theirs, **agreed)


def work_off_the_queue() -> None:
    """What the worker does: every task that is due, once."""
    for due in DBTaskResult.objects.ready():
        due.task.call(*due.args_kwargs["args"], **due.args_kwargs["kwargs"])
        due.delete()
