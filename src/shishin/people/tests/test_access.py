from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils.timezone import localdate, now

from shishin.people.access import can_change_account, may, organizations_where, people_kept_by, person_to_keep
from shishin.people.models import Appointment
from shishin.people.tests.makers import (
    FIRST_DAY,
    make_auditor,
    make_deactivated,
    make_holder,
    make_organization,
    make_owner,
    make_people_office,
    make_person,
    make_post,
    make_role,
    make_secretariat,
)

pytestmark = pytest.mark.django_db


def test_an_ability_holds_at_the_organization_and_all_its_parts():
    city = make_organization("city")
    bureau = make_organization("bureau", parent=city)
    section = make_organization("section", parent=bureau)
    other = make_organization("other")
    secretariat = make_secretariat(bureau)

    assert [secretariat.may("edit_documents", at=at) for at in (city, bureau, section, other)] == [False, True, True, False]
    assert [row.slug for row in organizations_where(secretariat, "edit_documents")] == ["bureau", "section"]


def test_nobody_else_has_it():
    city = make_organization("city")
    make_secretariat(city)
    others = [make_secretariat(make_organization("other")), make_auditor(city), make_deactivated(city), make_person(), AnonymousUser()]

    assert [may(user, "edit_documents", at=city) for user in others] == [False] * 5
    assert [list(organizations_where(user, "edit_documents").filter(slug="city")) for user in others] == [[]] * 5


def test_an_owner_may_everything_until_deactivated():
    city = make_organization("city")
    owner = make_owner()

    assert owner.may("administer_people", at=city)
    owner.is_active = False
    assert not owner.may("administer_people", at=city)


def test_an_ability_begins_and_ends_with_the_appointment():
    person, post = make_person(), make_post(role=make_role("secretariat", abilities=("edit_documents",)))
    Appointment.objects.create(person=person, post=post, since=date(2024, 4, 1), until=date(2025, 3, 31))

    days = [date(2024, 3, 31), date(2024, 4, 1), date(2025, 3, 31), date(2025, 4, 1)]
    assert [person.may("edit_documents", at=post.organization, on=day) for day in days] == [False, True, True, False]


def test_an_abolished_post_gives_nothing():
    secretariat = make_secretariat()
    post = secretariat.appointments.get().post
    post.abolished_on = localdate() - timedelta(days=1)
    post.save()

    assert not secretariat.may("edit_documents")


def test_asking_twice_is_one_query(django_assert_num_queries):
    secretariat = make_secretariat()

    with django_assert_num_queries(1):
        secretariat.may("edit_documents")
        secretariat.may("read_trail")


def test_an_account_is_kept_where_it_has_posts_now_or_soon_and_where_it_was_invited():
    city, other = make_organization("city"), make_organization("other")
    office = make_people_office(city, login_name="office")
    make_secretariat(city, login_name="mine")
    make_secretariat(other, login_name="theirs")
    make_person("nobody's")
    post = make_post(city)
    today = localdate()
    Appointment.objects.create(person=make_person("gone"), post=post, since=FIRST_DAY, until=today - timedelta(days=1))
    Appointment.objects.create(person=make_person("soon"), post=post, since=today + timedelta(days=1))
    for name, organization in (("invited", city), ("elsewhere", other)):
        make_person(name, invited_for=organization, invited_at=now(), password_is_set=False)
    make_person("joined", invited_for=city, invited_at=now())

    assert [person.login_name for person in people_kept_by(office)] == ["invited", "mine", "office", "soon"]
    assert list(people_kept_by(make_auditor(city)).filter(login_name="mine")) == []


def test_somebody_elses_people_are_not_found():
    office = make_people_office(make_organization("city"))
    theirs = make_secretariat(make_organization("other"))

    with pytest.raises(Http404):
        person_to_keep(office, str(theirs.uuid))


def test_an_account_is_changed_by_whoever_has_all_that_it_has():
    city = make_organization("city")
    part = make_organization("part", parent=city)
    office, owner = make_people_office(city), make_owner()
    clerk, colleague, below = make_holder(make_role("clerk"), city), make_people_office(city), make_people_office(part)
    both = make_holder(make_role("clerk"), city)
    Appointment.objects.create(person=both, post=make_post(make_organization("other")), since=FIRST_DAY)
    auditor, secretariat = make_auditor(city), make_secretariat(city)
    soon = make_person()
    Appointment.objects.create(person=soon, post=auditor.appointments.get().post, since=localdate() + timedelta(days=1))
    people = (clerk, colleague, below, both, auditor, secretariat, soon, owner, make_person())

    assert [can_change_account(office, person) for person in people] == [True, True, True] + [False] * 6
    assert [can_change_account(owner, person) for person in people] == [True] * 9
    assert not can_change_account(below, office)
    assert not can_change_account(secretariat, clerk)
