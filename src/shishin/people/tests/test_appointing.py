from __future__ import annotations

from datetime import date

import pytest

from shishin.people.appointing import appoint, end_appointment
from shishin.people.errors import (
    AlreadyAbolished,
    AlreadyAppointed,
    AlreadyEnded,
    BeyondYourAbilities,
    EndsBeforeItBegan,
    PersonIsInactive,
    RoleInUse,
    StillHeld,
)
from shishin.people.inviting import deactivate
from shishin.people.models import Person, Post
from shishin.people.roles import abolish_post, add_post, add_role, change_abilities, remove_role
from shishin.people.tests.makers import (
    make_auditor,
    make_deactivated,
    make_organization,
    make_owner,
    make_people_office,
    make_person,
    make_post,
    make_role,
)
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2024, 4, 1), date(2024, 10, 1)


def test_an_appointment_gives_its_abilities_at_once():
    city = make_organization("city")
    person, office = make_person(), make_people_office(city)
    assert not person.may("edit_documents", at=city)

    appoint(person, post=make_post(city, make_role("secretariat", abilities=("edit_documents",))), since=SPRING, by=office)

    assert person.may("edit_documents", at=city)
    entry = Entry.objects.get(key="people.person_appointed")
    assert (entry.about, entry.data["since"], entry.data["until"]) == (f"people.person:{person.uuid}", "2024-04-01", None)


def test_the_same_post_is_not_held_twice_at_a_time():
    person, post, owner = make_person(), make_post(), make_owner()
    appoint(person, post=post, since=SPRING, until=AUTUMN, by=owner)

    with pytest.raises(AlreadyAppointed):
        appoint(person, post=post, since=AUTUMN, by=owner)
    appoint(person, post=post, since=date(2024, 10, 2), by=owner)
    appoint(make_person(), post=post, since=SPRING, by=owner)

    assert post.appointments.count() == 3


def test_nobody_is_appointed_to_what_is_not_there_or_cannot_sign_in():
    post, owner = make_post(), make_owner()
    with pytest.raises(PersonIsInactive):
        appoint(make_deactivated(), post=post, since=SPRING, by=owner)
    with pytest.raises(EndsBeforeItBegan):
        appoint(make_person(), post=post, since=AUTUMN, until=SPRING, by=owner)
    post.abolished_on = SPRING
    post.save(update_fields=["abolished_on"])
    with pytest.raises(AlreadyAbolished):
        appoint(make_person(), post=post, since=SPRING, by=owner)


def test_only_who_sees_everything_lets_others_see_everything():
    city = make_organization("city")
    auditing = make_post(city, make_role("auditor", abilities=("read_everything", "read_trail")))

    with pytest.raises(BeyondYourAbilities):
        appoint(make_person(), post=auditing, since=SPRING, by=make_people_office(city))
    appoint(make_person(), post=auditing, since=SPRING, by=make_auditor(city))
    appoint(make_person(), post=auditing, since=SPRING, by=make_owner())


def test_an_end_only_comes_nearer():
    owner = make_owner()
    appointment = appoint(make_person(), post=make_post(), since=SPRING, by=owner)

    end_appointment(appointment, until=AUTUMN, by=owner)
    with pytest.raises(AlreadyEnded):
        end_appointment(appointment, until=date(2025, 1, 1), by=owner)
    with pytest.raises(EndsBeforeItBegan):
        end_appointment(appointment, until=date(2024, 3, 31), by=owner)

    appointment.refresh_from_db()
    assert appointment.until == AUTUMN


def test_a_post_that_is_held_is_not_abolished():
    owner, post = make_owner(), make_post()
    appointment = appoint(make_person(), post=post, since=SPRING, by=owner)

    with pytest.raises(StillHeld):
        abolish_post(post, on=AUTUMN, by=owner)
    end_appointment(appointment, until=AUTUMN, by=owner)
    assert abolish_post(post, on=AUTUMN, by=owner).abolished_on == AUTUMN


def test_a_role_that_is_used_is_not_removed_and_its_abilities_change_with_a_trace():
    owner = make_owner()
    role = add_role(slug="clerk", names={"ja": "担当"}, abilities=["read_trail"], by=owner)
    change_abilities(role, abilities=["import_texts"], by=owner)
    add_post(slug="clerk-1", organization=make_organization(), role=role, by=owner)

    with pytest.raises(RoleInUse):
        remove_role(role, by=owner)
    assert list(Entry.objects.values_list("key", flat=True)) == ["people.role_added", "people.abilities_changed", "people.post_added"]


def test_an_appointment_is_decided_on_what_is_true_now_not_on_what_a_page_was_drawn_from():
    person, post, owner = make_person(), make_post(), make_owner()
    deactivated = make_person()
    abolish_post(Post.objects.get(pk=post.pk), on=AUTUMN, by=owner)
    deactivate(Person.objects.get(pk=deactivated.pk), by=owner)

    with pytest.raises(AlreadyAbolished):
        appoint(person, post=post, since=SPRING, by=owner)
    with pytest.raises(PersonIsInactive):
        appoint(deactivated, post=make_post(), since=SPRING, by=owner)
